from __future__ import annotations

import pickle
import re
from pathlib import Path

import bullmq
import pytest
from bullmq.queue_keys import QueueKeys
from hypothesis import given
from hypothesis import strategies as st

from qlab.errors import UsageError
from qlab.observe.page import PAGES
from qlab.protocol.fields import ATTEMPTS_FIELDS, STALLS_FIELDS, named_field
from qlab.protocol.keys import (
    JOB_SUFFIXES,
    METRICS_OF,
    QUEUE_ROLES,
    STATE_ROLES,
    Key,
    Role,
    detail_key,
    iteration_id,
    job_key,
    key_below,
    parse_key,
    place_of_job,
    queue_base,
    queue_key,
    queue_of_meta,
)

LUA = "\n".join(p.read_text(encoding="utf-8") for p in (Path(bullmq.__file__).parent / "commands").glob("[!r]*.lua"))
AT = 1_767_225_600_000
OF_THE_PORT = [Role(name) for name in QueueKeys().getKeys("q") if name not in ("", "de")]
JOB_ROLES = [Role.LOCK, Role.LOGS, Role.DEPENDENCIES, Role.PROCESSED, Role.CHILD_FAILURES, Role.UNSUCCESSFUL]

names = st.text(st.characters(exclude_characters=":"), min_size=1, max_size=20)
prefixes = st.sampled_from(["bull", "{bull}", "my:app", "a:{b}:c", "emails"])
SUFFIXES = {*(role.value for role in Role), "failed"}
ids = st.one_of(
    st.integers(1, 10**9).map(str),
    st.uuids().map(str),
    st.builds("{}:{}:{}".format, names, names, names).filter(lambda i: i.rpartition(":")[2] not in SUFFIXES),
    names.filter(lambda i: i not in SUFFIXES),
    st.builds(f"repeat:{{}}:{AT}".format, names),
).filter(lambda i: not re.match(r"(de|dn|metrics):|repeat:(?!.*\d{12,}$)", i, re.DOTALL))


@pytest.mark.parametrize(
    ("raw", "role", "job", "detail"),
    [
        ("bull:q:wait", Role.WAIT, None, None),
        ("bull:q:waiting-children", Role.WAITING_CHILDREN, None, None),
        ("bull:q:stalled-check", Role.STALLED_CHECK, None, None),
        ("bull:q:pc", Role.PRIORITY_COUNTER, None, None),
        ("bull:q:priority", Role.LEGACY_PRIORITY, None, None),
        ("bull:q:failed", Role.FAILED, None, None),
        ("bull:q:7:failed", Role.CHILD_FAILURES, "7", None),
        ("bull:q:7", Role.JOB, "7", None),
        ("bull:q:7:lock", Role.LOCK, "7", None),
        ("bull:q:a:b:c", Role.JOB, "a:b:c", None),
        ("bull:q:a:b:c:logs", Role.LOGS, "a:b:c", None),
        ("bull:q:lock", Role.JOB, "lock", None),
        ("bull:q:wait:logs", Role.LOGS, "wait", None),
        ("bull:q:repeat", Role.REPEAT, None, None),
        ("bull:q:repeat:report", Role.SCHEDULER, None, "report"),
        ("bull:q:repeat:report:daily", Role.SCHEDULER, None, "report:daily"),
        ("bull:q:repeat:report:1", Role.SCHEDULER, None, "report:1"),
        ("bull:q:repeat:lock", Role.SCHEDULER, None, "lock"),
        (f"bull:q:repeat:report:{AT}", Role.JOB, f"repeat:report:{AT}", None),
        (f"bull:q:repeat:report:{AT}:lock", Role.LOCK, f"repeat:report:{AT}", None),
        (f"bull:q:repeat:report:{AT}:failed", Role.CHILD_FAILURES, f"repeat:report:{AT}", None),
        ("bull:q:de:user:5", Role.DEDUPLICATION, None, "user:5"),
        ("bull:q:dn:user:5", Role.DEDUPLICATION_NEXT, None, "user:5"),
        ("bull:q:metrics:completed", Role.METRICS, None, "completed"),
        ("bull:q:metrics:failed:data", Role.METRICS_DATA, None, "failed"),
        ("bull:q:metrics:other", Role.JOB, "metrics:other", None),
    ],
)
def test_what_a_key_is_for(raw: str, role: Role, job: str | None, detail: str | None) -> None:
    assert parse_key(raw) == Key(raw, "bull", "q", role, job, detail)


