"""A lab as a module of NestJS: it type-checks, and Nest's own calls leave the recording's keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qlab import Lab, exponential, fixed, jittered
from qlab.code.nest_files import MARK
from qlab.code.nest_names import class_name, property_names
from qlab.code.nestjs import to_nestjs
from qlab.errors import ExportError, UsageError
from qlab.protocol.operations import Doer
from qlab.stories.gallery import STORIES, play
from tests.code.conftest import compiled
from tests.code.nest import nest, without_zero
from tests.code.test_program import hostile, left, recorded
from tests.record.films import scene
from tests.record.scenes import SCENES

FILES = ["connection.ts", "queues.module.ts", "calls.service.ts", "processors.ts"]


def modules(folder: str, files: Any) -> dict[str, str]:
    return {f"{folder}/{name.removesuffix('.ts')}": text for name, text in files.items()}


def shop(lab: Lab) -> None:
    """Calls on queues with default job options: each job has what its queue says, or says otherwise itself."""
    email = lab.queue("email", attempts=4, backoff=exponential("2s"), removeOnComplete=100, keepLogs=5)
    bulk = lab.queue("bulk mail", attempts=3, backoff=fixed("1s"))
    email.add("welcome", {"to": "ada@example.com"})
    email.add("once", attempts=1)
    email.add("digest", delay="1h", removeOnComplete=True)
    lab.clock.advance("2s")
    bulk.add_bulk([("a", 1), ("b", 2, {"priority": 3, "attempts": 5})])
    email.schedule("nightly", every="1d", name="report", data={"a": 1})
    child = {"name": "pdf", "queue": "bulk mail", "data": 8, "options": {"jobId": "pdf-7"}}
    lab.flow({"name": "order", "queue": "email", "data": 7, "options": {"jobId": "order-7"}, "children": [child]})
    lab.clock.advance("1s")
    email.job("1").change_priority(2)
    bulk.pause()


@pytest.fixture(scope="module")
def played() -> Lab:
    """A lab, closed, whose calls Nest makes again."""
    with Lab() as lab:
        shop(lab)
        hostile(lab)
        return lab


@pytest.fixture(scope="module")
def made(node: str, played: Lab) -> Iterator[tuple[str, Path]]:
    """Every module, compiled in one run: the compiler's complaints, and where JavaScript is."""
    texts = modules("lab", played.to_nestjs().files)
    for name in SCENES:
        texts |= modules(f"scene-{name}", to_nestjs(scene(name), {}).files)
    for name in STORIES:
        texts |= modules(f"story-{name}", to_nestjs(play(name), {}).files)
    wrong = modules("wrong", played.to_nestjs().files)
    wrong["wrong/queues.module"] = wrong["wrong/queues.module"].replace("attempts", "tempts")
    with compiled(node, {**texts, **wrong}, "--noEmit", "false") as found:
        yield found


@pytest.mark.slow
def test_every_scenes_and_storys_module_is_nests_and_a_wrong_option_is_seen(made: tuple[str, Path]) -> None:
    complaints = [line for line in made[0].splitlines() if line.startswith("made/")]
    assert complaints
    assert all(line.startswith("made/wrong/queues.module.ts") for line in complaints), complaints
    assert "'tempts' does not exist in type 'DefaultJobOptions'" in made[0]


@pytest.mark.slow
def test_nests_own_calls_leave_the_keys_of_the_recording(node: str, made: tuple[str, Path], played: Lab) -> None:
    text = played.to_nestjs().files["calls.service.ts"]
    calls = [step for step in played.recording if f"async step{step.index}()" in text]
    assert len(calls) == 9
    with Lab(tcp=True, prefix="kept") as server, nest(node) as calling:
        keys = calling(str(server.url), made[1] / "lab", [(step.index, step.at) for step in calls])
    with Lab.from_recording(played.recording, until=calls[-1]) as until:  # what a worker did after it is not Nest's
        assert without_zero(left(keys)) == without_zero(recorded(until.recording))


def test_a_queues_defaults_are_registered_and_not_repeated() -> None:
    with Lab() as lab:
        email = lab.queue("email", attempts=4, backoff=exponential("2s"), failParentOnFailure=True)
        email.add("welcome", {"to": "ada@example.com"})
        email.add("once", attempts=1)
        files = lab.to_nestjs().files
    assert list(files) == FILES[:3]
    assert "defaultJobOptions: { attempts: 4, backoff:" in files["queues.module.ts"]
    assert "failParentOnFailure" not in files["queues.module.ts"]  # BullMQ has no such default
    assert (
        '"welcome", { to: "ada@example.com" }, {\n      failParentOnFailure: true,\n    });'
        in files["calls.service.ts"]
    )
    assert '"once", null, { attempts: 1, failParentOnFailure: true }' in files["calls.service.ts"]


