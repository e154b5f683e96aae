"""Every argument that is True or False refuses a text such as "no", which Python would count as True."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qlab import Lab, Queue
from qlab.errors import OptionError
from qlab.lab.handles.job import Job
from qlab.lab.workers.worker import Worker

pytestmark = pytest.mark.core
GIVEN: dict[str, tuple[Any, ...]] = {
    "schedule": ("tick",),
    "fail": ("SMTP 451",),
    "change_priority": (1,),
    "take_as": ("w",),
}
"""What a method needs beside the flag."""


def flags() -> Iterator[tuple[type, str, str]]:
    for kind in (Queue, Job, Worker):
        for name, method in inspect.getmembers(kind, inspect.isfunction):
            if not name.startswith("_"):
                yield from (
                    (kind, name, flag)
                    for flag, each in inspect.signature(method).parameters.items()
                    if each.annotation == "bool"
                )


FLAGS = list(flags())


def test_they_are_found() -> None:
    assert {name for _kind, name, _flag in FLAGS} >= {"drain", "obliterate", "take", "remove", "retry", "fail", "close"}


@pytest.mark.parametrize(("kind", "name", "flag"), FLAGS, ids=lambda each: getattr(each, "__name__", each))
@pytest.mark.parametrize("value", ["no", 0, None], ids=repr)
def test_a_flag_is_true_or_false(lab: Lab, kind: type, name: str, flag: str, value: object) -> None:
    queue = lab.queue("email")
    queue.add("w", {})
    handle = {Queue: lambda: queue, Job: queue.take, Worker: lambda: lab.worker(queue)}[kind]()
    method: Callable[..., Any] = getattr(handle, name)
    steps, more = len(lab.steps), {"every": "1h"} if name == "schedule" else {}
    with pytest.raises(OptionError, match=rf"^{flag} cannot be {value!r}: give True or False\.$"):
        method(*GIVEN.get(name, ()), **more, **{flag: value})
    assert len(lab.steps) == steps
