"""What the trace of a step shows: the script, the commands inside it, their keys; and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import pytest
import redis

from qlab import Lab
from qlab.errors import AccessDenied
from qlab.lab.port import script_names
from qlab.lab.server_io import monitor_lines
from qlab.lab.server_io.monitor_lines import trace
from qlab.lab.server_io.session import NO_TRACE
from qlab.protocol.keys import Role
from tests import servers

pytestmark = pytest.mark.core


@pytest.fixture
def own_server(server_kind: str) -> Iterator[redis.Redis]:
    """A client on a server of the kind under test that the test may change: its users, its other databases."""
    with servers.running(server_kind) as url:
        if url is None:
            with Lab() as lab:
                yield lab.redis
            return
        client = redis.Redis.from_url(url, decode_responses=True)
        yield client
        client.close()


# What it shows


def test_every_script_bullmq_packages_has_a_name() -> None:
    packaged = {file.name.rpartition("-")[0] for file in files("bullmq").joinpath("commands").iterdir()}
    assert set(script_names().values()) == {name for name in packaged if name}
    assert all(len(sha) == 40 for sha in script_names())


def test_commands_and_the_roles_of_their_keys(lab: Lab) -> None:
    lab.queue("q").add("a", {"n": 1})
    step = lab.last
    assert step.script == "addStandardJob"
    seen = {(command.name, command.roles(lab.prefix)) for command in step.commands}
    assert {
        ("INCR", (Role.ID,)),
        ("HMSET", (Role.JOB,)),
        ("LPUSH", (Role.WAIT,)),
        ("ZADD", (Role.MARKER,)),
        ("XADD", (Role.EVENTS,)),
    } <= seen
    push = next(command for command in step.commands if command.name == "LPUSH")
    assert (push.args, push.keys) == ((f"{lab.prefix}:q:wait", "1"), (f"{lab.prefix}:q:wait",))


def test_the_lines_of_the_labs_own_read_are_not_taken_apart(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    apart = monitor_lines._words
    monkeypatch.setattr(monitor_lines, "_words", lambda text: taken.append(text) or apart(text))
    lab.queue("q").add("a")
    assert lab.last.commands
    assert any('"XADD"' in text.upper() for text in taken)  # BullMQ's
    assert not any('"ENCODING"' in text.upper() for text in taken)  # asked for by the read alone, once a key


def test_every_key_of_every_command_has_a_known_role(lab: Lab) -> None:
    queue = lab.queue("q", attempts=2, backoff="1s")
    queue.add("a")
    queue.add("b", priority=1)
    job = queue.take()
    assert job is not None
    job.fail("no")
    lab.clock.to_next()
    queue.schedule("tick", every="1m")
    queue.check_stalled()
    for step in lab.steps:
        assert Role.UNKNOWN not in [role for command in step.commands for role in command.roles(lab.prefix)]


def test_a_first_call_is_not_different_from_a_second(lab: Lab) -> None:
    """A server that has not seen the script gets it loaded first: nothing of that is in the trace."""
    lab.redis.script_flush()
    queue = lab.queue("q")
    queue.add("a")
    queue.add("b")
    first, second = (step for step in lab.steps if step.operation.name == "add")
    assert first.script == second.script == "addStandardJob"
    once = {"HSETNX", "HSET"}  # the first job of a queue also writes its meta
    assert [c.name for c in second.commands if c.name not in once] == [
        c.name for c in first.commands if c.name not in once
    ]


def test_raw_commands_in_an_observed_block(lab: Lab) -> None:
    key = f"{lab.prefix}:mine:wait"
    with lab.observe("by hand") as observed:
        lab.redis.lpush(key, 'say "hi"\r\n', "é", b"\xff\x00")
    step = lab.last
    assert observed.title == "by hand"
    assert step.script is None
    assert [(command.name, command.keys) for command in step.commands] == [("LPUSH", (key,))]
    assert step.commands[0].args == (key, 'say "hi"\r\n', "é", "\udcff\x00")


def test_an_own_script_of_somebody_is_named_as_such(lab: Lab) -> None:
    with lab.observe():
        lab.redis.eval("return redis.call('SET', KEYS[1], '1')", 1, f"{lab.prefix}:q:x")
    assert lab.last.script == "a script of its own"
    assert [command.name for command in lab.last.commands] == ["SET"]


# What it does not show


def test_other_peoples_commands_are_not_in_it(lab: Lab, server_url: str | None) -> None:
    with Lab(url=str(lab.url)) as neighbour:
        theirs, ours = neighbour.queue("q"), lab.queue("q")
        theirs.add("a")
        ours.add("b")
        theirs.take()
        lab.redis.set("somebody-elses", "1")
        ours.take()
        for mine, other in ((lab, neighbour), (neighbour, lab)):
            assert [step.script for step in mine.steps if step.operation.name != "outside"] == [
                "addStandardJob",
                "moveToActive",
            ]
            # With a server of its own a lab sees every key: what others do there stands in steps "from outside".
            seen = [step for step in mine.steps if mine is neighbour or server_url or step.operation.name != "outside"]
            words = [arg for step in seen for command in step.commands for arg in command.args]
            assert not any(word.startswith((f"{other.prefix}:", "somebody")) for word in words)


def test_no_trace_where_none_is_wanted(server_url: str | None) -> None:
    with Lab(url=server_url, trace=False) as lab:
        lab.queue("q").add("a")
        assert (lab.last.script, lab.last.commands, lab.recording.note) == (None, (), "")
        assert lab.last.diff
        assert "MONITOR" not in {str(client["cmd"]).upper() for client in lab.redis.client_list()}


def test_a_note_where_the_server_forbids_monitor(own_server: redis.Redis) -> None:
    own_server.acl_setuser(
        "pupil", enabled=True, nopass=True, keys=["*"], channels=["*"], categories=["+@all"], commands=["-monitor"]
    )
    path = own_server.connection_pool.connection_kwargs["path"]
    with Lab(url=f"unix://pupil:any@{path}") as lab:
        job = lab.queue("q").add("a")
        assert lab.recording.note == NO_TRACE
        assert (lab.last.script, lab.last.commands) == (None, ())
        assert job.state == "waiting"


def test_a_user_who_may_not_run_scripts(own_server: redis.Redis) -> None:
    own_server.acl_setuser(
        "reader",
        enabled=True,
        nopass=True,
        keys=["*"],
        channels=["*"],
        categories=["+@all"],
        commands=["-evalsha", "-eval"],
    )
    path = own_server.connection_pool.connection_kwargs["path"]
    with Lab(url=f"unix://reader:any@{path}") as lab, pytest.raises(AccessDenied, match="ask for the right"):
        lab.queue("q").add("a")


# Taken apart


@pytest.mark.parametrize(
    ("line", "args"),
    [
        (r'1.5 [0 unix:/s] "SET" "bull:q:1" "a\"b\\c"', ("bull:q:1", 'a"b\\c')),
        (r'1.5 [0 unix:/s] "SET" "bull:q:1" "\xc3\xa9\xff\n"', ("bull:q:1", "é\udcff\n")),
        (r'1.5 [0 127.0.0.1:5] "SET" "bull:q:1" ""', ("bull:q:1", "")),
        (r'1.5 [0 [::1]:5] "SET" "bull:q:] \"x" "[0 lua]"', ('bull:q:] "x', "[0 lua]")),
    ],
)
def test_monitors_lines(line: str, args: tuple[str, ...]) -> None:
    found = trace([line], "bull", frozenset())
    assert [command.args for command in found.commands] == [args]


@pytest.mark.parametrize("line", ["", "OK", "nonsense", "1.5 [0 x] no quotes", '1.5 [0 lua] "SET" "bull:q:1"', "\x00"])
def test_lines_that_say_nothing_are_left_out(line: str) -> None:
    assert trace([line], "bull", frozenset()).commands == ()
