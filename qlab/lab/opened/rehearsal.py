"""Rehearsal: a step's commands run again, one by one, on a second embedded server.

A script runs without interruption, so nobody ever sees the states between its commands; there is no rollback either, so
a script that fails half-way leaves one of them behind. Here they can be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

import redis
from immutables import Map
from redis.exceptions import ResponseError

from qlab.connect import connection_errors, driver
from qlab.errors import UsageError
from qlab.lab.server_io import server as servers
from qlab.lab.server_io.monitor_lines import WHOLE_SERVER
from qlab.protocol import operations
from qlab.protocol.operations import Doer
from qlab.record.recording import Recording
from qlab.record.step import Between, Call, Command, Step, Trace
from qlab.snapshot.changes import TtlChanged
from qlab.snapshot.diff import Diff
from qlab.snapshot.model import Snapshot
from qlab.snapshot.reader import Reader
from qlab.snapshot.restore import kept, restore
from qlab.snapshot.values import SHAPES, KeyState
from qlab.text.escape import shorten, terminal
from qlab.text.words import listed

__all__ = ["Rehearsal", "between", "slow_motion"]

_SPARE_MS = 3_600_000
"""By so much longer the restored keys live: on the second server real time passes."""
_NEW_LIFETIME = frozenset({"SET", "DEL", "UNLINK", "PEXPIRE", "EXPIRE", "PEXPIREAT", "EXPIREAT", "PERSIST", "RENAME"})
"""Commands after which a key's restored lifetime no longer counts."""
_AT_ENDS = frozenset({"LPUSH", "RPUSH", "LPOP", "RPOP", "RPOPLPUSH", "XADD", "XTRIM"})
"""Commands that change a long list or stream at its ends alone: the rest of it need not be read after each."""
_SLACK_MS = 1_000
"""A lifetime that ends so near to that of the state after the step is the same."""


def between(step: Step) -> tuple[Between, ...]:
    """Return the commands of a step, each with the state after it; see :meth:`qlab.Step.between`."""
    _check(step)
    with Rehearsal() as rehearsal:
        states = tuple(rehearsal.play(step))
    _check_end(step, states[-1].state if states else step.before)
    return states


def slow_motion(step: Step) -> Recording:
    """Return the commands of a step, a step each; see :meth:`qlab.Step.slow_motion`."""
    recording = Recording(step.before, note="One script, command by command: nobody sees these states on a server.")
    for number, (command, state) in enumerate(between(step), 1):
        recording.append(_slowed(step, number, command, recording.last, state))
    return recording


def _slowed(step: Step, number: int, command: Command, before: Snapshot, after: Snapshot) -> Step:
    changed = frozenset(key for key in command.keys if before.key(key) != after.key(key))
    names = listed([f"`{shorten(terminal(name), 40)}`" for name in sorted(changed)]) if changed else ""
    sentence = f"Command {number} of {len(step.commands)} {f'changes {names}' if names else 'changes nothing'}."
    call = Call(operations.OBSERVE, step.queue)
    return Step(number, shorten(command.text(), 60), call, before, after, None, changed, lambda _: sentence,
        lambda: Trace(None, (command,)))  # fmt: skip


def _check(step: Step) -> None:
    if any(command.keys and not command.args for command in step.commands):
        raise UsageError("This recording is redacted, and its commands have lost their arguments; record it in full.")
    if not step.commands and step.diff and step.operation.doer is Doer.BULLMQ:
        raise UsageError("This step has no trace of its commands; record it in a lab with trace=True.")


def _check_end(step: Step, last: Snapshot) -> None:
    """Raise where somebody's own commands end elsewhere: any at all may stand in ``lab.observe``."""
    if step.operation.doer not in (Doer.HAND, Doer.OUTSIDE):
        return
    changes = Diff.between(last, step.after)
    if other := next((each.key for each in changes if not isinstance(each, TtlChanged)), None):
        raise UsageError(
            f"Played one by one, the commands of this step leave `{shorten(terminal(other), 40)}` otherwise, as one "
            "of them is not in its trace or draws at random; look at step.diff instead."
        )


class Rehearsal:
    """A second embedded server, on which steps are played command by command.

    Raises:
        ServerStartError: If it does not start.
    """

    def __init__(self) -> None:
        self._server = servers.start()
        with connection_errors(self._server.url):
            self._client = redis.Redis.from_url(str(self._server.url), driver_info=driver())
        self._run: Any = self._client.execute_command  # redis-py has no type for it
        self._reader = Reader(self._run, expiretime=True)
        self._spare: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._server.close()

    def play(self, step: Step) -> Iterator[Between]:
        """Run a step's commands, from the state before it; yield each with the state after it."""
        state = step.before.state
        self._begin(step.before)
        ids = _new_ids(step)
        for command in step.commands:
            words = _words(command, ids)
            answer = self._answer(words)
            if command.name in _NEW_LIFETIME and answer is not None:  # SET NX of a key that is there does nothing
                self._spare -= set(command.keys)
            state = self._read(step, state, command)
            yield Between(command, Snapshot(step.at, step.after.start, step.after.prefix, state))
        self._forget({*step.before.state, *state})

    def _answer(self, words: Sequence[bytes]) -> Any:
        """Run a command; None where the server refuses it, which changes nothing: there a script ended."""
        try:
            return self._run(*words)
        except ResponseError:
            return None

    def _begin(self, before: Snapshot) -> None:
        held = {name: kept(state, before.at) for name, state in before.state.items() if state.type in SHAPES}
        spared = {
            name: key if key.ttl_ms is None else key._replace(ttl_ms=key.ttl_ms + _SPARE_MS)
            for name, key in held.items()
        }
        restore(self._run, spared)
        self._spare = {name for name, key in held.items() if key.ttl_ms is not None}

    def _forget(self, names: set[str]) -> None:
        restore(self._run, dict.fromkeys(names))

    def _read(self, step: Step, state: Map[str, KeyState], command: Command) -> Map[str, KeyState]:
        known = state if command.name in _AT_ENDS else None
        names = list(state) if command.name in WHOLE_SERVER else list(command.keys)
        for name, now in self._reader.keys(names, known).items():
            if now is None:
                state = state.delete(name) if name in state else state
            else:
                state = state.set(name, self._timed(step, now))
        return state

    def _timed(self, step: Step, now: KeyState) -> KeyState:
        if now.expires_at is None:
            return now
        left = now.expires_at - self._reader.now - (_SPARE_MS if now.name in self._spare else 0)
        after, ends = step.after.key(now.name), step.at + left
        meant = after.expires_at if after else None
        near = meant is not None and abs(meant - ends) <= _SLACK_MS
        return now.replace(expires_at=meant if near else ends)


def _new_ids(step: Step) -> Mapping[str, Iterator[str]]:
    """Return the ids of the entries that the step added to each stream, in order; the server chose them."""
    found: dict[str, Iterator[str]] = {}
    for name, state in step.after.state.items():
        if state.type == "stream" and state != step.before.state.get(name):
            before = step.before.key(name)
            known = {entry.id for entry in before.entries} if before else set()
            found[name] = iter([entry.id for entry in state.entries if entry.id not in known])
    return found


def _words(command: Command, ids: Mapping[str, Iterator[str]]) -> list[bytes]:
    """Return a command as it is sent; an XADD gets the id that its entry has in the recording."""
    args = list(command.args)
    if command.name == "XADD" and "*" in args and command.keys:
        args[args.index("*")] = next(ids.get(command.keys[0], iter(())), "*")
    return [word.encode("utf-8", "surrogateescape") for word in (command.name, *args)]
