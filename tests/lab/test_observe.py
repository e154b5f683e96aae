"""``lab.observe``: any code at all, recorded."""

from __future__ import annotations

import pytest

from qlab import Lab, fixed
from qlab.errors import OptionError, UsageError
from qlab.protocol.keys import Role

pytestmark = pytest.mark.core


def titles(lab: Lab) -> list[str]:
    return [step.title for step in lab.steps]


def test_raw_redis_is_one_step(lab: Lab) -> None:
    with lab.observe("a queue made by hand") as step:
        lab.redis.lpush(f"{lab.prefix}:mine:wait", "1")
        lab.redis.hset(f"{lab.prefix}:mine:1", "name", "by hand")
    assert step.step is lab.last
    assert titles(lab) == ["a queue made by hand"]
    assert {change.key for change in step.diff} == {f"{lab.prefix}:mine:wait", f"{lab.prefix}:mine:1"}
    assert lab.snapshot().state_of("1", "mine") == "waiting"
    assert "by hand" in step.sentence


def test_the_labs_own_operations_are_steps_of_their_own_in_it(lab: Lab) -> None:
    key = f"{lab.prefix}:mine:wait"
    with lab.observe("both") as step:
        lab.redis.lpush(key, "1")
        lab.queue("q").add("a")
        lab.redis.lpush(key, "2")
    assert titles(lab) == ["both", "q: add a", "both"]
    assert (step.before, step.after) == (lab.steps[0].before, lab.steps[2].after)
    assert {key, f"{lab.prefix}:q:wait"} <= {change.key for change in step.diff}
    assert step.script == "addStandardJob"
    assert [command.name for command in step.commands][:1] == ["LPUSH"]
    assert len(step.transitions) == 3


def nothing_changed(lab: Lab) -> str:
    """What a lab says of it; on somebody's server it sees its own prefix alone."""
    return "Nothing changed." if lab.prefix == "bull" else f"Nothing changed under the prefix `{lab.prefix}`."


def test_of_several_steps_each_is_told_and_each_moves_the_jobs_as_it_did(lab: Lab) -> None:
    email = lab.queue("email", attempts=2, backoff=fixed("2s"))
    job = email.add("welcome")
    with lab.observe("a retry") as step:
        email.take().fail("451")
        lab.clock.advance("2s")
        email.take().complete()
        lab.redis.set(f"{lab.prefix}:mine", "1")
    told = [f"({number}) {each.sentence.rstrip('.')}" for number, each in enumerate(lab.steps[1:], start=1)]
    assert step.sentence == f"6 steps: {'; '.join(told)}."
    assert [(move.source, move.target) for move in step.transitions] == [
        (move.source, move.target) for each in lab.steps[1:] for move in each.transitions
    ]
    assert step.commands == tuple(command for each in lab.steps[1:] for command in each.commands)
    assert job.state == "completed"
    for language, sign in {"python": "#", "typescript": "//", "nestjs": "//"}.items():
        blocks = step.code(language).split("\n\n")
        assert blocks == [f"{sign} ({at})\n{each.code(language)}" for at, each in enumerate(lab.steps[1:], start=1)]
    with pytest.raises(OptionError, match="has no code in 'java'"):
        step.code("java")


def test_of_very_many_steps_the_others_are_counted(lab: Lab) -> None:
    with lab.observe("a crowd") as step:
        for _ in range(20):
            lab.queue("email").add("welcome")
    assert step.sentence.startswith("20 steps: (1) Job 1 is added")
    assert step.sentence.endswith("; and 12 further steps.")


def test_it_is_recorded_where_nothing_changes_and_where_the_code_raises(lab: Lab) -> None:
    with lab.observe("nothing") as nothing:
        lab.redis.ping()
    assert (len(nothing.diff), nothing.sentence) == (0, nothing_changed(lab))
    with pytest.raises(ZeroDivisionError), lab.observe("raises") as raised:
        lab.redis.set(f"{lab.prefix}:q:x", 1 / (lab.redis.set(f"{lab.prefix}:q:y", "1") - 1))
    assert [change.key for change in raised.diff] == [f"{lab.prefix}:q:y"]
    assert titles(lab) == ["nothing", "raises"]


def test_before_the_block_ends_there_is_no_step(lab: Lab) -> None:
    with lab.observe() as step:
        with pytest.raises(UsageError, match="when the with block has ended; ask after it"):
            _ = step.diff
        assert repr(step) == "Observed(the block still runs)"
    assert repr(step) == "Step(1, +0.000 s, 'by hand')"
    assert lab.last.sentence == nothing_changed(lab)
    assert "Nothing changed" in str(step._repr_html_())


