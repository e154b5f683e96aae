"""The closing quiz: each answer is what a real lab does when the quiz is built; none is written by hand.

python -m tools.quiz    write docs/teaching/quiz.md again
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from qlab import Lab, exponential
from qlab.files import write_file

__all__ = ["PAGE", "QUESTIONS", "Question", "answer", "page"]

PAGE = Path(__file__).resolve().parent.parent / "docs" / "teaching" / "quiz.md"
HEAD = """\
# A closing quiz

Ten minutes, on paper. To ask the questions on phones, give them to `room.ask` of a [class](../class.md). The answers
below were read from a real queue when this page was built (`python -m tools.quiz`).
"""


class Question(NamedTuple):
    """A question of the quiz.

    Attributes:
        text: What is asked.
        options: What may be chosen.
        play: Plays it in a lab, and returns the option that turns out right.
        lesson: The lesson it belongs to.
    """

    text: str
    options: tuple[str, ...]
    play: Callable[[Lab], str]
    lesson: str


def _runs(lab: Lab) -> str:
    queue = lab.queue("email", attempts=3)
    job, runs = queue.add("welcome"), 0
    while taken := queue.take():
        taken.fail("SMTP 451")
        runs += 1
    assert job.state == "failed"
    return str(runs)


def _moment(lab: Lab) -> str:
    queue = lab.queue("email", attempts=4, backoff=exponential("2s"))
    job = queue.add("welcome")
    while job.state != "failed":
        lab.clock.to_next() if job.state == "delayed" else None
        queue.take().fail("SMTP 451")
    return f"after {(lab.clock.now_ms - lab.recording.start) // 1000} s"


def _due(lab: Lab) -> str:
    queue = lab.queue("email")
    job = queue.add("welcome", delay="5s")
    lab.clock.advance("10s")
    return str(job.state)


def _first(lab: Lab) -> str:
    queue = lab.queue("email")
    for name, options in (("A", {}), ("B", {"priority": 1}), ("C", {"priority": 10})):
        queue.add(name, **options)
    taken = queue.take()
    assert taken
    return f"{taken.name}, with {'no priority' if taken.name == 'A' else 'a priority'}"


def _active_key(lab: Lab) -> str:
    queue = lab.queue("email")
    queue.add("welcome")
    queue.take()
    return str(lab.redis.type(f"{lab.prefix}:email:active"))


def _dead(lab: Lab) -> str:
    queue = lab.queue("email")
    job = queue.add("welcome")
    queue.take()  # and nobody is heard of again: the lock ends
    lab.clock.advance("31s")
    queue.check_stalled()
    lab.clock.advance("31s")
    queue.check_stalled()
    return str(job.state)


def _twice(lab: Lab) -> str:
    queue = lab.queue("email")
    queue.add("welcome", {"to": "ada"}, jobId="order-7")
    queue.add("welcome", {"to": "grace"}, jobId="order-7")
    held = queue.job("order-7").data["to"]
    return f"there is one job, for {held}"


def _paused(lab: Lab) -> str:
    queue = lab.queue("email")
    queue.add("one")
    taken = queue.take()
    queue.pause()
    assert taken
    taken.complete()
    return f"the running job ends as {taken.state}; the next worker gets {'a job' if queue.take() else 'nothing'}"


def _parent(lab: Lab) -> str:
    flow = lab.flow({"name": "order", "queue": "orders", "children": [{"name": "pdf", "queue": "files"}]})
    child = lab.queue_named("files").take()
    assert child
    child.fail("no paper")
    return str(flow.job.state)


def _retried(lab: Lab) -> str:
    queue = lab.queue("email")
    job = queue.add("welcome")
    taken = queue.take()
    assert taken
    taken.fail("SMTP 550")
    job.retry()
    return str(job.state)


STATES = ("waiting", "delayed", "active", "failed")
QUESTIONS = (
    Question(
        "A job has `attempts: 3` and no backoff, and fails every time. How many times does it run?",
        ("2", "3", "4"), _runs, "05",
    ),
    Question(
        "A job has `attempts: 4` and an exponential backoff of 2 s, and fails at once each time. When does it move to "
        "`failed`?",
        ("after 6 s", "after 8 s", "after 14 s", "after 30 s"), _moment, "05",
    ),
    Question(
        "A job has a delay of 5 s, and no worker asks for work. In which state is it after 10 s?", STATES, _due, "06",
    ),
    Question(
        "A is added without a priority, B with priority 1, C with priority 10. Which one is taken first?",
        ("B, with a priority", "C, with a priority", "A, with no priority"), _first, "07",
    ),
    Question("What is the Redis type of the key `active`?", ("hash", "list", "set", "zset"), _active_key, "03"),
    Question(
        "A worker dies while it runs a job. Then two stalled checks run, 31 s apart. In which state is the job?",
        STATES, _dead, "08",
    ),
    Question(
        "Two jobs are added with the id `order-7`, the first for ada, the second for grace. What happens?",
        (
            "the second add raises an error", "there are two jobs",
            "there is one job, for grace", "there is one job, for ada",
        ), _twice, "09",
    ),
    Question(
        "A queue is paused while a job runs, and the job succeeds. What happens?",
        (
            "the running job ends as completed; the next worker gets nothing",
            "the running job ends as completed; the next worker gets a job",
            "the running job ends as waiting; the next worker gets nothing",
        ), _paused, "07",
    ),
    Question(
        "A job's only child fails for good, and no option is set for that. In which state is the parent?",
        ("waiting", "completed", "failed", "waiting-children"), _parent, "11",
    ),
    Question("A failed job is retried by hand. In which state is it right after that?", STATES, _retried, "05"),
)  # fmt: skip


def answer(question: Question) -> str:
    """Return the option that a real lab shows to be right."""
    with Lab() as lab:
        return question.play(lab)


def page() -> str:
    """Return the quiz and its answers, as Markdown."""
    asked, answers = [], []
    for number, question in enumerate(QUESTIONS, 1):
        options = [f"   {letter}) {option}" for letter, option in zip("abcd", question.options, strict=False)]
        asked.append("\n".join([f"{number}. {question.text}\n", *(f"{each}  " for each in options)]))
        true = answer(question)
        letter = "abcd"[question.options.index(true)]
        answers.append(f"| {number} | {letter} | {true} | {question.lesson} |")
    table = "\n".join(["| question | answer | | lesson |", "| --- | --- | --- | --- |", *answers])
    return "\n".join([HEAD, "\n\n".join(asked), "", "## Answers", "", table, ""])


def main() -> None:
    """Write the page again."""
    write_file(PAGE, page())


if __name__ == "__main__":
    main()
