"""Queues made by hand: what BullMQ's scripts are for."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from qlab.explore.engine.effects import did
from qlab.explore.models.known_model import model
from qlab.explore.moment import Moment
from qlab.lab.lab import Lab
from qlab.protocol.keys import DEFAULT_PREFIX, Role, job_key, queue_key

__all__ = ["MODELS"]

Moves = Generator[Any, Any, None]
WAIT, ACTIVE, DONE = (queue_key(DEFAULT_PREFIX, "mine", role) for role in (Role.WAIT, Role.ACTIVE, Role.COMPLETED))


def _lock(id: str) -> str:
    return job_key(DEFAULT_PREFIX, "mine", id, Role.LOCK)


def _filled(lab: Lab) -> None:
    for id in ("1", "2"):
        lab.redis.hset(job_key(DEFAULT_PREFIX, "mine", id), "name", "job")
        lab.redis.lpush(WAIT, id)


def each_job_is_done(moment: Moment) -> str | None:
    """In the end each job was worked on."""
    worked = {happened.to[0] for happened in moment.effects}
    missing = sorted({"1", "2"} - worked)
    return f"in the end nobody has worked on job {' and job '.join(missing)}" if missing else None


def worked_once(moment: Moment) -> str | None:
    """No job is worked on twice."""
    twice = sorted(str(happened) for happened, times in moment.effects.items() if times > 1)
    return f"{', '.join(twice)} happened twice" if twice else None


@model(
    "LPUSH and RPOP: a worker that crashes takes its job with it.",
    crashes=1,
    promises=(),
    finally_=[each_job_is_done],
    breaks={"each job is done": 5},
)
def lpush_and_rpop(lab: Lab) -> dict[str, Callable[[], Moves]]:
    """A list, and workers that pop."""
    _filled(lab)

    def worker() -> Moves:
        while id := (yield partial(lab.redis.rpop, WAIT)):
            yield did("work", id)

    return {"ann": worker, "bob": worker}


@model(
    "LMOVE keeps the job, but nobody ever looks at it again.",
    crashes=1,
    promises=(),
    finally_=[each_job_is_done],
    breaks={"each job is done": 6},
)
def reliable_list(lab: Lab) -> dict[str, Callable[[], Moves]]:
    """A list, and workers that move what they take to a second one."""
    _filled(lab)
    return {"ann": (worker := partial(_reliable, lab)), "bob": worker}


def _reliable(lab: Lab) -> Moves:
    while id := (yield partial(lab.redis.lmove, WAIT, ACTIVE, "RIGHT", "LEFT")):
        yield did("work", id)
        yield partial(lab.redis.lrem, ACTIVE, 1, id)


@model(
    "A reaper that knows no locks gives away a job that a worker is busy with.",
    promises=(),
    always=[worked_once],
    breaks={"worked once": 5},
)
def reaper_without_locks(lab: Lab) -> dict[str, Callable[[], Moves]]:
    """The second list, and somebody who puts back what lies there."""
    _filled(lab)

    def reaper() -> Moves:
        yield partial(lab.redis.lmove, ACTIVE, WAIT, "RIGHT", "RIGHT")

    return {"ann": (worker := partial(_reliable, lab)), "bob": worker, "reaper": reaper}


_TAKE = """
local id = redis.call('LMOVE', KEYS[1], KEYS[2], 'RIGHT', 'LEFT')
if id then redis.call('SET', 'bull:mine:' .. id .. ':lock', ARGV[1], 'PX', 30000) end
return id
"""
_DONE = """
if redis.call('GET', KEYS[3]) ~= ARGV[2] then return 0 end
redis.call('DEL', KEYS[3])
redis.call('ZADD', KEYS[2], 0, ARGV[1])
return redis.call('LREM', KEYS[1], 1, ARGV[1])
"""
_REAP = """
for _, id in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  if redis.call('EXISTS', 'bull:mine:' .. id .. ':lock') == 0 then
    redis.call('LREM', KEYS[1], 1, id)
    redis.call('RPUSH', KEYS[2], id)
  end
end
"""


def each_job_in_one_place(moment: Moment) -> str | None:
    """Each job waits, is active or is completed."""
    held = {name: moment.keys.held.get(name) for name in (WAIT, ACTIVE, DONE)}
    for id in ("1", "2"):
        places = [name for name, key in held.items() if key is not None and id in _ids(key.value)]
        if len(places) != 1:
            return f"job {id} is in {' and '.join(places) or 'no place at all'}"
    return None


def _ids(value: Any) -> list[str]:
    return [each if isinstance(each, str) else each[0] for each in value]


@model(
    "Your own queue: three short scripts with locks lose nothing, whichever actor crashes or is late.",
    crashes=1,
    ticks=1,
    promises=(),
    always=[each_job_in_one_place],
)
def own_queue(lab: Lab) -> dict[str, Callable[[], Moves]]:
    """Three scripts: take with a lock, finish with the token, put back what has no lock."""
    _filled(lab)
    take, done, reap = (str(lab.redis.script_load(text)) for text in (_TAKE, _DONE, _REAP))

    def worker(name: str) -> Moves:
        def take_a_job() -> Any:
            return lab.redis.evalsha(take, 2, WAIT, ACTIVE, name)

        for _ in range(2):
            id = yield take_a_job
            if id:
                yield partial(_finish, lab, done, id, name)

    def put_back() -> Any:
        return lab.redis.evalsha(reap, 2, ACTIVE, WAIT)

    def reaper() -> Moves:
        yield put_back

    return {"ann": partial(worker, "ann"), "bob": partial(worker, "bob"), "reaper": reaper}


def _finish(lab: Lab, script: str, id: str, name: str) -> Any:
    return lab.redis.evalsha(script, 3, ACTIVE, DONE, _lock(id), id, name)


MODELS = (lpush_and_rpop, reliable_list, reaper_without_locks, own_queue)