def test_what_came_before_is_not_laid_at_its_door(lab: Lab) -> None:
    lab.redis.set(f"{lab.prefix}:q:x", "1")
    with lab.observe("later") as step:
        lab.redis.set(f"{lab.prefix}:q:y", "1")
    assert titles(lab) == ["from outside", "later"]
    assert [change.key for change in step.diff] == [f"{lab.prefix}:q:y"]


def test_bytes_that_are_no_text_come_through(lab: Lab) -> None:
    name = f"{lab.prefix}:q:".encode() + b"\xff\x00\n"
    with lab.observe("binary") as step:
        lab.redis.set(name, b"\xfe\x00")
        lab.redis.pexpire(name, 5_000)
    [change] = step.diff
    assert change.key == f"{lab.prefix}:q:\udcff\x00\n"
    lab.clock.advance("5s")
    assert not lab.redis.exists(name)
    assert dict(lab.snapshot().state) == {}


def test_a_key_of_every_type_by_hand(lab: Lab) -> None:
    redis, key = lab.redis, f"{lab.prefix}:q:mine:".__add__
    with lab.observe("five types"):
        redis.set(key("string"), "1")
        redis.rpush(key("list"), *range(300))
        redis.sadd(key("set"), *range(600))
        redis.zadd(key("zset"), {str(n): n / 3 for n in range(300)})
        redis.hset(key("hash"), mapping={f"f{n}": "x" * 100 for n in range(150)})
        redis.xadd(key("stream"), {"a": "1"}, id="5-5")
    with lab.observe("all changed"):
        redis.append(key("string"), "2")
        redis.ltrim(key("list"), 10, 200)
        redis.srem(key("set"), 3, 4)
        redis.zincrby(key("zset"), 0.5, "7")
        redis.hdel(key("hash"), "f1")
        redis.xadd(key("stream"), {"b": "2"}, id="6-0")
        redis.rename(key("set"), key("renamed"))
    assert dict(lab.recording.last.state) == dict(lab.snapshot().state)
    assert len(lab.last.diff) == 7


def test_keys_outside_the_prefix_are_seen_and_called_what_they_are() -> None:
    with Lab() as lab:  # on the embedded server, where every key is the lab's business
        with lab.observe("the design's own example") as step:
            lab.redis.lpush("mine:wait", "1")
        assert [change.key for change in step.diff] == ["mine:wait"]
        assert step.sentence == (
            "1 key changed by hand: `mine:wait`, which belongs to no queue under the prefix `bull`, and no job moved."
        )
        assert lab.recording.last.queues == ()
        assert [(each.text(), each.roles("bull")) for each in step.commands] == [
            ("LPUSH mine:wait 1", (Role.UNKNOWN,)),
        ]
        with lab.observe("both") as step:
            lab.redis.delete("mine:wait")
            lab.redis.set(f"{lab.prefix}:q:x", "1")
        assert "2 keys changed by hand, among them `mine:wait`, which belongs" in step.sentence
        assert [each.text() for each in step.commands] == ["DEL mine:wait", "SET bull:q:x 1"]


def test_a_command_on_every_key_is_told_in_the_trace() -> None:
    with Lab() as lab:
        lab.queue("q").add("a")
        with lab.observe("nothing is left") as step:
            lab.redis.flushall()
        assert [each.text() for each in step.commands] == ["FLUSHALL"]


def test_a_script_that_writes_beyond_the_prefix_alone_is_told_in_the_trace() -> None:
    with Lab() as lab:
        with lab.observe() as step:
            lab.redis.eval("return redis.call('SET', KEYS[1], ARGV[1])", 1, "mine", "bull:")
        assert (step.script, [each.text() for each in step.commands]) == ("a script of its own", ["SET mine bull:"])
        with lab.observe() as step:
            lab.redis.get("mine")
            lab.redis.get("not a key of anybody")
        assert [each.text() for each in step.commands] == ["GET mine"]


def test_on_somebody_s_server_it_says_where_it_looked(server_url: str | None) -> None:
    if server_url is None:
        with Lab() as own:
            url = str(own.url)
            with Lab(url) as guest:
                check_guest(guest)
    else:
        with Lab(server_url) as guest:
            check_guest(guest)


def check_guest(guest: Lab) -> None:
    other = f"not-{guest.prefix}:x"
    with guest.observe("a stranger's key") as step:
        guest.redis.set(other, "1")
    guest.redis.delete(other)
    assert not any("not-" in word for each in step.commands for word in each.args)
    assert step.sentence == f"Nothing changed under the prefix `{guest.prefix}`."
