"""``qlab snapshot``, ``explain``, ``doctor`` and ``watch`` on real servers: tables, JSON, exit codes, no password."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from rich.cells import cell_len

from qlab import Lab, Recording
from qlab.teach.ready import machine
from tests.cli.conftest import Qlab
from tests.observe import places

PASSWORD = "t0p-s3cret"


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """A queue of five jobs on a server of its own, with a password."""
    with places.server("--requirepass", PASSWORD) as port, _lab(port) as lab:
        queue = lab.queue("email", attempts=2, backoff="1h")
        for number in range(4):
            queue.add("welcome", {"n": number, "to": "ada@example.com"})
        queue.take().complete("ok")
        queue.take().fail("SMTP 451 \x1b[31m")
        queue.pause()
        yield lab


def _lab(port: int) -> Lab:
    return Lab(url=f"redis://:{PASSWORD}@127.0.0.1:{port}/0", prefix="app", clock="real", trace=False)


@pytest.fixture
def url(lab: Lab) -> str:
    return str(lab.url)


def test_queues_and_a_queue(qlab: Qlab, url: str) -> None:
    ran = qlab("snapshot", url)
    assert ran.code == 0
    assert "email" in ran.out
    assert "2 waiting" in ran.out
    (info,) = json.loads(qlab("snapshot", url, "--json").out)
    assert (info["prefix"], info["paused"], info["counts"]["waiting"]) == ("app", True, 2)
    ran = qlab("snapshot", url, "email", "--limit", "1")
    assert ran.out.startswith("email (paused): 2 waiting")
    assert "2 waiting" in ran.out
    assert "welcome" in ran.out
    shown = json.loads(qlab("snapshot", url, "app:email", "--state", "delayed", "--json").out)
    assert [job["state"] for job in shown["jobs"]] == ["delayed"]
    assert shown["paused"] is True
    assert shown["jobs"][0]["data"]["to"] == "ada@example.com"
    redacted = qlab("snapshot", url, "email", "--redact", "--json").out
    assert "ada" not in redacted
    assert "string(15)" in redacted


def test_a_table_is_whole_when_it_is_piped(qlab: Qlab, url: str, lab: Lab) -> None:
    id = "a-very-long-id-that-somebody-wants-to-paste-" + "x" * 80
    lab.redis.hset(f"app:email:{id}", mapping={"name": "n", "data": "{}", "opts": "{}", "timestamp": 1_700_000_000_000})
    lab.redis.zadd("app:email:delayed", {id: 1_900_000_000_000 * 4096})
    try:
        out = qlab("snapshot", url, "email", "--state", "delayed").out
        assert id in out
        assert "due" in out.splitlines()[1].split()
        assert "priority" not in out
    finally:
        lab.redis.delete(f"app:email:{id}")
        lab.redis.zrem("app:email:delayed", id)


def test_a_queue_s_jobs_stand_in_the_order_of_their_turn(qlab: Qlab) -> None:
    with Lab(clock="real", prefix="app") as lab:
        queue = lab.queue("turns")
        for name, options in (("last", {"priority": 2}), ("first", {}), ("third", {"priority": 1}), ("second", {})):
            queue.add(name, **options)
        jobs = json.loads(qlab("snapshot", str(lab.url), "turns", "--json").out)["jobs"]
    assert [job["name"] for job in jobs] == ["first", "second", "third", "last"]


def test_nothing_is_cut_or_broken_on_a_terminal_of_80_columns(qlab: Qlab, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("FORCE_COLOR", "1"), ("NO_COLOR", "1"), ("COLUMNS", "80")):
        monkeypatch.setenv(name, value)
    with Lab(clock="real", prefix="app") as lab:
        for name in ("notifications-of-one", "notifications-of-two"):
            lab.queue(name).add("welcome", delay="1m")
        lab.queue("notifications-of-one", attempts=2, backoff="1m").add("mail")
        lab.queue_named("notifications-of-one").take().fail("SMTP 451: try again")
        queues, jobs = qlab("queues", str(lab.url)).out, qlab("snapshot", str(lab.url), "notifications-of-one").out
    assert max(map(len, (queues + jobs).splitlines())) <= 80
    assert "…" not in queues + jobs
    assert len(re.findall(r"\b\d\d:\d\d:\d\d\b|\b\d\d-\d\d \d\d:\d\d\b", jobs)) == 5
    assert "Times are in UTC" in jobs


def test_numbers_and_moments_stay_whole_in_every_table_of_80_columns(
    qlab: Qlab, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("FORCE_COLOR", "1"), ("NO_COLOR", "1"), ("COLUMNS", "80")):
        monkeypatch.setenv(name, value)
    with Lab(clock="real", prefix="app") as lab:
        queue = lab.queue("customer-notification-emails-キュー")
        queue.add("mail")
        queue.take().fail("SMTP 451 4.7.1 Greylisting in action, please come back later (try again in 300 seconds)")
        queue.add("mail", delay="1h")
        queue.schedule("nightly-report-of-everything", every="1d")
        url = str(lab.url)
        told = [qlab(name, url, *more).out for name, more in (
            ("queues", ()), ("failures", ()), ("schedulers", (queue.name,)), ("explain", (queue.name, "2")),
        )]  # fmt: skip
        watched = qlab("watch", url, queue.name, "--from-start", "--seconds", "0.1").out
    assert max(cell_len(line) for line in "".join((*told[:3], watched)).splitlines()) <= 80
    assert told[0].split("\n", 1)[0].split() == [
        "queue", "workers", "waiting", "oldest", "active", "delayed", "failed", "rate", "remark",
    ]  # fmt: skip
    assert "All are under the prefix app." in told[0]
    for table in told[1:3]:
        assert len(re.findall(r"\b\d\d:\d\d(?::\d\d)?\b", table)) == 1
        assert table.endswith("Times are in UTC; --json has them whole.\n")


def test_an_error_is_broken_between_words_on_a_terminal_alone(qlab: Qlab, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = "redis://127.0.0.1:1"
    assert qlab("queues", nobody).err.count("\n") == 1
    for name, value in (("FORCE_COLOR", "1"), ("NO_COLOR", "1"), ("COLUMNS", "60")):
        monkeypatch.setenv(name, value)
    lines = qlab("queues", nobody).err.splitlines()
    assert len(lines) > 1
    assert max(map(len, lines)) <= 60


def test_a_queue_without_a_finished_job_has_no_latency(qlab: Qlab) -> None:
    with Lab(clock="real", prefix="app") as lab:
        lab.queue("new").add("a")
        assert qlab("latency", str(lab.url), "new").out == "No finished jobs are kept.\n"


def test_explain(qlab: Qlab, url: str) -> None:
    ran = qlab("explain", url, "email", "2")
    assert "a backoff after a failed attempt" in ran.out
    assert "\x1b" not in ran.out
    assert json.loads(qlab("explain", url, "email", "3", "--json").out)["state"] == "waiting"


def test_doctor_tells_changes_only(qlab: Qlab, url: str, lab: Lab, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    known.write_text(qlab("doctor", url, "--format", "json").out)
    assert qlab("doctor", url, "--since", str(known)).out == "Nothing has changed.\n"
    ran = qlab("doctor", url, "--watch", "--every", "1ms", "--looks", "3")
    assert (ran.code, ran.out.count("The queue is paused: 2 jobs wait. [paused]")) == (0, 1)
    ran = qlab("doctor", url, "--min-severity", "warning")
    assert (ran.code, ran.out) == (0, "Nothing is wrong.\n")
    lab.redis.zadd("app:email:failed", {"lost": 1})
    try:
        ran = qlab("doctor", url, "--since", str(known))
        assert ran.code == 1
        assert ran.out.startswith("new: ERROR  app:email: 1 id in a state has no hash.")
        known.write_text("{")
        assert "as a report; give one of --format json." in qlab("doctor", url, "--since", str(known)).err
        assert "No such file or directory; check the path." in qlab("doctor", url, "--since", str(tmp_path / "no")).err
        assert "leave --format and --json out" in qlab("doctor", url, "--watch", "--json").err
    finally:
        lab.redis.zrem("app:email:failed", "lost")


def test_doctor_exits_with_1_on_an_error_only(qlab: Qlab, url: str, lab: Lab) -> None:
    ran = qlab("doctor", url)
    assert (ran.code, "INFO  app:email: The queue is paused: 2 jobs wait." in ran.out) == (0, True)
    key = "app:email:wait"
    lab.redis.lpush(key, "ghost")
    ran = qlab("doctor", url, "email")
    assert (ran.code, "id-without-hash" in ran.out) == (1, True)
    report = json.loads(qlab("doctor", url, "--json").out)
    assert report["findings"][0]["severity"] == "error"
    lab.redis.lrem(key, 0, "ghost")
    lab.redis.hset("app:email:3", "stc", 1)
    ran = qlab("doctor", url)
    assert (ran.code, "nearly-stalled-out" in ran.out) == (0, True)
    lab.redis.hdel("app:email:3", "stc")


def test_watch(qlab: Qlab, url: str, tmp_path: Path) -> None:
    file = tmp_path / "email.jsonl"
    ran = qlab("watch", url, "email", "--seconds", "0", "--from-start", "--out", file)
    assert ran.code == 0
    assert "Attempt 1 of 2 succeeded" in ran.out
    assert len(Recording.load(file)) > 5
    moves = json.loads(qlab("watch", url, "email", "--seconds", "0ms", "--from-start", "--json").out)
    assert moves["steps"][0]["operation"] == "add"


@pytest.mark.parametrize("command", [("snapshot",), ("explain", "email", "1"), ("doctor",), ("watch", "email")])
def test_a_password_is_never_printed(qlab: Qlab, url: str, command: tuple[str, ...], tmp_path: Path) -> None:
    name, *rest = command
    options = ("--seconds", "0", "--out", tmp_path / "w.jsonl") if name == "watch" else ()
    for ran in (qlab(name, url, *rest, *options), qlab(name, url.replace(PASSWORD, "wr0ng-" + PASSWORD), *rest)):
        assert PASSWORD not in ran.out + ran.err
    assert not options or PASSWORD not in (tmp_path / "w.jsonl").read_text()
    ran = qlab(name, "redis://ada:" + PASSWORD + "@127.0.0.1:1", *rest)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert PASSWORD not in ran.out + ran.err


WITH_LOGIN = f"redis://ada:{PASSWORD}@127.0.0.1:6379/0"


@pytest.mark.parametrize(
    "words",
    [("snapshot", "URL", WITH_LOGIN), ("explain", "URL", "email", WITH_LOGIN), ("explain", "URL", WITH_LOGIN, "1"),
     ("doctor", "URL", WITH_LOGIN), ("watch", "URL", WITH_LOGIN), ("doctor", "URL", "email", WITH_LOGIN),
     ("snapshot", "URL", "email", "--limit", WITH_LOGIN), ("explain", "email", WITH_LOGIN, "1"), (WITH_LOGIN,),
     ("snapshot", "URL", "email", "--state", WITH_LOGIN)],
)  # fmt: skip
def test_a_url_in_a_wrong_place_shows_no_password_either(qlab: Qlab, url: str, words: tuple[str, ...]) -> None:
    ran = qlab(*(url if word == "URL" else word for word in words))
    assert ran.code == 2
    assert PASSWORD not in ran.out + ran.err


@pytest.mark.parametrize("seconds", ["nan", "-1", "inf", "5x"])
def test_a_wrong_time_to_watch(qlab: Qlab, url: str, seconds: str) -> None:
    ran = qlab("watch", url, "email", f"--seconds={seconds}")
    assert (ran.code, "is not a valid time to watch; give " in ran.err) == (2, True)


def test_what_is_not_there(qlab: Qlab, url: str) -> None:
    ran = qlab("snapshot", url, "nowhere")
    assert (ran.code, "no queue" in ran.err, "one called" in ran.err) == (2, True, False)
    assert "but one called 'email'; queues() and `qlab queues URL`" in qlab("snapshot", url, "Emails").err
    with places.server() as port, redis.Redis(port=port):
        ran = qlab("snapshot", f"redis://127.0.0.1:{port}")
        nothing = qlab("doctor", f"redis://127.0.0.1:{port}")
    assert "no BullMQ queues" in ran.out
    assert (nothing.code, "Not checked: queues: there are none here" in nothing.out) == (0, True)
    for name in ("snapshot", "explain", "doctor", "watch"):
        assert "Example: qlab" in qlab(name, "--help").out


def test_what_no_json_can_hold_is_printed_as_text(qlab: Qlab, url: str, lab: Lab, tmp_path: Path) -> None:
    """A Python worker may store NaN and Infinity; and anybody bytes that are no text."""
    job = "app:email:odd\udcff".encode("utf-8", "surrogateescape")
    lab.redis.hset(job, mapping={"name": b"\xfe\x1b[31m", "data": '{"x":NaN}', "returnvalue": "1e999"})
    lab.redis.lpush("app:email:wait", job.rpartition(b":")[2])
    for event, fields in (("progress", {"data": "NaN"}), ("completed", {"returnvalue": "-Infinity"})):
        lab.redis.xadd("app:email:events", {"event": event, "jobId": b"odd\xff", **fields})
    file = tmp_path / "w.jsonl"
    commands = (
        ("snapshot", url, "email"), ("explain", url, "email", "odd\udcff"), ("doctor", url, "email"),
        ("watch", url, "email", "--seconds", "0", "--from-start", "--out", file),
    )  # fmt: skip
    for command in commands:
        ran = qlab(*command, "--json")
        json.loads(ran.out, parse_constant=pytest.fail)
        assert "\x1b" not in qlab(*command).out
    assert any(step.returned == "-Infinity" for step in Recording.load(file))
    lab.redis.lrem("app:email:wait", 0, "odd\udcff".encode("utf-8", "surrogateescape"))
    lab.redis.delete(job)


def test_without_a_server_the_doctor_looks_at_this_machine(qlab: Qlab) -> None:
    ran = qlab("doctor")
    assert ran.code == 0
    assert ran.out == f"{machine().text()}\n"
    assert ran.out.endswith("This machine is ready.\n")
