"""The gallery: short stories, each of one thing that a queue does; ``qlab play NAME`` shows one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from qlab.errors import UsageError
from qlab.lab.lab import Lab
from qlab.protocol.versions import PAUSED_IN_WAIT
from qlab.record.recording import Recording
from qlab.stories.email import email_story
from qlab.stories.gallery.failed_children import flow_continue, flow_default, flow_fail, flow_ignore, flow_remove
from qlab.stories.gallery.held_back import global_concurrency, pause, priority, rate_limit
from qlab.stories.gallery.herd import herd, herd_with_jitter
from qlab.stories.gallery.lost_workers import crash, lost_lock, stalled
from qlab.stories.gallery.pausing5 import pause_under_5
from qlab.stories.gallery.repeated import deduplication, scheduler
from qlab.text.escape import repr_of

__all__ = ["EMAIL", "STORIES", "Story", "play", "story_named"]

EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Story:
    """A story of the gallery.

    Attributes:
        name: What the command line calls it.
        title: What it shows.
        about: What to watch for, one sentence.
        act: What plays it in a new lab.
    """

    name: str
    title: str
    about: str
    act: Callable[[Lab], None]


_TOLD = (
    (EMAIL, "Email, from the first attempt to the last", email_story, "Four attempts wait 2, 4 and 8 s between them."),
    ("stalled", "A stalled job", stalled, "A blocked worker does not renew its lock, so its job runs twice."),
    ("crash", "A job that kills its worker", crash, "Its second stall is more than maxStalledCount allows."),
    ("lost-lock", "A lost lock", lost_lock, "A result that comes after the lock has expired is refused."),
    ("rate-limit", "A rate limit", rate_limit, "Two jobs in ten seconds, however many workers are idle."),
    ("concurrency", "Global concurrency", global_concurrency, "Two jobs at once in the whole queue."),
    ("priority", "Priorities", priority, "Who goes first, and what a changed priority does."),
    ("pause-5", f"Pause under {PAUSED_IN_WAIT.last_before}", pause_under_5, "The list of jobs gets another name."),
    ("pause-6", f"Pause under {PAUSED_IN_WAIT.first}", pause, "Jobs stay where they are; a setting holds workers off."),
    ("deduplication", "Deduplication, four modes", deduplication, "Simple, throttle, debounce, keep the last."),
    ("scheduler", "A job scheduler", scheduler, "Each job that is taken adds the one after it."),
    ("flow-default", "A child fails: no option", flow_default, "The parent waits until the child is retried."),
    ("flow-fail", "failParentOnFailure", flow_fail, "A child's failure fails its parent."),
    ("flow-continue", "continueParentOnFailure", flow_continue, "The parent starts as soon as a child fails."),
    ("flow-ignore", "ignoreDependencyOnFailure", flow_ignore, "The parent runs and can ask which child failed."),
    ("flow-remove", "removeDependencyOnFailure", flow_remove, "The parent runs as if it had no such child."),
    ("herd", "A thundering herd", herd, "Six retries come back in the same millisecond."),
    ("herd-jitter", "The herd, with jitter", herd_with_jitter, "Jitter spreads the six retries out."),
)  # fmt: skip

STORIES: Mapping[str, Story] = MappingProxyType(
    {name: Story(name, title, about, act) for name, title, act, about in _TOLD}
)
"""Every story by its name, in the order of the index page."""


def story_named(name: str) -> Story:
    """Return the story of that name.

    Raises:
        UsageError: If there is none.
    """
    if name not in STORIES:
        raise UsageError(f"There is no story {repr_of(name)}; choose one of {', '.join(STORIES)}.")
    return STORIES[name]


def play(name: str) -> Recording:
    """Play a story in a lab of its own, and return the recording.

    Raises:
        UsageError: If there is no such story.
    """
    story = story_named(name)
    with Lab() as lab:
        story.act(lab)
        return lab.recording
