"""Lesson 01, *Why not just do it in the request?*: what is behind its predictions, and its exercises' checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qlab.teach.remarks import Remark, fine, not_yet
from qlab.text.escape import repr_of, shorten

__all__ = ["last_answer", "looked_at", "most_mails", "times_sent"]

WHY: Mapping[str, Mapping[str, str]] = {
    "01-a": {
        "about 0.3 s": "That is the mail alone. Each thread sends one mail at a time, and the others wait in line.",
        "0.6 s or more": "There are fewer threads than clients, so the last ones first wait for other clients' mails.",
    },
    "01-b": {
        "sooner than inline": "Responses come sooner. The work is the same, and here it is done one mail at a time.",
        "not sooner": "A queue does no work; a worker does, and this one sends one mail at a time.",
    },
    "01-c": {
        "refused": "The API does not need a worker: it stores the job and answers 202.",
        "lost": "It is in Redis, in a list, until a worker takes it.",
        "waiting": "The job stays in `wait` until a worker takes it, even if the API is restarted meanwhile.",
    },
    "01-d": {
        "a job in Redis": "Inline, no job is created: only the process knows about the request, and it is gone.",
        "the mail": "The mail server had not accepted it yet. When its client disappears, it drops what it has.",
        "nothing": "The request existed only in that process's memory. Nothing else there knows of it.",
    },
    "01-d2": {
        "lost": "Taking a job does not remove it from Redis: it stays there until someone reports that it has ended.",
        "waiting": "It will be, later. First someone must notice that its worker is gone.",
        "active": "Its worker took it and has not reported back. A dead process cannot say that it is dead.",
        "failed": "A job fails when its worker reports an error. This worker no longer reports anything.",
    },
}

THREADS, CLIENTS, MAIL_MS = 8, 40, 300
AT_ONCE, SLOW_MAIL_MS = 10, 500


def last_answer(ms: Any) -> Iterator[Remark]:
    """01-a: when the last of forty clients is answered by eight threads, 300 ms a mail."""
    rounds = CLIENTS // THREADS
    if ms != rounds * MAIL_MS:
        hint = {
            MAIL_MS: "counting how many clients are before the last.",
            CLIENTS * MAIL_MS: "using all 8 threads.",
            rounds * MAIL_MS / 1000: "the same in ms.",
        }
        said = f"{repr_of(ms, 20)} ms is not when the last client is answered."
        yield not_yet(said, hint.get(ms, "asking how many mails each thread sends.") if _number(ms) else "a number.")
    yield fine(f"Each thread sends {rounds} mails, one after the other: {rounds} × {MAIL_MS} = {rounds * MAIL_MS} ms.")


def most_mails(number: Any) -> Iterator[Remark]:
    """01-b: what two workers with five mails at once send in a second, half a second a mail."""
    most = AT_ONCE * 1000 // SLOW_MAIL_MS
    if number != most:
        hint = {
            AT_ONCE: "asking how many a second each of the ten can do.",
            2: "counting what each worker does at once.",
        }
        said = f"{repr_of(number, 20)} mails a second is not the most."
        yield not_yet(
            said, hint.get(number, "mails at once, times mails a second each.") if _number(number) else "a number."
        )
    yield fine(f"{AT_ONCE} at once, each {1000 // SLOW_MAIL_MS} a second: {most}.")


def times_sent(times: Any) -> Iterator[Remark]:
    """01-d: how often a mail goes out whose worker died between sending it and saying so."""
    if times != 2:
        hint = {
            0: "asking what the mail server did before the worker died.",
            1: "asking what the next worker knows about a mail that was never reported to Redis.",
        }
        yield not_yet(
            f"{repr_of(times, 20)} is not how many times it goes out.",
            hint.get(times, "counting the workers that send it.") if _number(times) else "a number.",
        )
    yield fine("Once by each worker. A queue delivers at least once: the work must bear to be done again.")


def _number(value: Any) -> bool:
    return isinstance(value, int | float)


def looked_at(trial: Any, where: Any) -> Iterator[Remark]:
    """01-c: the address of a job that has sent a mail to Radia."""
    if not isinstance(where, str) or not where.startswith("/api/jobs/email/"):
        yield not_yet(f"{repr_of(where, 40)} is not the address of a job.", "answer.headers['Location'].")
    to = trial.asked_for(where)
    if to != "radia@example.com":
        said = "There is no job there" if to == "None" else f"The job there sends a mail to {shorten(to, 40)}"
        yield not_yet(f"{said}.", "office.post('radia@example.com'), and its answer's headers['Location'].")
    yield fine(f"The job there is to send a mail to {to}.")
    state = trial.get(where)["state"]
    if state != "completed":
        yield not_yet(f"It is {state}: the mail has not arrived.", "a worker: with office.worker(): office.settle().")
    yield fine("It is completed: a worker has sent the mail.")


HINTS: Mapping[str, tuple[str, ...]] = {
    "01-a": (
        "Each thread sends one mail, then the next. How many mails does each of the 8 get?",
        "40 mails on 8 threads are rounds of 8. Count the rounds.",
        "The last client waits for all rounds: their number × 300 ms.",
    ),
    "01-b": (
        "How many mails are on their way at one moment?",
        "Two workers with five places each; a place is free again after half a second.",
        "Places × how many mails a place sends in one second.",
    ),
    "01-c": (
        "Where did the cell above find the address that it looked at?",
        "The answer of `office.post(…)` has `headers`. A worker was a `with` block; `settle` waits until all is done.",
        'Keep `headers["Location"]` of the answer to your post; then open the block of a worker, and settle in it.',
    ),
    "01-d": (
        "What does the next worker know of a mail that was sent, but never reported?",
        "The job is still in `active`, its lock ends, and the stalled check puts it back.",
        "Count the senders: the worker that died after sending, and the one that got the job afterwards.",
    ),
}

EXERCISES: Mapping[str, Callable[..., Iterator[Remark]]] = {
    "01-a": last_answer,
    "01-b": most_mails,
    "01-c": looked_at,
    "01-d": times_sent,
}
