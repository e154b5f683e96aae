"""What failed children do, how many finished jobs are kept, and what BullMQ refuses: held to BullMQ's own text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bullmq
import pytest
from bullmq.error_code import ErrorCode
from bullmq.scripts import Scripts

from qlab import Lab
from qlab.protocol.jobs.flows import FAIL_PARENT, FAILURE_RULES, FailureRule, failure_rule
from qlab.protocol.jobs.refusals import Refusal, refusal_of
from qlab.protocol.jobs.retention import REMOVE_ON, REMOVED_AT_ONCE, Retention
from qlab.protocol.keys import Role
from qlab.protocol.states import FINISHED, JobState
from qlab.run.drivers.finished import Finished

PACKAGE = Path(bullmq.__file__).parent
LUA = (PACKAGE / "commands" / "moveToFinished-14.lua").read_text(encoding="utf-8")
PYTHON = "".join(path.read_text(encoding="utf-8") for path in sorted(PACKAGE.glob("*.py")))


def test_failure_rules_are_asked_in_the_scripts_order() -> None:
    body = LUA[LUA.index("local moveChildFromDependenciesIfNeeded =") :]
    asked = re.findall(r"(?:if|elseif|or) parentData\['(\w+)'\]", body[: body.index("\nend")])
    assert tuple(dict.fromkeys(asked)) == tuple(rule.short for rule in FAILURE_RULES)


@pytest.mark.parametrize("rule", FAILURE_RULES, ids=lambda rule: rule.short)
def test_a_child_keeps_its_rule_and_the_sentence_names_it(rule: FailureRule) -> None:
    with Lab() as lab:
        lab.queue("q")
        child = {"name": "child", "queue": "q", "options": {rule.option: True}}
        lab.flow({"name": "parent", "queue": "q", "children": [child]})
        job = lab.queue("q").take()
        assert job is not None
        assert failure_rule(json.loads(job.fields["parent"])) == rule
        job.fail("no")
        assert rule.option in lab.last.sentence
        parent = next(view for view in lab.snapshot().all_jobs() if view.name == "parent")
        assert parent.state is JobState.WAITING
        assert ("defa" in parent.fields) == (rule is FAIL_PARENT)


def test_the_first_rule_counts_and_none_is_none() -> None:
    assert failure_rule({rule.short: True for rule in FAILURE_RULES}) is FAIL_PARENT
    assert [failure_rule(parent) for parent in ({}, {"fpof": False}, None, "fpof", [])] == [None] * 5


@pytest.mark.parametrize(
    ("option", "rule"),
    [
        (None, Retention()),
        (False, Retention()),
        (True, Retention(0)),
        (3, Retention(3)),
        ({"count": 3}, Retention(3)),
        ({"age": 60}, Retention(None, 60_000)),
        ({"age": 60, "limit": 5}, Retention(None, 60_000, 5)),
        ({"count": -1}, Retention()),
        ({"count": "3", "age": None}, Retention()),
        ("3", Retention()),
    ],
)
def test_what_an_option_keeps(option: object, rule: Retention) -> None:
    assert Retention.of(option) == rule


def test_the_most_removed_at_once_is_the_scripts() -> None:
    assert f"opts['keepJobs']['limit'] or {REMOVED_AT_ONCE}" in LUA
    assert tuple(REMOVE_ON) == FINISHED


@pytest.mark.parametrize(
    "option", [True, False, 1, {"count": 2}, {"age": 5}, {"age": 5, "limit": 1}, {"age": 2, "count": 1}]
)
def test_the_rule_removes_what_the_script_removes(option: Any) -> None:
    kept, text = [], Finished()
    with Lab() as lab:
        queue = lab.queue("q", removeOnComplete=option)
        for _ in range(6):
            queue.add("a")
            job = queue.take()
            assert job is not None
            job.complete(None)
            gone = text.add(job.id, lab.clock.now_ms, option)
            kept = [id for id in [*kept, job.id] if id not in gone]
            assert list(lab.snapshot().ids("q", Role.COMPLETED)) == kept
            lab.clock.advance("2s")


@pytest.mark.parametrize("code", ErrorCode)
def test_every_number_a_script_answers_is_known(code: ErrorCode) -> None:
    options = {"code": code.value, "jobId": "7", "parentKey": "bull:q:6", "command": "c", "state": "active"}
    error = Scripts.finishedErrors(SimpleNamespace(), options)  # type: ignore[arg-type]  # it looks at nothing else
    found = refusal_of(error)
    if code in (ErrorCode.SchedulerJobIdCollision, ErrorCode.SchedulerJobSlotsBusy):
        assert found is None  # such a scheduler is refused in BullMQ's own words
    else:
        assert found is not None
        assert found.code == code.value


@pytest.mark.parametrize("refusal", [each for each in Refusal if each is not Refusal.OF_SCHEDULER])
def test_every_phrase_is_the_ports_own(refusal: Refusal) -> None:
    assert refusal.phrase in PYTHON
    assert refusal_of(TypeError(f"… {refusal.phrase} …")) is refusal
