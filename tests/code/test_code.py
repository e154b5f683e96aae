"""Each step's code: what somebody would type, whatever the queue holds."""

from __future__ import annotations

import ast
import inspect
import json
from pathlib import Path
from typing import Any

import bullmq
import pytest

from qlab import Lab, Recording
from qlab.code import literals
from qlab.errors import OptionError
from qlab.protocol import operations
from qlab.protocol.api.methods import METHODS, Owner
from qlab.protocol.operations import OPERATIONS, Doer
from tests.code import calls
from tests.record.films import scene

LANGUAGES = ("python", "typescript", "nestjs")
HOSTILE = "\"); drop(); //\\'`${x}\n\r\u2028\x1b[31m\u202e</script>"
UNSAID = "does not hold what was asked for"
CLASSES: dict[Owner, Any] = {
    Owner.QUEUE: bullmq.Queue, Owner.JOB: bullmq.Job, Owner.HELD: bullmq.Job, Owner.WORKER: bullmq.Worker,
    Owner.FLOWS: bullmq.FlowProducer, Owner.EVENTS: bullmq.QueueEventsProducer,
}  # fmt: skip


def last(name: str, language: str = "typescript") -> str:
    return scene(name)[-1].code(language)


def test_an_added_job() -> None:
    assert last("add") == (
        'const queue = new Queue("email", { connection });\nawait queue.add("welcome", { to: "ada@example.com" });'
    )
    assert last("add", "python") == (
        'queue = Queue("email", {"connection": connection})\nawait queue.add("welcome", {"to": "ada@example.com"})'
    )
    assert last("add", "nestjs") == (
        '// constructor(@InjectQueue("email") private readonly queue: Queue) {}\n'
        'await this.queue.add("welcome", { to: "ada@example.com" });'
    )


def test_a_processor_of_nest_returns_and_throws() -> None:
    where = '// in process(job: Job, token: string) of the @Processor("email") class\n'
    assert last("complete", "nestjs") == where + 'return { answer: "250 OK" };'
    assert last("fail_for_good", "nestjs") == where + 'throw new UnrecoverableError("SMTP 550");'
    assert last("wait_for_children", "nestjs").endswith(
        "if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError();"
    )
    assert last("put_back_for_a_while", "nestjs").endswith(
        "await job.moveToDelayed(Date.now() + 3000, token);\nthrow new DelayedError();"
    )


def test_what_a_refused_job_was_to_be_is_told_all_the_same() -> None:
    assert 'add("welcome", null, { deduplication: { id: "ada", ttl: 5000 } })' in last("add_deduplicated_for_a_while")
    assert 'jobId: "ada"' in last("add_an_id_that_is_taken")


def test_what_is_no_call_of_bullmqs_says_so() -> None:
    assert last("advance") == "// No call: 1 h 30 min pass."
    assert last("observe_a_queue_by_hand") == (
        '// No call of BullMQ\'s: commands by hand.\nawait redis.call("LPUSH", "bull:mine:wait", "1");'
    )
    assert last("release_lock").startswith("// BullMQ has no public method for this")
    assert last("move_to_wait", "python") == "# PyPI's bullmq has no method for this; npm's is Job.moveToWait."
    assert last("obliterate_refused").startswith("// BullMQ refuses this call.\n")


def test_every_call_of_bullmqs_has_a_method_and_no_other_has() -> None:
    calls_of_bullmqs = {each for each in OPERATIONS.values() if each.doer is Doer.BULLMQ}
    by_itself = {operations.WAIT_FOR_JOB, operations.RUN, operations.DUE, operations.RELEASE}
    assert set(METHODS) == calls_of_bullmqs - by_itself, "say in protocol/api/methods.py which method of BullMQ's it is"


def test_each_method_of_pypis_package_is_there() -> None:
    for method in METHODS.values():
        if method.pypi:
            assert callable(getattr(CLASSES[method.owner], method.pypi))
        elif method.npm:
            assert not hasattr(CLASSES[method.owner], method.npm), f"PyPI's package has {method.npm}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_every_scene_says_what_was_asked_for(language: str) -> None:
    assert [step for step in calls.steps() if UNSAID in step.code(language)] == []