@pytest.mark.parametrize(
    "raw", ["", "bull", "bull:", "bull:q", "bull:q:", "bull::x", "bull:q::lock", "other:q:wait", "bul:q:id"]
)
def test_not_of_bullmqs_making(raw: str) -> None:
    assert parse_key(raw) == Key(raw, "bull", "", Role.UNKNOWN)


def test_the_relay_is_no_queue() -> None:
    for raw in ("bull::relay:{chat}:nodes", "bull::relay:{chat}:n1:inbox", "bull::relay:namespaces"):
        assert parse_key(raw) == Key(raw, "bull", "", Role.RELAY)


def test_prefix_and_queue_may_hold_hash_tags_and_the_prefix_colons() -> None:
    assert parse_key("{bull}:{q}:7:lock", "{bull}") == Key("{bull}:{q}:7:lock", "{bull}", "{q}", Role.LOCK, "7")
    assert parse_key("my:app:q:wait", "my:app") == Key("my:app:q:wait", "my:app", "q", Role.WAIT)
    assert parse_key("my:app:q:wait", "my").queue == "app"


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("bull:q:7", ("bull", "q", "7")),
        (f"bull:q:repeat:report:{AT}", ("bull", "q", f"repeat:report:{AT}")),
        ("my:app:q:7", ("my:app", "q", "7")),
    ],
)
def test_where_a_job_of_a_flow_is(raw: str, place: tuple[str, str, str]) -> None:
    assert place_of_job(raw) == place


def test_bytes_that_are_not_utf8_stay_as_they_are() -> None:
    key = parse_key(b"bull:q:\xff\xfe:lock")
    assert key.job == "\udcff\udcfe"
    assert key.raw.encode("utf-8", "surrogateescape") == b"bull:q:\xff\xfe:lock"


def test_every_suffix_of_bullmqs_own_table_is_known() -> None:
    for name, raw in QueueKeys("{bull}").getKeys("q").items():
        if name not in ("", "de"):  # only the beginnings of other keys
            assert parse_key(raw, "{bull}").role.value == name


def test_every_suffix_in_the_lua_is_known() -> None:
    """What the scripts append to a queue's or a job's key must not be taken for a job id."""
    of_queue = set(re.findall(r"""(?:[pP]refix\w*|baseKey|QueueKey) \.\. ['"]:?([a-z:-]+)['"]""", LUA))
    assert {"wait", "metrics:completed:data", "waiting-children"} <= of_queue
    for suffix in of_queue - {"de:", "dn:", "repeat:", "delay"}:  # `delay` is only ever deleted, by obliterate
        assert parse_key(f"bull:q:{suffix}").job is None, suffix
    of_job = set(re.findall(r"""(?:[jJ]obI?d?Key|[pP]arentKey|childKey) \.\. ['"]:([a-z-]+)['"]""", LUA))
    assert {"lock", "dependencies", "unsuccessful"} <= of_job
    for suffix in of_job:
        assert parse_key(f"bull:q:7:{suffix}").job == "7", suffix
        assert parse_key(f"bull:q:7:{suffix}").role is not Role.JOB, suffix


@given(prefixes, names, ids)
def test_a_job_key_comes_back_as_it_was_made(prefix: str, queue: str, job: str) -> None:
    assert parse_key(job_key(prefix, queue, job), prefix) == Key(
        f"{prefix}:{queue}:{job}", prefix, queue, Role.JOB, job
    )
    for role in JOB_ROLES:
        key = parse_key(job_key(prefix, queue, job, role), prefix)
        assert (key.queue, key.role, key.job) == (queue, role, job)


@given(prefixes, names, st.sampled_from(OF_THE_PORT))
def test_a_queue_key_comes_back_as_it_was_made(prefix: str, queue: str, role: Role) -> None:
    key = parse_key(queue_key(prefix, queue, role), prefix)
    assert (key.queue, key.role, key.job) == (queue, role, None)


