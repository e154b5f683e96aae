"""Each check of the doctor, with a queue that has its fault and a neighbour that nearly has it."""

from __future__ import annotations

from collections.abc import Callable

from tests.observe.faults import jobs, upkeep, work
from tests.observe.faults.bench import Bench

Break = Callable[[Bench], None]

FAULTS: list[tuple[str, Break, Break]] = [
    ("active-without-lock", jobs.lock_lost, jobs.taken),
    ("lock-without-active-job", jobs.lock_left, jobs.taken),
    ("in-two-states", jobs.twice, Bench.wait_for_jobs),
    ("id-without-hash", jobs.hash_lost, Bench.wait_for_jobs),
    ("orphan", jobs.orphaned, Bench.wait_for_jobs),
    ("orphan", jobs.orphaned, jobs.orphaned_in_pro),
    ("orphan", jobs.orphaned, jobs.orphaned_in_a_group),
    ("orphan", jobs.orphaned, jobs.somebody_s_own_keys),
    ("orphan", jobs.orphaned, jobs.stump),
    ("stump", jobs.stump, jobs.orphaned),
    ("stump", jobs.stump, jobs.somebody_s_own_keys),
    ("twice-in-a-list", jobs.twice_in_wait, jobs.twice),
    ("paused-twice", work.paused_by_two_releases, work.paused_by_one),
    ("unreadable-job", jobs.data_that_is_no_json, Bench.wait_for_jobs),
    ("scheduler-without-next", upkeep.old_repeatable_that_stopped, upkeep.old_repeatable),
    ("deduplication-held-twice", upkeep.deduplicated_twice, upkeep.deduplicated),
    ("parent-without-children", jobs.childless, jobs.flow),
    ("child-gone", jobs.child_lost, jobs.flow),
    ("child-failed", jobs.child_failed, jobs.flow),
    ("nearly-stalled-out", jobs.stalled_once, jobs.stalled_but_done),
    ("nearly-stalled-out", upkeep.stalled_job_of_a_lost_scheduler, upkeep.stalled_job_of_a_scheduler),
    ("huge-data", jobs.big_data, jobs.fair_data),
    ("huge-stacktrace", jobs.big_stack, Bench.wait_for_jobs),
    ("overdue", work.late, work.delayed),
    ("overdue", work.late, work.late_with_a_worker),
    ("overdue", work.late_without_a_marker, work.late_for_want_of_hands),
    ("marker-missing", work.no_marker, jobs.old_job),
    ("marker-missing", work.no_marker, work.no_marker_but_busy),
    ("paused-and-growing", work.paused_and_growing, work.paused),
    ("unbounded-completed", upkeep.too_many_completed, upkeep.some_completed),
    ("unbounded-completed", upkeep.too_many_completed, upkeep.many_completed_that_may_stay),
    ("unbounded-failed", upkeep.too_many_failed, upkeep.some_failed),
    ("events-untrimmed", upkeep.too_many_events, upkeep.many_events),
    ("scheduler-without-next", upkeep.broken_schedule, upkeep.scheduled),
    ("scheduler-without-next", upkeep.schedule_that_ended, upkeep.scheduled),
    ("deduplication-for-ever", upkeep.deduplicated_by_nobody, upkeep.deduplicated),
    ("deduplication-for-ever", upkeep.deduplicated_by_nobody, upkeep.deduplicated_for_a_while),
    ("mixed-layout", upkeep.old_and_new, upkeep.old_only),
    ("nobody-works", work.nobody_works, jobs.old_job),
    ("nobody-works", work.nobody_works, work.nobody_works_yet),
    ("nobody-works", work.nobody_works, work.nobody_works_on_a_paused_queue),
    ("nobody-works", work.nobody_works, work.nobody_shows),
    ("workers-not-asking", work.silent, jobs.old_job),
    ("workers-not-asking", work.silent, work.silent_beside_another),
    ("active-without-worker", work.taken_and_gone, jobs.taken),
    ("active-without-worker", work.taken_and_gone, work.just_taken_and_gone),
    ("active-very-long", work.taken_long_ago, jobs.taken),
    ("active-very-long", work.taken_long_ago, work.taken_long_ago_without_lock),
    ("no-queue-scheduler", work.no_scheduler, work.with_a_scheduler),
    ("worker-older-than-keys", work.old_worker, jobs.taken),
]
