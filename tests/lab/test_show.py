"""Jobs and queues as text and as HTML: at most 100 columns, and hostile text is text."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from qlab import Job, Lab, Queue, exponential

HOSTILE = "<img src=x onerror=alert(1)>\x1b[31m\u202e\x00"


@pytest.fixture
def queue(lab: Lab) -> Queue:
    return lab.queue("email", attempts=4, backoff=exponential("2s"))


def failed_once(queue: Queue, name: str = "welcome", error: str = "SMTP 451: try again") -> Job:
    queue.add(name, {"to": "ada@example.com"})
    job = queue.take()
    assert job is not None
    job.fail(error)
    return job


def test_a_job_as_text(queue: Queue) -> None:
    lines = failed_once(queue).text().splitlines()
    assert lines[:5] == [
        "Job email/1 welcome: delayed",
        "  state: The job may not start before a set moment: a delay or a backoff.",
        "  attempts: 1 of 4 made, 1 started",
        "  due: +2.000 s",
        "  last error: SMTP 451: try again",
    ]
    assert lines[5].startswith("  bull:email:1  (job, hash of 11 fields")


def test_an_active_job_shows_its_lock(queue: Queue) -> None:
    queue.add("welcome")
    job = queue.take("ada")
    assert job is not None
    assert "  lock: ada:1, for another 30 s\n" in job.text()
    assert "bull:email:1:lock" in job.text()


def test_a_job_that_is_gone(queue: Queue) -> None:
    job = queue.add("welcome")
    job.remove()
    assert job.text() == "Job email/1 welcome: unknown\n  gone: its hash does not exist any more"
    assert "does not exist any more" in job._repr_html_()


def test_a_child_names_its_parent(lab: Lab, queue: Queue) -> None:
    flow = lab.flow({"name": "p", "queue": "email", "children": [{"name": "c", "queue": "email"}]})
    assert f"  parent: {flow.job.key}\n" in flow.children[0].job.text()


def test_a_queue_as_text(lab: Lab, queue: Queue) -> None:
    failed_once(queue)
    queue.add("newsletter")
    queue.add("invoice", priority=2)
    lines = queue.text().splitlines()
    assert lines[0] == "Queue email at +0.000 s: 1 waiting, 1 prioritized, 1 delayed"
    assert lines[1:] == [
        "  2  newsletter  waiting      0/4",
        "  1  welcome     delayed      1/4  due: +2.000 s; last error: SMTP 451: try again",
        "  3  invoice     prioritized  0/4",
    ]


def test_a_paused_queue_and_an_empty_one(queue: Queue) -> None:
    assert queue.text() == "Queue email at +0.000 s: no jobs"
    queue.pause()
    assert queue.text() == "Queue email at +0.000 s: no jobs, paused"
    assert "paused" in queue._repr_html_()


def test_of_many_jobs_the_first_are_shown(queue: Queue) -> None:
    queue.add_bulk([(f"job-{number}",) for number in range(30)])
    lines = queue.text().splitlines()
    assert len(lines) == 1 + 20 + 1
    assert lines[-1] == "… and 10 more"
    assert "… and 10 more" in queue._repr_html_()
    assert queue._repr_html_().count("<tr>") == 21


def test_a_queue_with_a_job_whose_hash_is_missing(lab: Lab, queue: Queue) -> None:
    with lab.observe():
        lab.redis.lpush("bull:email:wait", "ghost")
    assert "its hash is missing" in queue.text()


@pytest.mark.parametrize("wide", [HOSTILE, "漢字" * 60, "x" * 500])
def test_hostile_and_wide_text(lab: Lab, wide: str) -> None:
    queue = lab.queue(wide.replace(":", ""), attempts=2, backoff="1s")
    queue.add(wide, {wide: [wide]}, jobId=f"id {wide}")
    job = queue.take(wide)
    assert job is not None
    shown = [job.text(), queue.text()]
    job.log(wide)
    job.progress({wide: wide})
    job.fail(wide)
    lab.queue("parent").add("child", parent=None)
    shown += [job.text(), queue.text(), repr(job), repr(queue), repr(lab.last)]
    with Lab(url=str(lab.url), prefix=wide) as other:
        shown.append(repr(other))
    for text in shown:
        assert all(cell_len(line) <= 100 for line in text.splitlines())
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", text)
    for page in (job._repr_html_(), queue._repr_html_(), lab.last._repr_html_()):
        assert "<img" not in page
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", page)
        assert page.count("<div") == page.count("</div>")


def test_both_follow_the_readers_theme(queue: Queue) -> None:
    job = failed_once(queue)
    for page in (job._repr_html_(), queue._repr_html_()):
        assert "--jp-content-font-color1" in page
        assert "prefers-color-scheme:dark" in page


def test_the_short_forms(queue: Queue) -> None:
    job = failed_once(queue)
    assert repr(job) == "Job(email/1 'welcome', delayed)"
    assert repr(queue) == "Queue('email': 1 delayed)"
    assert repr(queue.lab.queue("other")) == "Queue('other': empty)"
