"""Statements about ids, deduplication, and how long finished jobs stay."""

from __future__ import annotations

from typing import Any

from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab
from qlab.protocol.keys import Role
from qlab.teach.claims.claim import Claim, Evidence, claim
from qlab.teach.claims.reading import add_unchecked, events, jobs, length
from qlab.teach.claims.sources import DEDUPLICATION, JOB_IDS, REMOVAL

__all__ = ["CLAIMS"]


@claim(
    "a second job with a taken id is ignored, without an error",
    JOB_IDS,
    "if you add a job with an existing id then that job will just be ignored and not added to the queue at all",
    {"second_add": "taken", "jobs": 1, "n": 1},
    misconception=18,
)
def a_taken_id_is_ignored(lab: Lab) -> Evidence:
    """The same id is added twice, with other data."""
    queue = lab.queue("q")
    queue.add("pay", {"n": 1}, jobId="order-7")
    second = add_unchecked(queue, {"n": 2}, jobId="order-7")
    n, told = queue.job("order-7").data["n"], events(queue, "duplicated")
    return {"second_add": second, "jobs": jobs(queue), "n": n, "duplicated_events": told}


@claim(
    "an id of digits alone is refused",
    JOB_IDS,
    "Custom job ids must not be strings that consist only of digits",
    {"123": "refused"},
    misconception=19,
)
def digits_are_refused(lab: Lab) -> Evidence:
    """A job is added with the id 123."""
    return {"123": add_unchecked(lab.queue("q"), jobId="123")}


@claim(
    "an id with a colon is refused",
    JOB_IDS,
    "Custom job ids must not contain the : separator",
    {"a:b": "refused", "a:b:c": "refused"},
)
def colons_are_refused(lab: Lab) -> Evidence:
    """Jobs are added with one colon in the id, and with two."""
    queue = lab.queue("q")
    return {id: add_unchecked(queue, jobId=id) for id in ("a:b", "a:b:c")}


def _press(queue: Queue, n: int, deduplication: dict[str, Any], **options: Any) -> None:
    queue.add("sync", {"n": n}, deduplication=deduplication, **options)


@claim(
    "a deduplication id is taken until its job has finished; a job id is another thing",
    DEDUPLICATION,
    "any subsequent job with the same deduplication ID will be ignored",
    {"added_while_it_waits": 0, "added_when_it_has_finished": 1},
    misconception=20,
)
def a_deduplication_id_lasts_until_the_end(lab: Lab) -> Evidence:
    """A job has a job id and a deduplication id; both are added again, while it waits and when it has completed."""
    queue, id = lab.queue("q"), {"id": "user-1"}
    _press(queue, 1, id, jobId="job-1")
    _press(queue, 2, id)
    waiting = jobs(queue)
    queue.take().complete()
    _press(queue, 3, id)
    finished = jobs(queue)
    queue.add("sync", {"n": 4}, jobId="job-1")
    return {
        "added_while_it_waits": waiting - 1,
        "added_when_it_has_finished": finished - waiting,
        "added_with_its_job_id": jobs(queue) - finished,
    }


@claim(
    "with a `ttl`, others are ignored for that long",
    DEDUPLICATION,
    "any subsequent job with the same deduplication ID customValue added within 5 seconds will be ignored",
    {"added_within_the_ttl": 0, "added_after_it": 1},
)
def a_ttl_ignores_for_that_long(lab: Lab) -> Evidence:
    """A job is added, and completed; another comes within the ttl, and one after it."""
    queue, throttle = lab.queue("q"), {"id": "user-1", "ttl": 5000}
    _press(queue, 1, throttle)
    queue.take().complete()
    _press(queue, 2, throttle)
    within = jobs(queue)
    lab.clock.advance("5001ms")
    _press(queue, 3, throttle)
    return {"added_within_the_ttl": within - 1, "added_after_it": jobs(queue) - within}


@claim(
    "debounce keeps the last of ten jobs",
    DEDUPLICATION,
    "this way you will get the last updated data when processing a job",
    {"jobs": 1, "n_of_the_first_to_run": 10},
)
def debounce_keeps_the_last(lab: Lab) -> Evidence:
    """Ten jobs are added in the mode debounce."""
    queue, debounce = lab.queue("q"), {"id": "user-1", "ttl": 5000, "extend": True, "replace": True}
    for n in range(1, 11):
        _press(queue, n, debounce, delay="5s")
    made = jobs(queue)
    lab.clock.advance("5s")
    return {"jobs": made, "n_of_the_first_to_run": queue.take().data["n"]}


@claim(
    "`keepLastIfActive` runs the latest data next",
    DEDUPLICATION,
    "The next job always uses the most recently added data.",
    {"waiting_meanwhile": 0, "n_of_the_next": 3},
)
def keep_last_runs_the_latest_next(lab: Lab) -> Evidence:
    """Two jobs are added while another with their deduplication id is active."""
    queue, keep = lab.queue("q"), {"id": "user-1", "keepLastIfActive": True}
    _press(queue, 1, keep)
    active = queue.take()
    _press(queue, 2, keep)
    _press(queue, 3, keep)
    meanwhile = length(queue, Role.WAIT)
    active.complete()
    following = queue.take()
    return {"waiting_meanwhile": meanwhile, "n_of_the_next": following.data["n"] if following else None}


@claim(
    "finished jobs stay in `completed` and `failed`",
    REMOVAL,
    "By default, when your queue jobs are completed (or failed), they are stored in two special sets",
    {"in_completed": 2, "in_failed": 1},
    misconception=21,
)
def finished_jobs_are_kept(lab: Lab) -> Evidence:
    """Two jobs complete and one fails, without any option."""
    queue = lab.queue("q")
    for _ in range(3):
        queue.add("mail")
    queue.take().complete()
    queue.take().complete()
    queue.take().fail("SMTP 451")
    return {"in_completed": length(queue, Role.COMPLETED), "in_failed": length(queue, Role.FAILED)}


@claim(
    "what is too old is removed when another job finishes",
    REMOVAL,
    "This means that jobs are not removed unless a new job completes or fails",
    {"kept_past_its_age": 1, "kept_when_another_has_finished": 1},
)
def too_old_is_removed_when_another_finishes(lab: Lab) -> Evidence:
    """A completed job gets older than it may; then another completes."""
    queue = lab.queue("q", removeOnComplete={"age": 1})
    queue.add("mail")
    queue.take().complete()
    lab.clock.advance("2100ms")
    before = length(queue, Role.COMPLETED)
    queue.add("mail")
    queue.take().complete()
    return {"kept_past_its_age": before, "kept_when_another_has_finished": length(queue, Role.COMPLETED)}


CLAIMS: tuple[Claim, ...] = (
    a_taken_id_is_ignored,
    digits_are_refused,
    colons_are_refused,
    a_deduplication_id_lasts_until_the_end,
    a_ttl_ignores_for_that_long,
    debounce_keeps_the_last,
    keep_last_runs_the_latest_next,
    finished_jobs_are_kept,
    too_old_is_removed_when_another_finishes,
)
