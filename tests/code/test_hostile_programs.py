"""Names and values of many kinds that are code somewhere, in every place that takes one: Node and Nest keep them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qlab import Lab, Recording, exponential
from qlab.code.nestjs import to_nestjs
from qlab.lab.handles.queue import Queue
from qlab.protocol import operations
from qlab.protocol.events import UNCARRIED
from tests.code.conftest import compiled
from tests.code.nest import nest, told, without_zero
from tests.code.test_program import check_left, kept, left

pytestmark = pytest.mark.slow

NAMES = {
    "quotes": "e'\"\\m",
    "a template": "`${process.exit(1)}`",
    "comments": "*/ // /* -->",
    "a page": "</script><!-- <script>",
    "separators": "a\u2028b\u2029c",
    "control characters": "a\r\n\tb\x00c\x1b[31m\x85",
    "hidden characters": "a\u202eb\u200b\ufeff",
    "a prototype": "__proto__",
    "a constructor": "constructor",
    "a method": "toString",
    "a keyword": "await",
    "a number": "1e3",
    "a blank": " ",
    "a pattern": "*?[a]{b}",
    "a folder": "../..",
    "a length": "x" * 300,
    "beyond the first plane": "😀ünï",
}
DATA = {"half a pair": "a\ud800", "the other half": "\udc00b", "deep": {"__proto__": {"__proto__": ["\u2028\ud83d"]}}}
"""What no key can be called, as Redis' own are UTF-8; JSON holds it."""


def called(queue: Queue, name: str) -> None:
    """The calls of an application: each place that takes a name or a value has the hostile one."""
    lab = queue.lab
    queue.add(name, {name: [name, {name: None}], **DATA}, jobId=name)
    queue.add(name, name, deduplication={"id": name})
    queue.add(name, DATA["half a pair"], deduplication={"id": name})
    queue.add(name, None, delay="1h", priority=3)
    queue.add_bulk([(name, name), (name, {name: name}, {"priority": 2})])
    queue.schedule(name, name, {name: name}, every="1m")
    queue.schedule(name + "2", name, DATA, cron="0 9 * * *", tz="Europe/Berlin")
    queue.unschedule(name + "2")
    queue.emit(name, **({name: name} if name not in UNCARRIED else {}))
    child = {"name": name, "queue": name + "2", "data": name, "options": {"jobId": name + "c"}}
    lab.flow({"name": name, "queue": name, "data": DATA, "options": {"jobId": name + "p"}, "children": [child]})


def worked(queue: Queue, name: str) -> None:
    """The calls of its workers."""
    job = queue.take(name)
    assert job
    job.log(name)
    job.progress({name: DATA})
    job.update_data({name: [name]})
    job.fail(name)
    again = queue.take(name)
    assert again
    again.complete({name: DATA})


@pytest.fixture(scope="module")
def lives() -> dict[str, Recording]:
    """A recording for each kind of name: the application's calls, then the workers'."""
    found = {}
    for kind, name in NAMES.items():
        with Lab(prefix=name) as lab:
            queue = lab.queue(name, attempts=2, backoff=exponential("2s"))
            called(queue, name)
            worked(queue, name)
            found[kind] = lab.recording
    return found


@pytest.fixture(scope="module")
def made(node: str, lives: dict[str, Recording]) -> Iterator[tuple[str, Path]]:
    """Every module and every script, compiled in one run: the complaints, and where JavaScript is."""
    texts = {}
    for number, kind in enumerate(NAMES):
        files = to_nestjs(lives[kind], {}).files
        texts |= {f"module-{number}/{name.removesuffix('.ts')}": text for name, text in files.items()}
        texts[f"script-{number}"] = lives[kind].to_typescript().text
    with compiled(node, texts, "--noEmit", "false") as found:
        yield found


def test_a_script_leaves_the_keys_of_a_recording_full_of_them(
    node: str, tmp_path: Path, lives: dict[str, Recording]
) -> None:
    check_left(node, tmp_path, {kind: lives[kind] for kind in NAMES})


def test_the_compiler_takes_every_module_and_every_script(made: tuple[str, Path]) -> None:
    assert made[0] == ""
    assert len(list(made[1].glob("*/processors.js"))) == len(NAMES)
    assert len(list(made[1].glob("script-*.js"))) == len(NAMES)


def test_nests_own_calls_leave_the_keys_of_a_recording_full_of_them(
    node: str, made: tuple[str, Path], lives: dict[str, Recording]
) -> None:
    with nest(node) as calling:
        for number, (kind, recording) in enumerate(lives.items()):
            asked = recording[: next(step.index for step in recording if step.operation is operations.TAKE) - 1]
            with Lab(tcp=True, prefix="kept") as server:
                steps = [(step.index, step.at) for step in asked]
                keys = calling(str(server.url), made[1] / f"module-{number}", steps)
            assert told(without_zero(left(keys))) == told(without_zero(kept(asked[-1].after))), kind


def test_the_documentation_counts_them() -> None:
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    assert f"with {len(NAMES)} kinds of hostile names" in page