@given(st.one_of(st.binary(max_size=60), st.builds(lambda tail: b"bull:" + tail, st.binary(max_size=60))))
def test_any_bytes_parse_and_none_are_lost(raw: bytes) -> None:
    key = parse_key(raw)
    assert key.raw.encode("utf-8", "surrogateescape") == raw
    assert (key.queue == "") == (key.role in (Role.UNKNOWN, Role.RELAY))


def test_only_a_queue_has_queue_keys_and_only_a_job_job_keys() -> None:
    with pytest.raises(UsageError, match="job_key"):
        queue_key("bull", "q", Role.LOCK)
    with pytest.raises(UsageError, match="queue_key"):
        job_key("bull", "q", "7", Role.WAIT)


@pytest.mark.parametrize("role", JOB_SUFFIXES)
def test_a_key_below_a_job_comes_back_as_it_was_made(role: Role) -> None:
    name = key_below(job_key("bull", "email", "7"), role)
    assert name == job_key("bull", "email", "7", role)
    assert parse_key(name) == Key(name, "bull", "email", role, job="7")


@pytest.mark.parametrize(
    ("role", "detail"),
    [
        *((role, id) for role in (Role.DEDUPLICATION, Role.DEDUPLICATION_NEXT) for id in ("ada", "a:b", "lock")),
        *((Role.SCHEDULER, id) for id in ("report", "a:b", "7")),
        *((role, kind) for role in (Role.METRICS, Role.METRICS_DATA) for kind in METRICS_OF),
    ],
)
def test_a_key_with_an_id_of_its_own_comes_back_as_it_was_made(role: Role, detail: str) -> None:
    name = detail_key("bull", "email", role, detail)
    assert name.startswith(queue_base("bull", "email"))
    assert parse_key(name) == Key(name, "bull", "email", role, detail=detail)


def test_a_schedulers_job_is_a_job() -> None:
    name = job_key("bull", "email", iteration_id("report:daily", 1_767_225_600_000))
    assert parse_key(name).role is Role.JOB


def test_a_page_reads_every_key_of_a_queue() -> None:
    assert tuple(sorted(PAGES)) == tuple(sorted(QUEUE_ROLES))


@pytest.mark.parametrize("names", [ATTEMPTS_FIELDS, STALLS_FIELDS])
def test_a_counter_is_read_under_either_name(names: tuple[str, str]) -> None:
    """npm's Job reads both; scripts write today's name alone."""
    new, old = names
    assert [named_field(fields, names) for fields in ({new: "1", old: "2"}, {old: "2"}, {})] == [new, old, new]
    counted = re.findall(r'"HINCRBY", \w+, "(\w+)"', LUA)
    assert new in counted
    assert old not in counted


def test_every_role_has_a_builder() -> None:
    """So no other module needs to write the name of a key."""
    built = {*JOB_SUFFIXES, Role.JOB, Role.SCHEDULER, Role.DEDUPLICATION, Role.DEDUPLICATION_NEXT}
    built |= {Role.METRICS, Role.METRICS_DATA}
    for role in set(Role) - built - {Role.RELAY, Role.UNKNOWN}:
        assert queue_key("bull", "email", role)
    with pytest.raises(UsageError, match="no id of its own"):
        detail_key("bull", "email", Role.WAIT, "7")


def test_a_meta_key_leads_to_its_queue_whatever_the_prefix() -> None:
    assert queue_of_meta("bull:q:meta") == ("bull", "q")
    assert queue_of_meta("my:app:{q}:meta") == ("my:app", "{q}")
    assert queue_of_meta("bull:q:wait") is None
    assert queue_of_meta("q:meta") is None


@pytest.mark.parametrize("role", Role)
def test_each_role_says_what_it_is(role: Role) -> None:
    assert role.sentence.endswith(".")
    assert role.redis_type in ("", "list", "zset", "set", "hash", "string", "stream")
    assert Role(role.value) is role
    assert pickle.loads(pickle.dumps(role)) is role


def test_state_roles_are_those_of_the_containers() -> None:
    assert [role.value for role in STATE_ROLES] == [
        "wait", "paused", "active", "delayed", "prioritized", "completed", "failed", "waiting-children",
    ]  # fmt: skip
