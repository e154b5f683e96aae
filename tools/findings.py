"""What the explorer found in BullMQ: plays the models again, and writes data/findings/ and docs/findings.md.

Run ``python -m tools.findings``. A test holds that both are what the models find today.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import bullmq

from qlab.explore import Counterexample, Exploration
from qlab.explore.models import MODELS
from qlab.files import write_file
from qlab.protocol.api.lua_scripts import ASKING, LEFTOVERS, RELAY, UNCALLED, WRITING
from qlab.text.words import plural

__all__ = [
    "FINDINGS",
    "PLAYABLE",
    "SCRIPTS",
    "Finding",
    "counterexample",
    "explored",
    "line_number",
    "page",
    "releases",
]

ROOT = Path(__file__).resolve().parents[1]
RECORDINGS = ROOT / "data" / "findings"
INDEX = RECORDINGS / "index.toml"
PAGE = ROOT / "docs" / "findings.md"
SCRIPTS = Path(bullmq.__file__).parent / "commands"
NODE = ROOT / "tests" / "explore" / "node"
PLAYABLE = WRITING - UNCALLED.keys()
"""The scripts that take part in at least one model."""
CLASSES = {
    "bug": "against the documentation or against what the script means to do",
    "gap": "nothing promises otherwise, and users will be surprised",
    "port": "only PyPI's port lets it happen; npm's client refuses the call",
    "by design": "deliberate, and worth knowing",
}


class Finding(NamedTuple):
    """Something the explorer found.

    Attributes:
        slug: Its name, and its recording's.
        title: What happens, in a line.
        model: The model that finds it.
        promise: The promise that it breaks.
        kind: One of ``CLASSES``.
        why: Why it happens.
        script: The Lua file that does it.
        line: The line of that file that does it, as it stands there; no beginning of a function.
        reported: Whether it is known, as far as a search told.
        npm: Whether npm's client shows it too (tests/explore/test_npm.py).
    """

    slug: str
    title: str
    model: str
    promise: str
    kind: str
    why: str
    script: str
    line: str
    reported: str
    npm: bool


def _read() -> tuple[Finding, ...]:
    table = tomllib.loads(INDEX.read_text(encoding="utf-8"))
    return tuple(Finding(**{**each, "why": each["why"].replace("\n", " ")}) for each in table["finding"])


FINDINGS = _read()


@cache
def explored(model: str) -> Exploration:
    """Return all that a model finds, however busy the machine is; several findings share one."""
    return MODELS[model].explore(every=True, seconds=1500)


def counterexample(finding: Finding) -> Counterexample:
    """Return the shortest way to a finding, found anew."""
    found = explored(finding.model)
    return next(each for each in found.counterexamples if each.invariant.name == finding.promise)


def page(found: list[tuple[Finding, Counterexample]]) -> str:
    """Return the page with all findings."""
    return "\n".join((_HEAD, *(line for each in found for line in _section(*each)), _TAIL, *_table(), ""))


_HEAD = """# What the explorer found in BullMQ

`python -m tools.findings` generates this page from the models in `qlab/explore/models`. PyPI's bullmq 3.4 and npm's 6.7
run the same text of these scripts, except for four that add jobs. Each finding names the releases that show it, the
line of BullMQ that causes it, the shortest path to it, and a recording of that path in `data/findings/` (open it with
`qlab play`). Those marked *npm* are reproduced with npm's own client: the lines shown are a part of
`tests/explore/node/findings.mjs`, which has the helpers, and `tests/explore/test_npm.py` checks what they return. "No
issue found" means that a dozen searches found none, not that there is none. None of them has been filed yet.
"""

_TAIL = """## What holds

Every run of `make unit` shows that the small models without a counterexample hold in their complete state spaces: locks
and stalls under crashes and late workers, flows with each failure option, deduplication without operators, drain,
promote and forced obliterate against workers, concurrency and rate limits. `make explore` runs the large models.

## Which scripts take part

