"""``qlab watch`` prints what happens as it happens: whole in a pipe, folded on a terminal, never hostile."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import threading
from pathlib import Path

from rich.console import Console

from qlab import Lab, Recording
from qlab.cli.line import ProgressLine
from qlab.cli.watching.live_lines import MOST_A_SECOND, LiveLines
from qlab.record.step import Step
from tests.cli.conftest import Qlab
from tests.observe import places

QLAB = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs the tests may have it ignored
from qlab.cli import main
main(sys.argv[1:])
"""


class Told(LiveLines):
    """Live lines on a terminal of 80 columns, or in a pipe, by a clock that a test moves."""

    def __init__(self, *, terminal: bool = True, several: bool = False) -> None:
        self.at, self.file = 0.0, io.StringIO()
        out = Console(file=self.file, force_terminal=terminal, width=80)
        super().__init__(out, ProgressLine(), several=several, stop=threading.Event(), now=lambda: self.at)

    def lines(self) -> list[str]:
        """What it has printed since it was asked last."""
        text = self.file.getvalue()
        self.file.seek(0)
        self.file.truncate()
        return text.splitlines()


def told_of(running: subprocess.Popen[str], text: str) -> str:
    """The first line with a text; a look at the queue may come before it. "" where there is none to the end."""
    return next((line for line in running.stdout or () if text in line), "")


def test_a_step_is_printed_before_the_next_happens() -> None:
    """And at the end there is a summary, which does not say it all again."""
    with places.server() as port, Lab(url=f"redis://127.0.0.1:{port}/0", prefix="app", clock="real") as lab:
        email = lab.queue("email")
        email.add("welcome")
        command = [sys.executable, "-c", QLAB, "watch", str(lab.url), "app:email", "--from-start"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            too_late = threading.Timer(4 * places.DEADLINE_S, running.kill)
            too_late.start()
            try:
                assert told_of(running, "Job 1 is added")
                email.take().fail("SMTP \x1b[31m451")
                told = told_of(running, "A worker takes job 1") + told_of(running, "Attempt 1 of 1")
                running.send_signal(signal.SIGINT)
                end = running.communicate()[0]
            finally:
                too_late.cancel()
                running.kill()
    assert r"Attempt 1 of 1 failed (SMTP \x1b[31m451)" in told
    assert "\x1b" not in told + end
    assert "Recording of" in end
    assert "A worker takes" not in end


def test_with_a_file_only_a_terminal_is_told_unless_it_is_asked_for(qlab: Qlab, tmp_path: Path) -> None:
    with Lab(clock="real", prefix="app") as lab:
        lab.queue("email").add("welcome")
        base = ("watch", str(lab.url), "app:email", "--seconds", "0", "--from-start")
        shown = {options: qlab(*base, *options).out for options in (
            (), ("--quiet",), ("--out", str(tmp_path / "a.jsonl")), ("--live", "--out", str(tmp_path / "b.jsonl")),
        )}  # fmt: skip
        both = qlab("watch", str(lab.url), "app:email", "app:email", "--seconds", "0", "--from-start").out
    live = [text.index("Job 1 is added") < text.index("Recording of") for text in shown.values()]
    assert live == [True, False, False, True]
    assert all(text.count("Job 1 is added") == 1 for text in shown.values())
    assert "  email: Job 1 is added" in both
    assert len(Recording.load(tmp_path / "b.jsonl")) == 2


def test_a_crowd_of_steps_is_counted_on_a_terminal_and_whole_in_a_pipe() -> None:
    number = MOST_A_SECOND + 20
    with Lab() as lab:
        queue = lab.queue("email")
        for _ in range(number):
            queue.add("welcome", deduplication=None)
        steps = list(lab.recording)
    terminal, pipe = Told(), Told(terminal=False)
    for step in steps:
        terminal(step)
        pipe(step)
    assert len(pipe.lines()) == number
    lines = terminal.lines()
    assert sum("is added" in line for line in lines) == MOST_A_SECOND
    assert max(map(len, lines)) <= 80
    terminal.at = 1.0
    terminal(steps[-1])
    told, *rest = terminal.lines()
    assert told == "… 20 more steps, too many at once to be read here"
    assert f"job {number}" in "".join(rest).lower()
    terminal.told()
    assert terminal.lines() == []


def test_progress_is_shown_now_and_then_and_counted_in_between() -> None:
    told = Told(terminal=False, several=True)
    with Lab() as lab:
        lab.recording.listeners.append(told)
        queue = lab.queue("email")
        queue.add("welcome")
        job = queue.take()
        told.lines()
        for percent in range(4):
            job.progress(percent)
        assert [line[14:45] for line in told.lines()] == ["email: Job 1 reports progress 0"]
        lab.clock.advance("6s")
        job.progress(50)
        (line,) = [each for each in told.lines() if "progress" in each]
        assert "progress 50" in line
        assert line.endswith("(3 reports of progress before it not shown.)")
        job.progress(51)
        job.complete()
        (line,) = told.lines()
        assert line.startswith("00:00:06.000  email: Attempt 1 of 1 succeeded")
        assert line.endswith("(1 report of progress before it not shown.)")


def test_a_look_that_sees_nothing_new_is_not_shown() -> None:
    told = Told()
    with Lab(clock="real", prefix="app") as lab:
        queue = lab.queue("email")
        looks: list[Step] = []
        for _ in range(2):
            queue.add("welcome", delay="1h")
            for _ in range(2):
                looks += _looks(lab)
    for look in looks:
        told(look)
    assert ["delayed" in line for line in told.lines()] == [True, True]


def _looks(lab: Lab) -> list[Step]:
    from qlab import attach

    with attach(str(lab.url), "app") as observer:
        return [step for step in observer.watch("email", 0) if step.operation.name == "snapshot"]


class Gone(io.StringIO):
    """A pipe whose reader has gone."""

    def flush(self) -> None:
        raise BrokenPipeError


def test_a_watch_ends_where_nobody_reads_its_lines() -> None:
    stop = threading.Event()
    with Lab() as lab:
        lab.queue("email").add("welcome")
        LiveLines(Console(file=Gone()), ProgressLine(), several=False, stop=stop)(lab.last)
    assert stop.is_set()
