"""Whatever is done in whatever order: what the lab recorded step by step is what the server holds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from qlab import Job, Lab, QlabError, Queue, custom, exponential, jittered
from qlab.protocol.keys import Role, parse_key
from qlab.protocol.states import EDGES, JobState
from qlab.snapshot.model import Snapshot

pytestmark = pytest.mark.core

STEPS = 150
BY_HAND = {"outside", "observe"}


class Walk:
    """Random operations on two queues of a lab, the same for the same seed."""

    def __init__(self, lab: Lab, seed: int) -> None:
        self.lab, self.random = lab, Random(seed)
        self.queues = [
            lab.queue("orders", attempts=3, backoff=exponential("1s"), lock_duration="10s"),
            lab.queue("parts", attempts=2),
        ]
        self.taken: list[Job] = []
        self.known: list[Job] = []

    def step(self) -> None:
        """One operation; what BullMQ refuses is an error of qlab's and nothing else."""
        operation = self.random.choice(self.operations())
        try:
            operation(self.random.choice(self.queues))
        except QlabError:
            return

    def operations(self) -> list[Callable[[Queue], object]]:
        """What may come next; what drives jobs on comes more often."""
        return [
            *[self.add] * 5,
            *[self.take] * 6,
            *[self.complete] * 4,
            *[self.fail] * 4,
            *[self.advance] * 3,
            *[self.touch] * 4,
            self.flow,
            self.schedule,
            self.manage,
            self.manage,
            lambda queue: queue.check_stalled(max_stalled=1, interval="1s"),
            lambda _: self.lab.clock.to_next(),
        ]

    def add(self, queue: Queue) -> None:
        options = self.random.choice(
            [
                {},
                {"lifo": True},
                {"delay": self.random.choice(["1s", "7s"])},
                {"priority": self.random.randint(1, 3)},
                {"jobId": f"mine-{self.random.randint(1, 5)}"},
                {"backoff": jittered("2s")},
                {"backoff": custom(lambda attempt: -1 if attempt > 1 else 500, "own")},
                {"removeOnComplete": True, "removeOnFail": 1},
                {"removeOnComplete": {"age": 5, "count": 2}},
                {"deduplication": {"id": "d", "ttl": "3s"}},
                {"deduplication": {"id": "e", "ttl": "3s", "extend": True, "replace": True}, "delay": "3s"},
                {"deduplication": {"id": "f", "keepLastIfActive": True}},
            ]
        )
        self.known.append(queue.add("job", {"n": self.random.randint(0, 9)}, **options))

    def take(self, queue: Queue) -> None:
        if (job := queue.take(f"worker-{self.random.randint(1, 3)}")) is not None:
            self.taken.append(job)

    def complete(self, _: Queue) -> None:
        if self.taken:
            self.taken.pop(self.random.randrange(len(self.taken))).complete({"done": True})

    def fail(self, _: Queue) -> None:
        if self.taken:
            job = self.taken.pop(self.random.randrange(len(self.taken)))
            job.fail("it broke", unrecoverable=self.random.random() < 0.1)

    def advance(self, _: Queue) -> None:
        self.lab.clock.advance(self.random.choice(["100ms", "1s", "4s", "11s"]))

    def touch(self, _: Queue) -> None:
        jobs = [*self.known[-20:], *self.taken]
        if not jobs:
            return
        job = self.random.choice(jobs)
        self.random.choice(
            [
                job.retry,
                job.promote,
                job.remove,
                job.extend_lock,
                job.move_to_waiting_children,
                lambda: job.move_to_delayed("2s"),
                lambda: job.change_priority(self.random.randint(0, 3)),
                lambda: job.change_delay("2s"),
                lambda: job.update_data({"now": 1}),
                lambda: job.progress(self.random.randint(0, 100)),
                lambda: job.log("row"),
            ]
        )()

    def flow(self, _: Queue) -> None:
        option = self.random.choice(
            ["failParentOnFailure", "ignoreDependencyOnFailure", "removeDependencyOnFailure", "continueParentOnFailure"]
        )
        tree = {
            "name": "p",
            "queue": "orders",
            "children": [
                {"name": "c", "queue": "parts", "options": {option: True}},
                {"name": "c", "queue": self.random.choice(["parts", "orders"])},
            ],
        }
        self.known.extend(self.lab.flow(tree).jobs())

    def schedule(self, queue: Queue) -> None:
        if self.random.random() < 0.3:
            queue.unschedule("tick")
        else:
            queue.schedule("tick", every=self.random.choice(["2s", "5s"]), limit=4)

    def manage(self, queue: Queue) -> None:
        self.random.choice(
            [
                queue.pause,
                queue.resume,
                queue.resume,
                queue.drain,
                lambda: queue.drain(delayed=True),
                lambda: queue.clean(self.random.choice(["completed", "failed", "wait", "delayed"])),
                lambda: queue.retry_all("failed"),
                lambda: queue.retry_all("completed"),
                queue.promote_all,
                lambda: queue.limit(2, "3s"),
                queue.limit,
                lambda: queue.concurrency(2),
                queue.concurrency,
                lambda: queue.obliterate(force=True),
                lambda: queue.add_bulk([("b", 1), ("b", 2, {"delay": "1s"}), ("b", 3, {"priority": 2})]),
            ]
        )()


@pytest.mark.parametrize("seed", range(4))
def test_a_random_walk(lab: Lab, seed: int) -> None:
    walk = Walk(lab, seed)
    for number in range(STEPS):
        walk.step()
        check_whole(lab.recording.last, lab.snapshot(), f"seed {seed}, operation {number}")
    for earlier, later in zip(lab.steps, lab.steps[1:], strict=False):
        assert later.before is earlier.after
    check_transitions(lab)
    check_roles(lab)
    taken = {step.operation.name for step in lab.steps}
    assert len(taken) > 12, taken


def check_whole(recorded: Snapshot, read: Snapshot, where: str) -> None:
    different = {name for name in {*recorded.state, *read.state} if recorded.key(name) != read.key(name)}
    assert not different, f"{where}: {[(name, recorded.key(name), read.key(name)) for name in sorted(different)]}"


def check_transitions(lab: Lab) -> None:
    """Each is an edge of BullMQ's state machine, and the script that ran is one that can make it."""
    for step in lab.steps:
        for move in step.transitions:
            edge = (move.source, move.target)
            assert edge in EDGES, f"{step.title}: {edge}"
            scripts = set((step.script or "").split(" + "))
            assert scripts & set(EDGES[edge]), f"{step.title}: {edge} by {step.script}"
        assert step.sentence
    for step in lab.steps:
        assert JobState.UNKNOWN not in step.after.places.values()


def check_roles(lab: Lab) -> None:
    for step in lab.steps:
        for name in step.after.state:
            assert parse_key(name, lab.prefix).role is not Role.UNKNOWN, name


def test_the_same_walk_twice_is_the_same_film(server_url: str | None) -> None:
    def film(seed: int) -> list[str]:
        with Lab(url=server_url, prefix="bull-again", seed=seed) as lab:
            walk = Walk(lab, seed)
            for _ in range(60):
                walk.step()
            return [step.text() for step in lab.steps]

    assert film(11) == film(11)
