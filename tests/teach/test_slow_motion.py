"""Slow motion: a script's commands one at a time, each beside the Lua that sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qlab.errors import UsageError
from qlab.teach.slow_motion import in_slow_motion, side_by_side

if TYPE_CHECKING:
    from qlab import Lab


def test_command_by_command_ends_where_the_script_ended(lab: Lab) -> None:
    lab.queue("email").add("welcome")
    slow = in_slow_motion(lab.last)
    assert len(slow) == len(lab.last.commands)
    assert slow.last.keys().equals(lab.last.after.keys())


def test_each_command_stands_beside_the_line_that_sent_it(lab: Lab) -> None:
    lab.queue("email").add("welcome", {"to": "ada@example.com"})
    found = side_by_side(lab.last)
    assert found["lua"].str.extract(r'rcall\("(\w+)"')[0].fillna("LPUSH").tolist() == [
        command.name for command in lab.last.commands
    ]
    assert found["lua"][1] == 'rcall("INCR", KEYS[4])'
    assert '"event", "added"' in found["lua"][5] or '"event", "add' in found["lua"][5]
    assert found["keys_changed"].tolist() == [1, 0, 1, 1, 1, 0, 1, 1, 1]


def test_a_step_that_began_with_keys_is_refused(lab: Lab) -> None:
    email = lab.queue("email")
    email.add("welcome")
    email.take()
    with pytest.raises(UsageError, match="a lab's first step"):
        in_slow_motion(lab.last)
