"""Finding and seeing more of a queue: text, flows, metrics, latency, workers, schedulers, failures, the overview."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from qlab import Lab, plot
from qlab.cli.commands import build
from qlab.errors import UsageError
from qlab.observe.attach import Observer, attach
from qlab.observe.looking.overview import overview
from tests.observe import hands

pytestmark = pytest.mark.core


def test_find_looks_everywhere_and_says_how_far(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    for number in range(250):
        queue.add("mail", {"to": f"user{number}@example.com"})
    queue.add("mail", {"to": "ada@example.com"}, delay="1h")
    job = queue.take()
    job.fail("refused by ADA")
    text: list[tuple[int, int]] = []
    found = observer.find("email", "ada", progress=lambda *at: text.append(at))
    assert {(str(match.state), match.field) for match in found} == {("delayed", "data"), ("failed", "failedReason")}
    assert found.whole
    assert found.looked_at == 251
    assert text[-1] == (251, 251)
    assert json.loads(json.dumps(found.to_json()))["matches"][0]["id"]
    assert len(observer.find("email", "ada", states=["failed"])) == 1
    few = observer.find("email", "user", limit=3)
    assert (len(few), few.whole) == (3, False)
    assert "there may be more" in repr(few)


def test_find_refuses_what_makes_no_sense(live: Lab, observer: Observer) -> None:
    live.queue("email").add("w", {})
    looks: tuple[Callable[[], object], ...] = (
        lambda: observer.find("email", ""), lambda: observer.find("email", "x", limit=0),
        lambda: observer.find("email", "x", states=["nowhere"]),
    )  # fmt: skip
    for look in looks:
        with pytest.raises(UsageError):
            look()


def test_a_flow_is_a_tree_that_says_what_blocks_it(live: Lab, observer: Observer) -> None:
    for name in ("parents", "children", "leaves"):
        live.queue(name)
    leaf = {"name": "leaf", "queue": "leaves"}
    live.flow({"name": "top", "queue": "parents", "children": [
        {"name": "a", "queue": "children", "children": [leaf]}, {"name": "b", "queue": "children"}]})  # fmt: skip
    (parent,) = observer.snapshot("parents").all_jobs()
    tree = observer.flow("parents", parent.id)
    assert sorted(each.name for each in tree.all()) == ["a", "b", "leaf", "top"]
    assert {each.name for each in tree.blocking()} == {"leaf", "b"}
    said = {each.name: each.why for each in tree.all()}
    assert said["b"].endswith("waits in line for a worker. No worker of its queue is connected.")
    assert said["leaf"].endswith("No worker of its queue is connected.")
    assert "connected" not in said["top"] + said["a"]  # they wait for their children, which is told of these
    with hands.asleep(live.redis, f"{live.prefix}:children"):
        said = {each.name: each.why for each in observer.flow("parents", parent.id).all()}
        assert said["b"].endswith("waits in line for a worker.")
        assert said["leaf"].endswith("No worker of its queue is connected.")
    live.queue("leaves").take().fail("no")
    tree = observer.flow("parents", parent.id)
    assert "it failed: no" in tree.text()
    assert tree.text().splitlines()[0].endswith("it waits for 2 of its children")
    assert tree.to_json()["children"]


def test_latency_and_failures_are_those_of_the_jobs_still_kept(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    for number in range(4):
        queue.add("w", {})
        job = queue.take()
        job.complete(1) if number % 2 else job.fail("SMTP 451")
    base = f"{live.prefix}:email"
    live.redis.hset(f"{base}:1", mapping={"timestamp": 1_000, "processedOn": 3_000, "finishedOn": 3_500})
    found = observer.latency("email")
    assert (found.kept, len(found.running_ms)) == (4, 4)
    assert (max(found.waiting_ms), max(found.running_ms)) == (2_000, 500)
    assert found.to_json()["quantiles"][-1] == {"quantile": 1.0, "waiting_ms": 2_000, "running_ms": 500}
    live.redis.hset(f"{base}:2", mapping={"timestamp": 1_000, "processedOn": 90_000, "opts": '{"delay":80000}'})
    live.redis.hset(f"{base}:3", mapping={"timestamp": 1_000, "processedOn": 90_000, "ats": 2})
    found = observer.latency("email")
    assert (len(found.waiting_ms), max(found.waiting_ms)) == (3, 9_000)  # by its option; one was taken twice
    (failure,) = observer.failures()
    assert (failure.queue, failure.reason, failure.jobs, failure.latest) == ("email", "SMTP 451", 2, "3")
    assert observer.failures(["email"]) == (failure,)
    with pytest.raises(UsageError, match="5 is not a queue's name"):
        observer.failures(5)  # type: ignore[arg-type]


def test_failures_of_one_reason_are_one_group_across_queues(live: Lab, observer: Observer) -> None:
    for at, (name, error) in enumerate((("email", "no route"), ("files", "no route"), ("files", "disk full"))):
        queue = live.queue(name)
        job = queue.add("w", {})
        queue.take().fail(error)
        live.redis.hset(f"{live.prefix}:{name}:{job.id}", "finishedOn", 1_000 + at)
    group, other = observer.failures()
    assert (group.reason, group.jobs, dict(group.queues)) == ("no route", 2, {"email": 1, "files": 1})
    assert (group.queue, group.latest, group.at) == ("files", "1", 1_001)
    assert (other.reason, other.jobs, dict(other.queues)) == ("disk full", 1, {"files": 1})


def test_failures_that_differ_in_numbers_alone_are_one_group(live: Lab, observer: Observer) -> None:
    queue = live.queue("email")
    errors = ("Timeout after 1032 ms", "Timeout after 998 ms", "Timeout after 998 ms", "Timeout after login")
    for at, error in enumerate(errors):
        job = queue.add("w", {})
        queue.take().fail(error)
        live.redis.hset(f"{live.prefix}:email:{job.id}", "finishedOn", 5_000 - at)
    group, other = observer.failures()
    assert (group.reason, group.jobs, group.texts) == ("Timeout after <number> ms", 3, 2)
    assert (group.latest, group.at, group.text) == ("1", 5_000, "Timeout after 1032 ms")
    assert (other.reason, other.jobs, other.texts, other.text) == ("Timeout after login", 1, 1, "Timeout after login")
    shown = CliRunner().invoke(build(), ["failures", str(live.url), "--prefix", live.prefix]).stdout
    assert "Timeout after <number> ms" in shown
    assert "Timeout after 1032 ms" in shown
    assert shown.count("Timeout after login") == 1


def test_metrics_are_bullmq_s_own(live: Lab, observer: Observer) -> None:
    live.queue("email").add("w", {})
    assert not observer.metrics("email").counted
    base = f"{live.prefix}:email:metrics:completed"
    live.redis.hset(base, mapping={"count": 6, "prevTS": 1_700_000_040_000, "prevCount": 5})
    live.redis.rpush(f"{base}:data", 3, 2)
    found = observer.metrics("email")
    assert found.total == {"completed": 6, "failed": None}
    assert found.to_frame()["jobs"].tolist() == [2, 3, 1]
    assert "6 completed" in repr(found)
    assert found.latest(15) == [
        (1_700_000_040_000, (1, 0)), (1_699_999_980_000, (3, 0)), (1_699_999_920_000, (2, 0)),
    ]  # fmt: skip
    assert found.latest(1) == [(1_700_000_040_000, (1, 0))]
    live.redis.hset(f"{live.prefix}:email:metrics:failed", mapping={"count": 1, "prevTS": 1_699_999_990_000})
    assert observer.metrics("email").latest(2) == [(1_700_000_040_000, (1, 0)), (1_699_999_980_000, (3, 1))]
    done = CliRunner().invoke(build(), ["metrics", str(live.url), "email", "--prefix", live.prefix])
    shown = [line.split() for line in done.stdout.splitlines()]
    assert shown[0] == ["minute", "completed", "failed"]
    assert [row[-2:] for row in shown[1:3]] == [["1", "0"], ["3", "1"]]
    assert done.stdout.splitlines()[-1].strip() == "In all: 6 completed, 1 failed."


def test_each_job_is_counted_in_the_minute_in_which_it_ended(server_url: str | None) -> None:
    ended: Counter[int] = Counter()
    with Lab(url=server_url, trace=False) as lab, attach(str(lab.url), prefix=lab.prefix) as observer:
        queue = lab.queue("email")
        worker = lab.worker(queue, metrics=60)
        for wait in ("50s", "5s", "30s", "3m", "1s"):
            lab.clock.advance(wait)
            queue.add("w", {})
            queue.take(worker).complete()
            ended[lab.clock.now_ms // 60_000 * 60_000] += 1
        found = observer.metrics("email").latest(15)
    assert {at: completed for at, (completed, _failed) in found if completed} == ended


def test_a_repeatable_job_s_rule_stands_in_its_id(live: Lab) -> None:
    live.redis.hset(f"{live.prefix}:old:meta", "opts.maxLenEvents", "10000")
    live.redis.zadd(f"{live.prefix}:old:repeat", {"daily:::Europe/Berlin:0 6 * * *": 1_700_000_000_000})
    done = CliRunner().invoke(build(), ["schedulers", str(live.url), "old", "--prefix", live.prefix])
    assert "daily:::Europe/Berlin:0 6 * * *" in done.stdout
    assert "(in its id)" in done.stdout


def test_schedulers_say_their_rule_and_their_next_moments(live: Lab, observer: Observer) -> None:
    queue = live.queue("reports")
    queue.schedule("hourly", every="1h")
    queue.schedule("mornings", cron="0 6 * * 1-5", tz="Europe/Amsterdam")
    found = {each.id: each for each in observer.schedulers("reports")}
    assert found["hourly"].rule == "every 1 h"
    assert found["mornings"].rule == "every weekday at 06:00, Europe/Amsterdam"
    assert len(found["mornings"].moments) == 5
    text = observer.explain("reports", "mornings")
    assert text.kind == "scheduler"
    assert "every weekday at 06:00, Europe/Amsterdam" in text.text()
    assert "Its next moments" in text.text()


def test_a_cron_with_an_end_names_the_one_more_of_pypis_package(live: Lab, observer: Observer) -> None:
    queue = live.queue("reports")
    queue.schedule("yearly", cron="0 0 1 1 *")
    queue.schedule("yearly", cron="0 0 1 1 *", end=int(queue.schedulers().iloc[0]["next"].timestamp() * 1000) + 1)
    assert len(queue.schedulers().iloc[0]["moments"]) == 2
    assert len(observer.schedulers("reports")[0].moments) == 1
    said = observer.explain("reports", "yearly").text()
    assert "Where PyPI's package takes the jobs, one more comes after the end: " in said


@pytest.mark.parametrize("zone", ["Europe", ".", "x" * 5000, "a\0b", "/etc/passwd"])
def test_a_stored_time_zone_that_is_none_stops_no_look(live: Lab, observer: Observer, zone: str) -> None:
    queue = live.queue("reports")
    queue.schedule("daily", cron="0 9 * * *")
    live.redis.hset(f"{live.prefix}:reports:repeat:daily", "tz", zone)
    assert "Its next moments" in observer.explain("reports", "daily").text()
    assert len(observer.schedulers("reports")[0].moments) == len(queue.schedulers().iloc[0]["moments"])
    assert "daily: every day at 09:00" in plot.alt_text(plot.schedule(live.snapshot(), "reports"))


def test_delayed_jobs_that_nobody_will_take_are_remarked(live: Lab, observer: Observer) -> None:
    queue = live.queue("later")
    queue.add("w", {}, delay="1h")
    assert [each.remark for each in overview(observer.connection, observer.queues())] == ["delayed, nobody works"]
    queue.pause()
    assert [each.remark for each in overview(observer.connection, observer.queues())] == ["paused"]


def test_the_worst_queue_comes_first(live: Lab, observer: Observer) -> None:
    for name in ("calm", "left"):
        live.queue(name).add("w", {})
    with hands.asleep(live.redis, f"{live.prefix}:calm"):
        found = overview(observer.connection, observer.queues())
        assert [(each.info.name, each.workers, each.remark) for each in found] == [
            ("left", 0, "nobody works"), ("calm", 1, ""),
        ]  # fmt: skip
        assert observer.workers("calm").count == 1


@pytest.mark.parametrize(
    ("command", "word"),
    [
        (("queues",), "email"), (("find", "email", "ada"), "1 job looked at"), (("flow", "email", "1"), "waiting"),
        (("workers", "email"), "No worker is connected."), (("schedulers", "email"), "It has no scheduler."),
        (("latency", "email"), "No finished jobs are kept."), (("metrics", "email"), "Nobody counts here"),
        (("failures",), "No failed jobs are kept."),
    ],
)  # fmt: skip
def test_each_look_has_its_command(live: Lab, command: tuple[str, ...], word: str) -> None:
    live.queue("email").add("w", {"to": "ada"})
    name, *rest = command
    for options, check in ((("--json",), json.loads), ((), str)):
        done = CliRunner().invoke(build(), [name, str(live.url), *rest, "--prefix", live.prefix, *options])
        assert done.exit_code == 0, done.output
        assert check(done.stdout) is not None
    assert word in done.stdout
