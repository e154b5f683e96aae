"""What pages say of BullMQ: plays it on npm's releases, and writes data/claims.json and docs/claims.md.

Run ``python -m tools.claims``; it needs Node and npm. A test holds that the file is what the releases do today, and the
page what the file and PyPI's bullmq say.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from qlab.files import write_file
from qlab.lab.server_io import server
from qlab.teach.claims.claim import ABSENT
from qlab.teach.claims.examination import HERE, RECORDED, Examination, examine, recorded
from qlab.teach.claims.register import THEMES
from tests.servers import need_packages

__all__ = ["NODE", "PAGE", "RELEASES", "page", "played"]

ROOT = Path(__file__).resolve().parents[1]
NODE = ROOT / "tests" / "teach" / "node"
PAGE = ROOT / "docs" / "claims.md"
DATA = ROOT / "data" / RECORDED
RELEASES = ("bullmq-4", "bullmq-5", "bullmq-6")
"""The packages that are played, by their names in ``tests/teach/node/package.json``."""
PLAY_S = 120.0
_HEAD = """# What the documentation says

Statements from BullMQ's own pages, from articles and from issues, each tested on real queues. `python -m tools.claims`
generates this page: nobody writes a verdict by hand. *PyPI* is bullmq 3.4.4; `tests/teach/node` ran the statements on
npm's releases. A statement *holds* if everything it says was read; *not there* means that the release lacks the method.
Lesson 14 runs the PyPI column again. `qlab/teach/claims` shows how each statement is tested.
"""


def played(node: str, package: str) -> tuple[str, dict[str, Any]]:
    """Play all statements on one of npm's releases, on an embedded server of its own.

    Args:
        node: The path of ``node``.
        package: One of ``RELEASES``.

    Returns:
        The release, such as ``npm 6.7.0``, and what was read, by the statement's name.
    """
    embedded = server.start()
    try:
        command = [node, "claims.mjs", package, str(embedded.url).removeprefix("unix://")]
        ran = subprocess.run(command, cwd=NODE, capture_output=True, text=True, timeout=PLAY_S, check=True)
    finally:
        embedded.close()
    said = json.loads(ran.stdout)
    return f"npm {said['version']}", said["seen"]


def page() -> str:
    """Return the page with all statements, PyPI's column run anew."""
    sections = (line for theme, claims in THEMES.items() for line in _section(theme, examine(claims)))
    return "\n".join((_HEAD, *sections))


def _section(theme: str, found: list[Examination]) -> list[str]:
    columns = [HERE, *recorded()]
    rows = [
        f"| {each.claim.says} ([source]({each.claim.source.url})) | "
        + " | ".join(each.verdict_on(release) for release in columns)
        + f" | {each.verdict} |"
        for each in found
    ]
    head = f"| {theme} | {' | '.join(columns)} | verdict |"
    return [head, "|" + " --- |" * (len(columns) + 2), *rows, "", *map(_evidence, found), ""]


def _evidence(each: Examination) -> str:
    """Return what was read, each reading once, with the releases where it was."""
    readings: dict[str, list[str]] = {}
    for release, seen in each.seen.items():
        text = f"no `{seen[ABSENT]}`" if ABSENT in seen else f"`{json.dumps(seen, ensure_ascii=False, sort_keys=True)}`"
        readings.setdefault(text, []).append(release)
    told = "; ".join(f"{', '.join(releases)}: {text}" for text, releases in readings.items())
    return f"- {each.claim.says}. {each.claim.source.title}: “{each.claim.quote}” Read: {told}."


def main() -> None:
    """Play everything anew, and write it down."""
    node = need_packages(NODE)
    found = {}
    for package in RELEASES:
        release, seen = played(node, package)
        found[release] = seen
        print(f"{release}: {len(seen)} claims", file=sys.stderr)
    write_file(DATA, json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    recorded.cache_clear()
    write_file(PAGE, page())


if __name__ == "__main__":
    main()
