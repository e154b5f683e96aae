"""Natural slips end in a sentence that says what to do."""

from __future__ import annotations

from typing import Any

import pytest

import qlab
from qlab import JobState, Lab
from qlab.errors import JobMissing, OptionError, UsageError
from qlab.protocol.keys import parse_key


def test_a_take_that_finds_nothing_is_false_and_says_why(lab: Lab) -> None:
    email = lab.queue("email")
    email.add("later", delay="5s")
    nothing = email.take()
    assert not nothing
    assert nothing is not None
    assert "not due before +5.000 s" in repr(nothing)
    with pytest.raises(JobMissing, match=r"There is no job, so it has no complete: .* not due before"):
        nothing.complete()
    for name in ("state", "id", "name", "queue"):
        with pytest.raises(JobMissing, match=f"no {name}: "):
            getattr(nothing, name)
    with pytest.raises(AttributeError):
        nothing.complet()
    assert not hasattr(nothing, "_repr_html_")


def test_why_there_is_no_job_stays_true_of_its_own_moment(lab: Lab) -> None:
    email = lab.queue("email")
    nothing = email.take()
    email.add("welcome")
    assert "no job is waiting" in nothing.reason


@pytest.mark.parametrize(
    ("id", "answers"), [("05-a", ()), ("05-a", (1, 2)), ("03-d", ()), ("03-a", (1,)), ("05-c", ())]
)
def test_a_check_without_what_it_looks_at_says_what_to_pass(id: str, answers: tuple[object, ...]) -> None:
    report = qlab.check(id, *answers)
    assert not report.passed
    assert f'qlab.check("{id}", ' in report.text()


def test_the_highest_priority_is_npms(lab: Lab) -> None:
    email = lab.queue("email")
    assert email.add("last", priority=2**21 - 1).state is JobState.PRIORITIZED
    with pytest.raises(OptionError, match="2097151"):
        email.add("beyond", priority=2**21)


@pytest.mark.parametrize("id", ["order:7:mail", "007", "-0"])
def test_ids_that_npm_takes_are_taken(lab: Lab, id: str) -> None:
    assert lab.queue("email").add("welcome", jobId=id).id == id


@pytest.mark.parametrize("id", ["7", "0", "-7", "a:b", "a:b:c:d", "0:1:2", "a:b:lock"])
def test_ids_that_npm_or_the_keys_forbid_are_refused(lab: Lab, id: str) -> None:
    with pytest.raises(OptionError):
        lab.queue("email").add("welcome", jobId=id)


def test_a_real_worker_has_no_option_bogus() -> None:
    with Lab(clock="real") as lab:
        lab.queue("email")
        with pytest.raises(OptionError, match="no option 'bogus'"):
            lab.work("email", print, bogus=3)
        with pytest.raises(OptionError, match="did you mean stalledInterval"):
            lab.work("email", print, stalled_interval=3)
        lab.work("email", print, drainDelay=1, limiter={"max": 5, "duration": 1000}).close()


def test_a_job_s_state_beside_a_worker_is_what_it_is_now() -> None:
    with Lab(clock="real") as lab:
        email = lab.queue("email")
        with lab.work(email, lambda _job: 7) as worker:
            job = email.add("welcome")
            assert worker.wait(1)
            assert job.state is JobState.COMPLETED
            assert job.fields["returnvalue"] == "7"
            assert job.view is not None
            assert job.view.attempts_made == 1


@pytest.mark.parametrize("timeout", ["1s", None, -1, float("nan"), float("inf"), True])
def test_a_wait_that_is_no_number_of_seconds_says_so(timeout: Any) -> None:
    with Lab(clock="real") as lab:
        email = lab.queue("email")
        job = email.add("welcome")
        with pytest.raises(OptionError, match=r"timeout_s cannot be .* give a number of seconds"):
            job.wait_until_finished(timeout)
        with lab.work(email, lambda _job: 7) as worker:
            with pytest.raises(OptionError, match="timeout_s cannot be"):
                worker.wait(1, timeout)
            with pytest.raises(OptionError, match="attempts cannot be 'one'"):
                worker.wait("one")  # type: ignore[arg-type]


def test_a_flow_makes_the_queues_that_it_names(lab: Lab) -> None:
    tree = lab.flow({"name": "order", "queue": "orders", "children": [{"name": "pdf", "queue": "files"}]})
    assert [queue.name for queue in lab.queues] == ["orders", "files"]
    assert tree.job.state is JobState.WAITING_CHILDREN


@pytest.mark.parametrize("name", [None, 3, ["email"], b"email"])
def test_what_is_no_name_of_a_queue_is_refused(lab: Lab, name: Any) -> None:
    with pytest.raises(UsageError, match=r"is not the name of a queue; give text, such as 'email'"):
        lab.queue_named(name)


@pytest.mark.parametrize("given", [None, 3, ["states"], {}])
def test_what_is_no_kind_of_diagram_and_no_language_is_refused(lab: Lab, given: Any) -> None:
    lab.queue("email").add("welcome")
    with pytest.raises(OptionError, match="is not a kind of diagram; choose one of states"):
        lab.recording.to_mermaid(given)
    with pytest.raises(OptionError, match=r"has no code in .*; choose one of python"):
        lab.last.code(given)


@pytest.mark.parametrize("given", [None, 3, [], {}, ["bull:email:wait"], bytearray(b"bull:email:wait")])
def test_what_is_no_key_is_refused(given: Any) -> None:
    with pytest.raises(UsageError, match="is not a key's name; give text or bytes"):
        parse_key(given)


@pytest.mark.parametrize("given", [None, 3, [], b"bull"])
def test_what_is_no_prefix_of_a_key_is_refused(given: Any) -> None:
    with pytest.raises(UsageError, match=r"is not a prefix; give text, such as 'bull'\.$"):
        parse_key("bull:email:wait", given)
