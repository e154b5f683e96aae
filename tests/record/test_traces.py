"""Each attempt's own error, from a hash that was read later: whole messages of npm's and Python's traces."""

from __future__ import annotations

import json
import traceback

import pytest

from qlab.replay.traces import error_of

NPM = "Error: SMTP 451: {n}\ntry again\n    at process (app.mjs:7:9)\n    at async Worker.run (worker.js:1:2)"


def python(number: int) -> str:
    """What BullMQ's Python port stores: an error raised while another was handled, with a message of two lines."""
    try:
        try:
            {}["cause"]
        except KeyError as error:
            raise ConnectionError(f"SMTP 451: {number}\ntry again") from error
    except ConnectionError:
        return traceback.format_exc()


@pytest.mark.parametrize("trace", [lambda n: NPM.replace("{n}", str(n)), python], ids=["npm", "python"])
@pytest.mark.parametrize("limit", [10, 2, 0])
@pytest.mark.parametrize("succeeded", [False, True])
def test_each_attempt_s_own_error(trace: object, limit: int, succeeded: bool) -> None:
    failures = 4
    traces = [trace(number) for number in range(1, failures + 1)][-limit:] if limit else []  # type: ignore[operator]
    read = {
        "atm": f"{failures + succeeded}",
        "failedReason": "SMTP 451: 4\ntry again",
        "stacktrace": json.dumps(traces),
    }
    read |= {"opts": f'{{"stackTraceLimit":{limit}}}'} if limit < failures else {}
    read |= {"returnvalue": "null"} if succeeded else {}
    text = [error_of(read, made) for made in range(1, failures + 1)]
    kept = [limit > failures - made for made in range(1, failures + 1)]
    kept[-1] |= not succeeded
    assert text == [f"SMTP 451: {made}\ntry again" if each else None for made, each in enumerate(kept, 1)]


@pytest.mark.parametrize("stacktrace", ["", "{}", "[1]", "null", '["Traceback"]', '[""]'])
def test_hostile_traces_are_no_error(stacktrace: str) -> None:
    assert error_of({"atm": "2", "stacktrace": stacktrace}, 1) is None
    assert error_of(None, 1) is None
