"""Lesson 14, *Is it true what the documentation says?*: behind its predictions' options, and its exercises' checks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from qlab.lab.handles.job import Job
from qlab.lab.handles.queue import Queue
from qlab.lab.lab import Lab
from qlab.protocol.states import JobState
from qlab.teach.claims.claim import Evidence, Verdict
from qlab.teach.claims.examination import HERE, examine, examined
from qlab.teach.claims.register import CLAIMS, THEMES
from qlab.teach.misconceptions import truth
from qlab.teach.remarks import Remark, fine, not_yet
from qlab.text.escape import repr_of
from qlab.text.words import listed, plural

__all__ = ["WHY"]

WHY: Mapping[str, Mapping[str, str]] = {
    "14-a": {
        "a set": "That is what the page says. But a set would not know which job was taken first.",
        "a list": "Scripts move an id from the right end of `wait` to the left end of `active`: list to list.",
        "a sorted set": "`delayed`, `completed` and `failed` are sorted sets, sorted by time. `active` is not.",
    },
    "14-b": {
        "3": truth(1),
        "4": "Three retries after a first run is what the old page said. The first run is an attempt too.",
    },
    "14-b2": {
        "it stalls": truth(7),
        "it does not stall": "While the call is awaited, the event loop is free, and the worker renews its locks.",
    },
    "14-c": {
        "on all releases": truth(16),
        "only on npm 4 and 5": "There `wait` is renamed to `paused`. Since 6, and in PyPI's port, nothing moves.",
        "on none": "That is true of BullMQ 6 and PyPI's port. Most applications still run an older release.",
    },
    "14-c2": {
        "on all releases": "Not on BullMQ 4, which counts each start. Since 5, starts and ends are counted separately.",
        "on all but npm 4": truth(6),
        "on none": "Since BullMQ 5 a stall has its own counter, `stc`, and its own limit.",
    },
    "14-d": {
        "all": "Pages outlive releases, and authors write what they meant to build.",
        "about one in three": "These were chosen because people stumbled over them; among others, more may hold.",
        "about three in four": "For a page as a whole, perhaps. These were chosen because people stumbled over them.",
    },
}

DUE, USED_UP = "a_timer_moves_what_is_due", "a_used_up_job_fails_at_once_when_retried"


def expectation(given: Mapping[str, Any]) -> Iterator[Remark]:
    """14-a: what is read if the sentence about delayed jobs holds."""
    claim = CLAIMS[DUE]
    field = next(iter(claim.expects))
    if field not in given:
        yield not_yet(f"There is no `{field}`.", f'{{"{field}": …}}, with the name of a list or set.')
        return
    said, really = given[field], claim.run()[field]
    said = JobState.WAITING.container if said == JobState.WAITING else said  # the state's name is right as well
    if said == really:
        hint = "saying where the sentence puts the job: to the “waiting queue”."
        yield not_yet(f"`{really}` is what is read. With that, the claim holds, and the sentence is wrong.", hint)
    if said != claim.expects[field]:
        yield not_yet(
            f"{repr_of(said)} is not where the sentence puts it.", "the name of the key that workers take from."
        )
    yield fine(f"If it holds, the job is in `{said}`; what is read is `{really}`. So this claim can fail, and does.")


def evidence(given: Mapping[str, Any]) -> Iterator[Remark]:
    """14-b: the verdict on a claim, and what was read."""
    found = examined(USED_UP)
    (state,) = found.seen[HERE].values()
    for field, right in (("verdict", str(found.verdict)), ("state", state)):
        if given.get(field) != right:
            yield not_yet(
                f"`{field}`: you say {repr_of(given.get(field))}.", f'examined("{USED_UP}"), and its last rows.'
            )
        yield fine(f"`{field}` is {right}.")
    yield fine("The retried job ran, and its processor succeeded: attempts are counted only where one fails.")


def by_release(given: Collection[str]) -> Iterator[Remark]:
    """14-c: the claims about ids whose verdict depends on the release."""
    right = {each.claim.slug for each in examine(THEMES["naming"]) if each.verdict is Verdict.DEPENDS}
    if unknown := sorted(set(map(str, given)) - CLAIMS.keys()):
        yield not_yet(f"There is no claim {repr_of(unknown[0])}.", "each.claim.slug for its name.")
    if more := sorted(set(given) - right):
        said = examined(more[0]).verdict
        yield not_yet(
            f"`{more[0]}` {said}, on every release.", 'only those with each.verdict == "depends on the release".'
        )
    if missing := sorted(right - set(given)):
        yield not_yet(f"`{missing[0]}` is not among them.", "all claims of the theme, and every release.")
    yield fine(f"{len(right)} depend on the release: {listed(sorted(right))}.")


class _LastFirst(Queue):
    """A queue whose later jobs go first, whatever priority was asked for: there the sentence is false."""

    def add(self, name: str, data: Any = None, **options: Any) -> Job:
        rank = 1_000 - len(self.lab.present().places)
        return super().add(name, data, **{**options, "priority": rank})


class _Contrary(Lab):
    """A lab in which jobs of one priority are taken last in, first out."""

    _queue_class = _LastFirst


def own(play: Callable[[Lab], Evidence], expects: Mapping[str, Any]) -> Iterator[Remark]:
    """14-d: a claim that holds where the sentence does, and fails where it does not."""
    with Lab(trace=False) as lab:
        seen = play(lab)
        priorities = [job.priority for job in lab.snapshot().all_jobs()]
    if len(priorities) < 2 or len(set(priorities)) > 1 or priorities[0] == 0:
        said = f"Your lab has {plural(len(priorities), 'job')}"
        said += f", of priority {listed(sorted({str(each) for each in priorities}))}." if priorities else "."
        yield not_yet(said, "two jobs or more that have the same priority.")
        return
    if seen != expects:
        yield not_yet(
            f"It returns {repr_of(seen)}, and is to return {repr_of(expects)}.", "taking jobs, and their names."
        )
    yield fine(f"Where the sentence holds, it returns {repr_of(seen)}.")
    with _Contrary(trace=False) as contrary:
        other = play(contrary)
    if other == expects:
        yield not_yet(
            "In a lab that takes the last job first, it returns the same.", "reading the order from the queue."
        )
    yield fine(f"In a lab that takes the last job first, it returns {repr_of(other)}: it can fail.")


HINTS: Mapping[str, tuple[str, ...]] = {
    "14-a": (
        "Do not ask where the job is. Ask where it would be if the page were right.",
        '"Back to the waiting queue": what is that queue\'s list called in Redis?',
        "The key that workers take from.",
    ),
    "14-b": (
        "`examined(name)` shows the claim with its verdict and what was read.",
        "The verdict is a word; the state stands in the evidence, in PyPI's column.",
        '`examined("a_used_up_job_fails_at_once_when_retried").seen["PyPI"]` has the state.',
    ),
    "14-c": (
        '`examine(THEMES["naming"])` gives them all; each has a verdict.',
        "Keep those whose `verdict` says that it depends.",
        'Compare with the text "depends on the release", and take `each.claim.slug`.',
    ),
    "14-d": (
        "A claim needs two jobs of the same priority and the order in which they come out.",
        "Add `first` and `second` with `priority=5`; take twice and read each job's name.",
        "Return the names that `take()` gave, so that a different order would show.",
    ),
}

EXERCISES: Mapping[str, Callable[..., Iterator[Remark]]] = {
    "14-a": expectation,
    "14-b": evidence,
    "14-c": by_release,
    "14-d": own,
}