Each script that writes is played as a move of at least one model (not just in a set-up), in runs of at most ten moves.
The table shows after how many moves at the earliest, by the model that is named first.
"""


def _section(finding: Finding, found: Counterexample) -> Iterator[str]:
    npm = ", npm" if finding.npm else ""
    yield f"## {finding.title}\n"
    yield f"*{finding.kind}{npm}*: {CLASSES[finding.kind]}. Reported: {finding.reported}.\n"
    yield f"{finding.why}\n"
    yield f"`{finding.script}`, line {line_number(finding)}: `{finding.line}`\n"
    yield f"Seen in {releases(finding)}.\n"
    yield f"Model `{finding.model}`, {plural(len(found.moves), 'move')}: {found.message}.\n"
    yield "```text"
    yield from (f"{number:2}  {move}" for number, move in enumerate(found.moves, 1))
    yield "```\n"
    if finding.npm:
        yield f"```js\n{_on_npm(finding)}\n```\n"
    yield f"Recording: [`{finding.slug}.jsonl`](../data/findings/{finding.slug}.jsonl)\n"


def line_number(finding: Finding) -> int:
    """Return where a finding's line first stands in its script, as PyPI's package has it; from 1."""
    text = (SCRIPTS / finding.script).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines()].index(finding.line) + 1


def releases(finding: Finding) -> str:
    """Return the releases of BullMQ that show a finding: those installed here, by their packages."""
    lock = json.loads((NODE / "package-lock.json").read_text(encoding="utf-8"))
    npm = lock["packages"]["node_modules/bullmq"]["version"]
    return f"PyPI's bullmq {version('bullmq')}" + (f" and npm's bullmq {npm}" if finding.npm else "")


def _on_npm(finding: Finding) -> str:
    """Return the lines that reproduce a finding with npm's client."""
    text = (NODE / "findings.mjs").read_text(encoding="utf-8")
    found = re.search(rf'^await finding\("{finding.slug}".*?^\}}\);$', text, re.DOTALL | re.MULTILINE)
    assert found, f"{finding.slug} is not in findings.mjs"
    return found[0]


def _table() -> Iterator[str]:
    """Yield which model plays which script, from short runs of all of them."""
    players: dict[str, list[tuple[int, str]]] = {}
    for name, model in MODELS.items():
        for script, moves in model.explore(depth=10, seconds=60, every=True).found.scripts.items():
            players.setdefault(script, []).append((moves, name))
    yield "| script | after moves | models |"
    yield "| --- | --- | --- |"
    for script in sorted(PLAYABLE):
        found = sorted(players[script], key=lambda player: player[0])  # the quickest first
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        yield f"| `{script}` | {found[0][0]} | {'; '.join(name for _, name in found[:3])}{more} |"
    yield ""
    yield "Left aside, each with its reason:\n"
    yield from (f"- `{script}`: {reason}." for script, reason in sorted(UNCALLED.items()))
    yield f"- the relay ({_listed(RELAY)}): it passes messages between processes; no queue and no job is in its keys."
    yield "- metrics: no script of their own. `moveToFinished` counts where a worker asks for it (`metrics=`)."
    yield "- sandboxed processors: they run in processes of their own, and their worker runs the same scripts."
    yield f"- scripts that read ({_listed(ASKING)}): they change nothing. But for these, which clear leftovers:"
    yield from (f"  `{script}` deletes {what}." for script, what in sorted(LEFTOVERS.items()))


def _listed(scripts: Iterable[str]) -> str:
    return ", ".join(f"`{script}`" for script in sorted(scripts))


def main() -> None:
    """Find everything anew, and write it down."""
    RECORDINGS.mkdir(exist_ok=True)
    found = []
    for finding in FINDINGS:
        each = counterexample(finding)
        each.recording.save(RECORDINGS / f"{finding.slug}.jsonl")
        found.append((finding, each))
        print(f"{finding.slug}: {len(each.moves)} moves", file=sys.stderr)
    write_file(PAGE, page(found))


if __name__ == "__main__":
    main()