def test_pythons_calls_fit_the_methods_of_pypis_package() -> None:
    owners = {
        "queue": bullmq.Queue, "job": bullmq.Job, "worker": bullmq.Worker, "flow_producer": bullmq.FlowProducer,
        "queue_events": bullmq.QueueEventsProducer,
    }  # fmt: skip
    seen = set()
    for text in calls.code("python"):
        for node in ast.walk(compile(text, "code", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            assert isinstance(node.func.value, ast.Name)
            name, method = node.func.value.id, node.func.attr
            if name in owners:
                inspect.signature(getattr(owners[name], method)).bind(None, *node.args)
                seen.add((name, method))
    assert len(seen) > 20


def played(lab: Lab) -> list[str]:
    queue = lab.queue("e'\"\\m`${a}")
    queue.add(HOSTILE, {HOSTILE: HOSTILE, "__proto__": 1}, jobId=HOSTILE.replace(":", ""), attempts=2)
    job = queue.take(HOSTILE)
    assert job
    job.log(HOSTILE)
    job.fail(HOSTILE)
    queue.job(job.id).retry() if job.state == "failed" else queue.job(job.id).remove()
    queue.schedule(HOSTILE[:20], HOSTILE, every="1m")
    queue.emit("mine", text=HOSTILE)
    return [step.code(language) for step in lab.steps for language in LANGUAGES]


def test_hostile_names_stay_strings() -> None:
    with Lab() as lab:
        texts = played(lab)
    for text in texts:
        for line in text.splitlines():
            assert line.isprintable()
            assert "\u202e" not in line
    assert any('["__proto__"]: 1' in text for text in texts)


@pytest.mark.parametrize("value", [HOSTILE, {"a": [1, 2.5, None, True, HOSTILE]}, {HOSTILE: {}}, [[]], "\ud800", "😀"])
def test_a_literal_of_python_is_the_value(value: Any) -> None:
    written = literals.python(value)
    assert ast.literal_eval(written) == value
    assert all(line.isprintable() for line in written.splitlines())


@pytest.mark.parametrize("levels", [120, 900])
def test_a_value_nested_too_deeply_is_parsed_from_a_text(levels: int) -> None:
    deep: Any = 0
    for _ in range(levels):
        deep = [deep]
    written = literals.typescript(deep)
    assert written.startswith('JSON.parse("[')
    assert json.loads(json.loads(written.removeprefix("JSON.parse(").removesuffix(")"))) == deep


def test_a_value_that_is_nested_less_deeply_is_written_as_it_is() -> None:
    deep: Any = 0
    for _ in range(80):
        deep = [deep]
    assert json.loads(literals.typescript(deep).replace(",", "")) == deep


def test_code_needs_no_server_and_survives_the_file(tmp_path: Path) -> None:
    for name in ("flow", "schedule_cron", "add_bulk_of_one", "clean", "complete_and_be_removed", "emit"):
        recording = scene(name)
        loaded = Recording.load(recording.save(tmp_path / f"{name}.jsonl"))
        assert [step.code() for step in loaded] == [step.code() for step in recording]


def test_a_redacted_recording_has_shapes_for_values(tmp_path: Path) -> None:
    loaded = Recording.load(scene("add").save(tmp_path / "redacted.jsonl", redact=True))
    assert "ada@example.com" not in loaded[-1].code()
    assert 'to: "string(15)"' in loaded[-1].code()


def test_an_older_recording_says_what_it_does_not_hold() -> None:
    old = Path(__file__).parents[1] / "record" / "files-0.1"
    texts = [step.code() for file in sorted(old.glob("*.jsonl*")) for step in Recording.load(file)]
    assert any("await queue.add(" in text for text in texts)


def test_another_language_is_refused() -> None:
    with pytest.raises(OptionError, match="choose one of python, typescript, nestjs"):
        scene("add")[-1].code("cobol")


def test_a_backoff_is_what_each_package_takes() -> None:
    npm, pypi = (scene("fail_under_jittered_backoff")[0].code(language) for language in ("typescript", "python"))
    assert 'backoff: { type: "exponential", delay: 2000, jitter: 0.5 }' in npm
    assert '"type": "exponential-jittered"' in pypi
    assert "cap" not in scene("fail_under_capped_backoff")[0].code().replace("-capped", "")


def test_a_worker_that_keeps_few_jobs_is_told_so_as_each_package_takes_it() -> None:
    npm, pypi = (last("complete_a_job_that_its_worker_does_not_keep", each) for each in ("typescript", "python"))
    taken = scene("complete_a_job_that_its_worker_does_not_keep")[1]
    assert "removeOnComplete: { count: 1 }" in taken.code()
    assert '"removeOnComplete": 1' in taken.code("python")
    assert "moveToCompleted" in npm
    assert "moveToCompleted" in pypi


def test_a_worker_that_renews_no_lock_is_told_so_as_each_package_takes_it() -> None:
    with Lab() as lab:
        lab.queue("email").add("welcome")
        lab.worker("email", skip_lock_renewal=True).take()
        npm, pypi = (lab.last.code(language) for language in ("typescript", "python"))
    assert "skipLockRenewal: true" in npm
    assert '"lockRenewTime": 0' in pypi
    assert "skipLockRenewal" not in pypi  # PyPI's package has no such option, and would renew
