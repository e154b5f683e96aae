"""Statements about delayed jobs and job schedulers."""

from __future__ import annotations

from qlab.lab.lab import Lab
from qlab.protocol.keys import Role
from qlab.teach.claims.claim import Claim, Evidence, claim
from qlab.teach.claims.reading import jobs, place
from qlab.teach.claims.sources import ARCHON, QUEUE_SCHEDULER, QUEUES, SCHEDULERS

__all__ = ["CLAIMS"]


@claim(
    "something moves delayed jobs when they are due",
    QUEUE_SCHEDULER,
    "This class automatically moves delayed jobs back to the waiting queue when it is the right time to process them.",
    {"state_when_due": "wait"},
    misconception=11,
)
def a_timer_moves_what_is_due(lab: Lab) -> Evidence:
    """A delayed job is due, and no worker asks; then one does."""
    queue = lab.queue("q")
    queue.add("mail", delay="20ms")
    lab.clock.advance("60ms")
    due = place(queue)
    queue.take()
    return {"state_when_due": due, "when_a_worker_asks": place(queue)}


@claim(
    "a delayed job waits at least that long",
    QUEUES,
    "The job will now wait at least 5 seconds before it is processed.",
    {"taken_before_it_is_due": False, "taken_when_due": True},
)
def a_delayed_job_waits_at_least_that_long(lab: Lab) -> Evidence:
    """A worker asks a millisecond early, and again when the job is due."""
    queue = lab.queue("q")
    queue.add("mail", delay="5s")
    lab.clock.advance("4999ms")
    early = queue.take()
    lab.clock.advance("1ms")
    return {"taken_before_it_is_due": bool(early), "taken_when_due": bool(queue.take())}


@claim(
    "the score in `delayed` is the moment in ms",
    ARCHON,
    "Sorted Set (jobs waiting for future time, score = unix ms)",
    {"score_divided_by_the_moment": 1},
    misconception=12,
)
def the_score_is_the_moment(lab: Lab) -> Evidence:
    """A delayed job's score is divided by its timestamp plus its delay."""
    job = lab.queue("q").add("mail", delay="60s")
    delayed = lab.snapshot().container("q", Role.DELAYED)
    scores = {member.member: member.score for member in delayed.members} if delayed else {}
    return {"score_divided_by_the_moment": round(scores[job.id] / (int(job.fields["timestamp"]) + 60_000))}


@claim(
    "a scheduler's first job is delayed by one interval",
    SCHEDULERS,
    "It will also return the first job created for this Job Scheduler, which will be in “delayed” status waiting "
    "to be processed after 1 second.",
    {"state_of_the_first_job": "delayed"},
)
def the_first_job_of_a_scheduler_is_delayed(lab: Lab) -> Evidence:
    """A scheduler is made; its first job is looked for."""
    queue = lab.queue("q")
    job = queue.schedule("s", every="1h")
    return {"state_of_the_first_job": place(queue, job.id) if job else "nowhere"}


@claim(
    "a new rule for a scheduler replaces the old one",
    SCHEDULERS,
    "It ensures the scheduler is updated or created without duplications.",
    {"same_id": {"schedulers": 1, "jobs": 1}},
    misconception=24,
)
def a_scheduler_again_is_no_second_one(lab: Lab) -> Evidence:
    """A cron rule is changed under the same id, then given to another."""
    queue = lab.queue("q")

    def both() -> dict[str, int]:
        return {"schedulers": len(queue.schedulers()), "jobs": jobs(queue)}

    queue.schedule("s", cron="0 6 * * *")
    queue.schedule("s", cron="0 7 * * *")
    same = both()
    queue.schedule("t", cron="0 7 * * *")
    return {"same_id": same, "another_id": both()}


@claim(
    "a scheduler makes its next job when the last one begins, and no earlier",
    SCHEDULERS,
    "The scheduler will only generate new jobs when the last job begins processing.",
    {"jobs_after_three_intervals_without_a_worker": 1, "jobs_when_one_begins": 2},
)
def the_next_job_comes_when_the_last_one_begins(lab: Lab) -> Evidence:
    """Three intervals pass without a worker; then one takes a job."""
    queue = lab.queue("q")
    queue.schedule("s", every="1m")
    lab.clock.advance("4m")
    before = jobs(queue)
    queue.take()
    return {"jobs_after_three_intervals_without_a_worker": before, "jobs_when_one_begins": jobs(queue)}


CLAIMS: tuple[Claim, ...] = (
    a_timer_moves_what_is_due,
    a_delayed_job_waits_at_least_that_long,
    the_score_is_the_moment,
    the_first_job_of_a_scheduler_is_delayed,
    a_scheduler_again_is_no_second_one,
    the_next_job_comes_when_the_last_one_begins,
)
