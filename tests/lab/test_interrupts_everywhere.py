"""An interrupt at any moment of a call does no harm: at every call boundary, with QLAB_FUZZ=1 at every opcode."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from types import FrameType
from typing import Any

import pytest

from qlab import Lab, Queue
from qlab.errors import UsageError

EVERY_OPCODE = bool(os.environ.get("QLAB_FUZZ"))
SIGNALS = 300
BUSY = (
    "A signal handler or a finalizer interrupted a call of this lab; "
    "remember what you want to do, and do it after the call."
)
PREPARE: dict[str, Callable[[Queue], Any]] = {
    "add": lambda _: None,
    "take": lambda queue: queue.add("b"),
    "complete": lambda queue: (queue.add("b"), queue.take())[1],
    "fail": lambda queue: (queue.add("b"), queue.take())[1],
    "progress": lambda queue: (queue.add("b"), queue.take())[1],
    "advance": lambda queue: (queue.add("b", delay="1s"), queue.add("c"), queue.take()),
    "job": lambda queue: queue.add("b"),
    "snapshot": lambda queue: queue.lab.redis.set(f"{queue.lab.prefix}:q:by-hand", "x"),
}
DO: dict[str, Callable[[Queue, Any], object]] = {
    "add": lambda queue, _: queue.add("interrupted"),
    "take": lambda queue, _: queue.take(),
    "complete": lambda _, job: job.complete(1),
    "fail": lambda _, job: job.fail("no"),
    "progress": lambda _, job: job.progress(50),
    "advance": lambda queue, _: queue.lab.clock.advance("40s"),
    "job": lambda queue, job: queue.job(job.id),
    "snapshot": lambda queue, _: queue.lab.snapshot(),
}


class Interrupter:
    """Counts the moments of a call, and interrupts it at one of them."""

    def __init__(self, at: int = 0) -> None:
        self.at, self.passed = at, 0

    def _moment(self, event: str) -> None:
        if event == ("opcode" if EVERY_OPCODE else "call"):
            self.passed += 1
            if self.passed == self.at:
                raise KeyboardInterrupt

    def _trace(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if not frame.f_globals.get("__name__", "").startswith(("qlab.", "bullmq.")):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = EVERY_OPCODE, False
        self._moment(event)
        return self._trace if EVERY_OPCODE else None

    @contextmanager
    def watching(self) -> Iterator[None]:
        gc.disable()  # it may finalize another test's lab, and an interrupt within a finalizer goes nowhere
        before = sys.gettrace()
        sys.settrace(self._trace)
        try:
            yield
        finally:
            sys.settrace(before)
            gc.enable()


def true(lab: Lab) -> None:
    """The recording is what the server holds, its steps are in order, and the next call works."""
    assert dict(lab.snapshot().state) == dict(lab.recording.last.state)
    job = lab.queue_named("q").add("afterwards")
    assert job.state == "waiting"
    assert dict(lab.recording.last.state) == dict(lab.snapshot().state)
    assert [step.index for step in lab.steps] == list(range(1, len(lab.steps) + 1))


@pytest.mark.parametrize("name", DO)
def test_at_every_moment(name: str) -> None:
    handler = signal.getsignal(signal.SIGINT)
    with Lab() as lab:
        queue, at, interrupted = lab.queue("q"), 0, True
        while interrupted:
            at += 1
            made = PREPARE[name](queue)
            interrupter = Interrupter(at)
            try:
                with interrupter.watching():
                    DO[name](queue, made)
                interrupted = False
            except KeyboardInterrupt:
                pass
            assert signal.getsignal(signal.SIGINT) is handler or signal.signal(signal.SIGINT, handler)
            true(lab)
            if at % 4 == 0:  # a small queue is quickly read
                lab.redis.unlink(*lab.recording.last.state)
        assert at > 40
    with Lab() as another:
        assert another.queue("z").add("x").state == "waiting"


@contextmanager
def no_finalizers() -> Iterator[None]:
    """Let no collection run: Python drops an interrupt that comes within a finalizer, as of an older test's Popen."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def a_real_one(delay_s: float) -> Iterator[None]:
    """A Ctrl-C that comes so long after the block began; none is left over after it."""
    came = threading.Event()

    def press() -> None:
        threading.Event().wait(delay_s)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        came.set()

    thread = threading.Thread(target=press)
    try:
        thread.start()
        yield
        came.wait()
        for _ in range(1000):  # the handler runs between two of these, at the latest
            pass
    finally:
        thread.join()