def test_the_same_call_on_another_queue_is_that_queues() -> None:
    with Lab() as lab:
        for name in ("email", "bulk mail"):
            lab.queue(name).pause()
        calls = lab.to_nestjs().files["calls.service.ts"]
    assert "await this.emailQueue.pause();" in calls
    assert "await this.bulkMailQueue.pause();" in calls


def test_a_jittered_backoff_is_npms_own() -> None:
    with Lab() as lab:
        lab.queue("email", attempts=3, backoff=jittered("1s")).add("welcome")
        files = lab.to_nestjs().files
    assert 'backoff: { type: "fixed", delay: 1000, jitter: 0.5 }' in files["queues.module.ts"]
    assert 'add("welcome", null);' in files["calls.service.ts"]


def test_a_default_that_a_job_lacks_is_undefined_for_it() -> None:
    with Lab() as lab:
        lab.queue("email").add("early")
        lab.queue("email", keepLogs=5, attempts=2)
        calls = lab.to_nestjs().files["calls.service.ts"]
    assert "{ attempts: undefined, keepLogs: undefined }" in calls or "{ attempts: 1, keepLogs: undefined }" in calls


def test_a_worker_is_a_class_with_its_options_and_no_work() -> None:
    with Lab() as lab:
        queue = lab.queue("email", lock_duration="5s")
        queue.add("welcome")
        queue.take()
        queue.take("somebody else")
        lab.worker("email", concurrency=5).take()
        made = lab.to_nestjs().files["processors.ts"]
    assert '@Processor("email", { lockDuration: 5000 })\nexport class EmailProcessor extends WorkerHost {' in made
    assert "export class EmailProcessor2 extends WorkerHost {" in made
    assert made.count("export class") == 2
    assert '// Jobs it had: "welcome".' in made
    assert "is not written yet" in made


def test_hostile_names_stay_strings() -> None:
    with Lab() as lab:
        hostile(lab)
        files = lab.to_nestjs().files
    assert list(files) == FILES
    for text in files.values():
        assert all(line.isprintable() for line in text.splitlines())


@pytest.mark.parametrize(
    ("queues", "expected"),
    [
        (["email"], ["emailQueue"]),
        (["focus-bear-day", "Queue", "workQueue"], ["focusBearDayQueue", "queue", "workQueue"]),
        (["\u2028", "${x}", "42", "ünï"], ["queue", "xQueue", "queue42Queue", "nQueue"]),
        (["email", "emailQueue", "email!"], ["emailQueue", "emailQueue2", "emailQueue3"]),
        (["a" * 90, "a" * 91], ["a" * 40 + "Queue", "a" * 40 + "Queue2"]),
    ],
)  # fmt: skip
def test_what_a_queue_is_called(queues: list[str], expected: list[str]) -> None:
    names = property_names(queues)
    assert list(names.values()) == expected
    classes = {class_name(name, number) for name in expected for number in (1, 2)}
    assert all(each.isidentifier() for each in classes)


def test_what_no_call_of_bullmqs_does_is_listed_and_said() -> None:
    for name in SCENES:
        made = to_nestjs(scene(name), {})
        by_others = [s for s in scene(name) if s.diff and s.operation.doer in (Doer.HAND, Doer.OUTSIDE)]
        assert len(made.unsaid) == len(by_others), (name, made.unsaid)
        for sentence in made.unsaid:
            assert f"// Not in here: {sentence}" in made.files["calls.service.ts"]


def test_its_own_files_are_replaced_and_no_others(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "queues"
    (tmp_path / "new").mkdir()
    with Lab() as lab:
        queue = lab.queue("email")
        queue.add("welcome")
        queue.take()
        assert lab.to_nestjs(folder).folder == folder
        assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
        (folder / "main.ts").write_text("mine")
        queue.add("again")
        again = lab.to_nestjs(str(folder))
        assert {name: (folder / name).read_text(encoding="utf-8") for name in FILES} == again.files
        assert (folder / "main.ts").read_text() == "mine"

        changed = again.files["processors.ts"].removeprefix(MARK)
        (folder / "processors.ts").write_text(changed, encoding="utf-8")
        queue.add("and again")
        with pytest.raises(
            ExportError, match=r"processors\.ts exists, and qlab did not write it, or it was changed; name"
        ):
            lab.to_nestjs(folder)
    assert (folder / "processors.ts").read_text(encoding="utf-8") == changed
    assert (folder / "calls.service.ts").read_text(encoding="utf-8") == again.files["calls.service.ts"]


def test_what_is_no_folder_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with Lab() as lab:
        lab.queue("email").add("welcome")
        with pytest.raises(ExportError, match="module cannot be written"):
            lab.to_nestjs(tmp_path / "file")
        (tmp_path / "in" / "connection.ts").mkdir(parents=True)
        with pytest.raises(ExportError, match="name another folder"):
            lab.to_nestjs(tmp_path / "in")
        with pytest.raises(UsageError, match="is not a path"):
            lab.to_nestjs("")
    assert list((tmp_path / "in").iterdir()) == [tmp_path / "in" / "connection.ts"]
