"""Each wrong use is a clear error from qlab's tree, and the recording is none the worse for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from qlab import Lab, Queue
from qlab.errors import DataError, JobMissing, OptionError, QueueMissing, ServerError, UsageError
from qlab.lab.handles.flow import DEEPEST
from tests.lab.refusing import Unspeakable, check_intact, refused, take

pytestmark = pytest.mark.core
CYCLE: list[Any] = []
CYCLE.append(CYCLE)
DEEP: list[Any] = []
for _ in range(100_000):
    DEEP = [DEEP]


@pytest.fixture
def queue(lab: Lab) -> Queue:
    return lab.queue("q", attempts=2)


@pytest.fixture(autouse=True)
def intact(lab: Lab) -> Iterator[None]:
    yield
    check_intact(lab)


# Options


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"atempts": 3}, "did you mean attempts?"),
        ({"remove_on_complete": True}, "did you mean removeOnComplete?"),
        ({"colour": "red"}, "BullMQ has no job option 'colour': it has attempts, backoff"),
        ({"attempts": 0}, "a whole number from 1"),
        ({"attempts": 1.5}, "a whole number"),
        ({"attempts": True}, "a whole number"),
        ({"attempts": "3"}, "a whole number"),
        ({"delay": -1}, "cannot be negative"),
        ({"delay": "soon"}, "not a duration"),
        ({"delay": float("nan")}, "not a duration"),
        ({"priority": -1}, "from 0 to 2097151"),
        ({"priority": 2**21 + 1}, "from 0 to 2097151"),
        ({"lifo": "yes"}, "True or False"),
        ({"jobId": "a:b"}, "no colon"),
        ({"jobId": "17"}, "must not be a number"),
        ({"jobId": ""}, "non-empty"),
        ({"jobId": 17}, "non-empty string"),
        ({"jobId": "meta"}, "the queue has a key of that name"),
        ({"jobId": "stalled-check"}, "the queue has a key of that name"),
        ({"attempts": 10**30}, "from 1 to 9007199254740991"),
        ({"timestamp": 2**60}, "from 0 to 9007199254740991"),
        (
            {"backoff": lambda attempts: attempts},
            r"cannot be <function <lambda>>: give a function as custom\(function\)",
        ),
        ({"delay": Unspeakable()}, "an object of Unspeakable is not a duration"),
        ({"backoff": {"delay": 100}}, "type and delay"),
        ({"backoff": {"type": "fixed", "delay": "x"}}, "not a duration"),
        ({"backoff": "often"}, "not a duration"),
        ({"removeOnComplete": "all"}, "a number of jobs to keep"),
        ({"removeOnComplete": {"counts": 3}}, "a number of jobs to keep"),
        ({"removeOnFail": -1}, "a whole number from 0"),
        ({"deduplication": "d"}, '{"id": text}'),
        ({"deduplication": {"ttl": "1s"}}, '{"id": text}'),
        ({"deduplication": {"id": "d", "for": "1s"}}, '{"id": text}'),
        ({"parent": "1"}, "the parent job itself"),
        ({"keepLogs": -1}, "a whole number from 0"),
        ({"stackTraceLimit": "all"}, "a whole number from 0"),
        ({"sizeLimit": 0}, "a whole number from 1"),
        ({"failParentOnFailure": True, "ignoreDependencyOnFailure": True}, "cannot be used together"),
    ],
)
def test_options(lab: Lab, queue: Queue, options: dict[str, Any], says: str) -> None:
    refused(lab, OptionError, lambda: queue.add("a", **options), says)
    if len(options) == 1:
        refused(lab, OptionError, lambda: lab.queue("r", **options), says)


def test_data_beyond_the_jobs_own_limit(lab: Lab, queue: Queue) -> None:
    refused(lab, DataError, lambda: queue.add("a", "x" * 100, sizeLimit=50), "50 are allowed")
    queue.add("a", "x" * 40, sizeLimit=50)


# Data


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (float("nan"), "leave out NaN"),
        ({"deep": [1, {"inside": float("-inf")}]}, "leave out NaN"),
        (CYCLE, "cycles"),
        (DEEP, "nested too deeply"),
        ({"at": datetime(2026, 1, 1, tzinfo=UTC)}, "datetime is not JSON serializable"),
        ({1, 2}, "set is not JSON serializable"),
        (b"bytes", "bytes is not JSON serializable"),
        ({("a", "b"): 1}, "keys must be str"),
        ("x" * 5_000_001, "store it elsewhere and queue a reference"),
    ],
    ids=["nan", "infinity", "cycle", "deep", "datetime", "set", "bytes", "key", "large"],
)
@pytest.mark.usefixtures("no_collection")
def test_data_json_cannot_carry(lab: Lab, queue: Queue, data: Any, says: str) -> None:
    refused(lab, DataError, lambda: queue.add("a", data), says)
    refused(lab, DataError, lambda: queue.add_bulk([("a", 1), ("b", data)]), says)
    refused(lab, DataError, lambda: lab.flow({"name": "p", "queue": "q", "data": data}), says)
    refused(lab, DataError, lambda: queue.schedule("s", data=data, every="1s"), says)
    queue.add("a")
    job = take(queue)
    refused(lab, DataError, lambda: job.complete(data), says)
    refused(lab, DataError, lambda: job.progress(data), says)
    refused(lab, DataError, lambda: job.update_data(data), says)
    job.complete("plain")


# Names


@pytest.mark.parametrize("name", ["", "a:b", None, 7, [], Unspeakable()])
def test_names_of_queues(lab: Lab, name: Any) -> None:
    refused(lab, UsageError, lambda: lab.queue(name), "needs a name|cannot name a queue; give a string without a colon")
    tree = {"name": "p", "queue": name}
    refused(lab, UsageError, lambda: lab.flow(tree), "needs a name|cannot name a queue; give a string without a colon")


@pytest.mark.parametrize("id", ["", None, 1.5, [], b"1", Unspeakable()])
def test_ids_of_jobs(lab: Lab, queue: Queue, id: Any) -> None:
    refused(lab, UsageError, lambda: queue.job(id), "cannot be a job's id; give a string or a number")


def test_what_has_no_name_is_asked_for_one(lab: Lab, queue: Queue) -> None:
    refused(lab, UsageError, lambda: queue.add(""), r"^A job needs a name; write queue\.add\('welcome', data\)\.$")
    refused(lab, UsageError, lambda: lab.queue(""), r"^A queue needs a name; write lab\.queue\('email'\)\.$")


@pytest.mark.parametrize("id", ["nowhere", "meta", "events", "1:lock", "repeat:tick"])
def test_ids_that_no_job_has(lab: Lab, queue: Queue, id: str) -> None:
    queue.add("a")
    take(queue)
    refused(lab, JobMissing, lambda: queue.job(id), "has no job")


@pytest.mark.parametrize("name", ["", None, 7, Unspeakable()])
def test_names_of_jobs(lab: Lab, queue: Queue, name: Any) -> None:
    says = "A job needs a name" if name == "" else "A job's name must be a string"
    refused(lab, UsageError, lambda: queue.add(name), says)
    refused(lab, UsageError, lambda: queue.add_bulk([(name,)]), says)
    refused(lab, UsageError, lambda: lab.flow({"name": name, "queue": "q"}), says)


def test_a_queue_that_was_not_made(lab: Lab) -> None:
    refused(
        lab,
        QueueMissing,
        lambda: lab.queue_named("email"),
        r"has no queue 'email'; make it first: lab.queue\('email'\)",
    )


@pytest.mark.parametrize("tree", [None, [], {}, {"name": "p"}, {"name": "p", "queue": "q", "child": []}, "flow"])
def test_trees_that_are_no_flow(lab: Lab, queue: Queue, tree: Any) -> None:
    refused(lab, OptionError, lambda: lab.flow(tree), "is not a flow; give")


@pytest.mark.parametrize("children", [5, "abc", {"name": "c"}])
def test_children_that_are_no_list(lab: Lab, queue: Queue, children: Any) -> None:
    tree = {"name": "p", "queue": "q", "children": children}
    refused(lab, OptionError, lambda: lab.flow(tree), "give a list of flows")


def test_a_flow_with_a_wrong_child_adds_nothing(lab: Lab, queue: Queue) -> None:
    tree = {"name": "p", "queue": "q", "children": [{"name": "c", "queue": "q", "options": {"atempts": 2}}]}
    refused(lab, OptionError, lambda: lab.flow(tree), "did you mean attempts")
    assert lab.snapshot().queues == ()


@pytest.mark.parametrize("jobs", [None, 5])
def test_bulks_that_are_none(lab: Lab, queue: Queue, jobs: Any) -> None:
    refused(lab, UsageError, lambda: queue.add_bulk(jobs), "are not jobs to add; give a list")


@pytest.mark.parametrize("entry", [5, "ab", (), ("a", 1, {}, 2), None])
def test_entries_of_a_bulk(lab: Lab, queue: Queue, entry: Any) -> None:
    refused(lab, UsageError, lambda: queue.add_bulk([("a",), entry]), r"is not a job to add; give \(name,\)")


@pytest.mark.parametrize("options", ["fast", None, {1: 2}])
def test_options_that_are_none(lab: Lab, queue: Queue, options: Any) -> None:
    refused(lab, OptionError, lambda: queue.add_bulk([("a", 1, options)]), "are not options; give a dict")
    tree = {"name": "p", "queue": "q", "options": options}
    refused(lab, OptionError, lambda: lab.flow(tree), "are not options; give a dict")


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ({}, "give exactly one of them"),
        ({"every": "1m", "cron": "* * * * *"}, "give exactly one of them"),
        ({"every": 0}, "a whole number from 1"),
        ({"every": "1m", "limit": 0}, "a whole number from 1"),
        ({"cron": "now and then"}, r"is invalid: [^;]+[^.;]; fix it\.$"),
        ({"cron": "0 0 31 2 *"}, "is invalid"),
        ({"cron": 5}, "is not text"),
        ({"cron": "* * * * *", "tz": "Mars/Olympus"}, "^'Mars/Olympus' is not a time zone; give the name of one"),
        ({"every": "1m", "tz": "Mars/X"}, "^'Mars/X' is not a time zone; give the name of one, such as Europe/Berlin"),
        ({"every": "1m", "tz": ""}, "^'' is not a time zone; give"),
        ({"every": "1m", "tz": "../../etc"}, "is not a time zone; give"),
        ({"every": "1m", "tz": "Europe"}, "^'Europe' is not a time zone; give"),
        ({"every": "1m", "tz": "\udcff"}, "is not a time zone; give"),
        ({"every": "1m", "tz": 5}, "is not text"),
        ({"cron": "* * * * *", "tz": 5}, "is not text"),
    ],
)
def test_rules_of_schedulers(lab: Lab, queue: Queue, rule: dict[str, Any], says: str) -> None:
    refused(lab, OptionError, lambda: queue.schedule("tick", **rule), says)
    refused(lab, UsageError, lambda: queue.schedule("tick", 7, every="1m"), "A job's name must be a string")  # type: ignore[arg-type]


# The server


def test_a_key_of_the_wrong_type(lab: Lab, queue: Queue) -> None:
    queue.add("a")
    lab.redis.delete(f"{lab.prefix}:q:wait")
    lab.redis.set(f"{lab.prefix}:q:wait", "a text")
    with pytest.raises(ServerError, match=r"The server refused to add .*WRONGTYPE.*; fix what it reports") as caught:
        queue.add("b")
    assert type(caught.value) is ServerError
    assert lab.last.title == "q: add b (refused)", "what the script had done by then is told"


@pytest.mark.parametrize("data", [b"no JSON", b"\xff"])
def test_a_hash_that_bullmq_cannot_read(lab: Lab, queue: Queue, data: bytes) -> None:
    lab.redis.hset(f"{lab.prefix}:q:7", mapping={"name": "a", "data": data, "opts": "{}"})
    lab.snapshot()
    refused(lab, DataError, lambda: queue.job(7), "BullMQ cannot read what is in Redis")


@pytest.mark.parametrize("worker", [None, "", 3])
def test_names_of_workers(lab: Lab, queue: Queue, worker: Any) -> None:
    refused(lab, UsageError, lambda: queue.take(worker), "cannot name a worker; give a string")


def chain(levels: int) -> dict[str, Any]:
    """A flow of so many levels."""
    tree: dict[str, Any] = {"name": "p", "queue": "q"}
    return {**tree, "children": [chain(levels - 1)]} if levels > 1 else tree


def test_a_flow_that_holds_itself(lab: Lab, queue: Queue) -> None:
    tree: dict[str, Any] = {"name": "p", "queue": "q"}
    tree["children"] = [tree]
    refused(lab, OptionError, lambda: lab.flow(tree), "contains itself")


def test_a_flow_of_too_many_levels(lab: Lab, queue: Queue) -> None:
    refused(lab, OptionError, lambda: lab.flow(chain(DEEPEST + 1)), "more than 100 levels")
    assert len(list(lab.flow(chain(DEEPEST)).jobs())) == DEEPEST


LONE = "\udcff"


@pytest.mark.parametrize(
    "call",
    [
        lambda queue: queue.add(LONE),
        lambda queue: queue.add("a", jobId=LONE),
        lambda queue: queue.add("a", deduplication={"id": LONE}),
        lambda queue: queue.take(LONE),
        lambda queue: queue.job(LONE),
        lambda queue: queue.job(1).log(LONE),
        lambda queue: queue.schedule(LONE, every="1s"),
        lambda queue: queue.lab.queue(LONE),
        lambda queue: queue.lab.worker(queue, LONE),
        lambda queue: queue.add_bulk([("a",), (LONE,)]),
        lambda queue: queue.lab.observe("\ud800").__enter__(),
        lambda queue: queue.lab.flow({"name": LONE, "queue": "q"}),
    ],
)
def test_text_that_utf8_cannot_carry(lab: Lab, queue: Queue, call: Callable[[Queue], object]) -> None:
    queue.add("a")
    refused(lab, DataError, lambda: call(queue), "leave lone surrogates out")


def test_arguments_of_the_lab() -> None:
    for arguments, says in (
        ({"clock": "slow"}, '"virtual" or "real"'),
        ({"url": "redis://127.0.0.1:1", "tcp": True}, "leave one of them out"),
        ({"start": "yesterday"}, "not a moment"),
        ({"start": []}, r"^\[\] is not a moment; write it as .2026-01-01T00:00:00Z., or in ms since 1970\.$"),
        ({"prefix": 7}, "cannot be a prefix"),
        ({"prefix": LONE}, "a string that can be encoded as UTF-8"),
        ({"seed": []}, "cannot be a seed"),
        ({"seed": LONE}, "cannot be a seed"),
        ({"url": f"redis://ada:secret@{LONE}"}, r"^redis://ada:\*\*\*@\\xff is not .*leave lone surrogates out"),
        ({"url": "unix:///\ud800"}, "leave lone surrogates out"),
        ({"clock": Unspeakable()}, "not an object of Unspeakable"),
    ):
        with pytest.raises(UsageError, match=says):
            Lab(**arguments)  # type: ignore[arg-type]


def test_nothing_has_happened_yet(lab: Lab) -> None:
    refused(lab, UsageError, lambda: lab.last, "add a job first")