def test_three_hundred_real_ones() -> None:
    random, caught = Random(7), 0
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with no_finalizers(), Lab() as lab:
            queue, names = lab.queue("q"), list(DO)
            queue.add("a")
            for at in range(SIGNALS):
                name = names[at % len(names)]
                made = PREPARE[name](queue)
                steps = len(lab.steps)
                with pytest.raises(KeyboardInterrupt), a_real_one(random.uniform(0, 0.002)):
                    DO[name](queue, made)
                caught += 1
                assert all("refused" not in step.call.facts for step in lab.steps[steps:]), "it was kept until the end"
                assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
                true(lab)
                if at % 10 == 0:
                    lab.redis.unlink(*lab.recording.last.state)
    finally:
        signal.signal(signal.SIGINT, before)
    assert caught == SIGNALS


def test_a_second_one_comes_at_once() -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    reached: list[str] = []
    try:
        with Lab() as lab:
            queue = lab.queue("q")
            queue.add("a")
            look = lab._recorder._looks.after

            def twice(*arguments: Any, **named: Any) -> Any:
                signal.raise_signal(signal.SIGINT)
                reached.append("after the first")
                signal.raise_signal(signal.SIGINT)
                reached.append("after the second")
                return look(*arguments, **named)

            lab._recorder._looks.after = twice  # type: ignore[method-assign]
            with pytest.raises(KeyboardInterrupt):
                queue.add("b")
            lab._recorder._looks.after = look  # type: ignore[method-assign]
            assert reached == ["after the first"]
            assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
            true(lab)
    finally:
        signal.signal(signal.SIGINT, before)


def test_one_that_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Lab() as lab:
            lab.queue("q").add("a")
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("name", DO)
def test_a_signal_handler_that_calls_the_lab_is_refused_in_a_sentence(name: str) -> None:
    refused: list[BaseException] = []
    with Lab() as lab:
        queue = lab.queue("q")
        made = PREPARE[name](queue)
        look = lab._recorder._catch_up

        def handle(_number: int, _frame: FrameType | None) -> None:
            try:
                queue.add("from a handler")
            except UsageError as error:
                refused.append(error)

        def during() -> None:
            signal.raise_signal(signal.SIGUSR1)
            look()

        before = signal.signal(signal.SIGUSR1, handle)
        lab._recorder._catch_up = during  # type: ignore[method-assign]
        try:
            if name == "job":
                lab._recorder.catch_up()
            else:
                DO[name](queue, made)
        finally:
            lab._recorder._catch_up = look  # type: ignore[method-assign]
            signal.signal(signal.SIGUSR1, before)
        assert list(map(str, refused)) == [BUSY]
        true(lab)


def test_another_lab_works_in_a_signal_handler() -> None:
    with Lab() as lab, Lab() as other:
        queue, theirs = lab.queue("q"), other.queue("q")
        queue.add("a")
        run = lab._recorder._looks.after

        def handle(_number: int, _frame: FrameType | None) -> None:
            theirs.add("from a handler")

        def during(*arguments: Any, **named: Any) -> Any:
            signal.raise_signal(signal.SIGUSR1)
            return run(*arguments, **named)

        before = signal.signal(signal.SIGUSR1, handle)
        lab._recorder._looks.after = during  # type: ignore[method-assign]
        try:
            queue.add("b")
        finally:
            lab._recorder._looks.after = run  # type: ignore[method-assign]
            signal.signal(signal.SIGUSR1, before)
        true(lab)
        true(other)
