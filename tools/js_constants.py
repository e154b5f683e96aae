"""Write what the widgets' scripts share with Python: ``python -m tools.js_constants`` (``make js`` does it).

Every fact about BullMQ, and every table of drawing, that JavaScript needs has its home in Python. This writes them into
``qlab/widgets/js/constants.js``; a test holds that the file is current.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from qlab.code.code import ANY_JOB
from qlab.files import write_file
from qlab.protocol import containers
from qlab.protocol.fields import ATTEMPTS_FIELDS
from qlab.protocol.keys import FINISHED_ROLES, JOB_SUFFIXES, STATE_OF_ROLE, Role, job_key
from qlab.protocol.scores import DELAYED_STEP, DUE_MARKER, EXACT, PRIORITY_STEP, READY_MARKER
from qlab.protocol.states import READY, JobState
from qlab.snapshot.details import NO_LONGER
from qlab.text.escape import HIDDEN
from qlab.widgets.player_data import LINES

PATH = Path(__file__).resolve().parent.parent / "qlab" / "widgets" / "js" / "constants.js"
HEAD = "// What the scripts share with Python. Written by tools/js_constants.py (`make js`): do not edit.\n"
STRINGS = "Record<string, string>"
PAIRS = "Record<string, [string, string]>"
CONST = "const"
JOB = job_key("", "", "") + ":"


def constants() -> str:
    """Return the text of ``constants.js``."""
    return "\n".join([HEAD, *_lines()]) + "\n"


def _lines() -> Iterator[str]:
    yield _constant("DELAYED_STEP", DELAYED_STEP, "A score in `delayed` is ms times this, plus a sequence.")
    yield _constant("PRIORITY_STEP", PRIORITY_STEP, "A score in `prioritized` is a priority times this, plus a ticket.")
    yield _constant("EXACT", EXACT, "Up to here a score is an exact whole number.")
    yield _constant("HIDDEN", for_javascript(HIDDEN), "Characters that hide: the inside of a class.")
    yield _constant("ROLE", {_name(role): str(role) for role in Role}, "What a key is for.", CONST)
    yield _constant("STATE", {_name(state): str(state) for state in JobState}, "A job's states.", CONST)
    sentences = {str(state): state.sentence for state in JobState}
    yield _constant("STATE_SENTENCES", sentences, "What each state means.", STRINGS)
    pairs = [[str(role), str(state)] for role, state in STATE_OF_ROLE.items()]
    kind = "[role: string, state: string][]"
    yield _constant("STATE_OF_ROLE", pairs, "The keys that hold job ids, in the order in which getState looks.", kind)
    ready = [str(role) for role, state in STATE_OF_ROLE.items() if state in READY]
    yield _constant("READY_ROLES", ready, "Where jobs wait that a worker may take.", "string[]")
    yield _constant("FINISHED_ROLES", _texts(FINISHED_ROLES), "Where jobs are kept that have finished.", "string[]")
    suffixes = {str(role): job_key("", "", "", role).removeprefix(JOB) for role in JOB_SUFFIXES}
    yield _constant("SUFFIX_BELOW_A_JOB", suffixes, "How the name of a key below a job ends.", CONST)
    roles = {str(role): [role.redis_type, role.sentence] for role in Role}
    yield _constant("ROLES", roles, "The Redis type of each role, and what it is for.", PAIRS)
    yield _constant("NO_LONGER", NO_LONGER, "What stands before the meaning of something that was removed.")
    yield _constant("ANY_JOB", ANY_JOB, "Stands in a call for the id of the step's job.")
    yield _constant("LINES", LINES, "So many atomic changes of one key are told in words.")
    yield from _drawing()
    yield from _fields()


def _drawing() -> Iterator[str]:
    """Yield the tables by which containers are drawn."""
    yield _constant("GRID", _texts(containers.GRID), "The containers in the order in which they stand.", "string[]")
    always = _texts(containers.ALWAYS_DRAWN)
    yield _constant("ALWAYS_DRAWN", always, "Those that are drawn though they are empty.", "string[]")
    yield _constant("ON_AN_AXIS", _texts(containers.ON_AN_AXIS), "Sorted sets that are drawn on an axis.", "string[]")
    ends = {str(role): list(words) for role, words in containers.LIST_ENDS.items()}
    yield _constant("LIST_ENDS", ends, "What stands at the head and at the tail of a list.", PAIRS)
    yield _constant("TYPES", dict(containers.TYPES), "Redis types in words.", STRINGS)
    nouns = {kind: list(words) for kind, words in containers.NOUNS.items()}
    yield _constant("NOUNS", nouns, "What a key of each type holds: one, and many.", PAIRS)


def _fields() -> Iterator[str]:
    """Yield the fields of hashes and events that the scripts read by name."""
    job = {"NAME": "name", "OPTIONS": "opts", "ATTEMPTS_MADE": list(ATTEMPTS_FIELDS)}
    yield _constant("FIELD", job, "Fields of a job's hash; of several names, the first that is there.", CONST)
    yield _constant("EVENT_FIELD", {"EVENT": "event", "JOB_ID": "jobId"}, "Fields of an event.", CONST)
    yield _constant(
        "MARKER_MEMBER",
        {"READY": READY_MARKER, "DUE": DUE_MARKER},
        "The members that BullMQ gives to the marker.",
        CONST,
    )


def _constant(name: str, value: Any, words: str, kind: str = "") -> str:
    """Return one constant with its comment, and its type where that is not plain."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    if not kind:
        return f"/** {words} */\nexport const {name} = {text};\n"
    value_text = f"/** @type {{const}} */ ({text})" if kind == CONST else text
    typed = "" if kind == CONST else f" @type {{{kind}}}"
    return f"/** {words}{typed} */\nexport const {name} = {value_text};\n"


def for_javascript(characters: str) -> str:
    """Return Python's escapes as those of a regular expression with the flag ``u``: eight digits stand in braces."""
    return re.sub(r"\\U0*([0-9a-f]+)", r"\\u{\1}", re.sub(r"\\u(d[0-9a-f]{3})", r"\\u{\1}", characters))


def _name(member: Enum) -> str:
    return member.name


def _texts(roles: Iterable[Role]) -> list[str]:
    return [str(role) for role in roles]


def main() -> None:
    """Write the file."""
    write_file(PATH, constants())


if __name__ == "__main__":
    main()
