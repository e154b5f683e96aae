"""All that can be done to a queue and its jobs, where every name in it is made to do harm."""

from __future__ import annotations

from qlab import Job, Lab, Queue

__all__ = ["HOSTILE", "everything"]

HOSTILE = "e'\"\\m`${a}*/{b}//\n\r\u2028\x1b[31m\u202e</script>ünï😀"
"""A name for a queue, a job, a worker, an id, an event. It has no colon, which BullMQ keeps for itself."""


def everything(lab: Lab) -> None:
    """Does each operation of a queue, a job, a flow and a worker, by hostile names."""
    queue, other = lab.queue(HOSTILE, lock_duration="10s"), lab.queue(HOSTILE + "2")
    _job(queue)
    _put_back(queue)
    _family(lab, queue, other)
    _upkeep(queue)
    _worker(lab, queue)
    queue.schedule(HOSTILE[:20], HOSTILE, {HOSTILE: HOSTILE}, every="1m")
    queue.unschedule(HOSTILE[:20])
    queue.drain(delayed=True)
    other.obliterate(force=True)


def _add(queue: Queue, number: int, **options: object) -> Job:
    return queue.add(HOSTILE, {HOSTILE: [HOSTILE]}, jobId=f"{HOSTILE}{number}", **options)


def _take(queue: Queue) -> Job:
    job = queue.take(HOSTILE)
    assert job, job
    return job


def _job(queue: Queue) -> None:
    _add(queue, 0, deduplication={"id": HOSTILE})
    _add(queue, 1, deduplication={"id": HOSTILE})
    job = _take(queue)
    assert queue.deduplication_job_id(HOSTILE) == job.id
    assert job.remove_deduplication_key()
    job.log(HOSTILE)
    job.progress({HOSTILE: HOSTILE})
    job.update_data([HOSTILE])
    job.extend_lock("5s")
    assert queue.extend_locks([job]) == []
    job.clear_logs()
    job.fail(HOSTILE)
    job.retry()
    _take(queue).complete({HOSTILE: HOSTILE})
    assert job.wait_until_finished(0) == {HOSTILE: HOSTILE}
    job.remove()


def _put_back(queue: Queue) -> None:
    job = _add(queue, 2, priority=3)
    job.change_priority(1)
    _take(queue).move_to_wait()
    _take(queue).move_to_delayed("5s")
    job.change_delay("9s")
    job.promote()
    held = _take(queue)
    assert held.release_lock()
    queue.lab.clock.advance("1m")
    queue.check_stalled(worker=HOSTILE)
    queue.lab.clock.advance("1m")
    assert queue.check_stalled(worker=HOSTILE) == [job.id]
    job.remove()


def _family(lab: Lab, queue: Queue, other: Queue) -> None:
    children = [{"name": HOSTILE, "queue": other.name, "options": {"jobId": f"{HOSTILE}c{at}"}} for at in range(3)]
    tree = {"name": HOSTILE, "queue": queue.name, "options": {"jobId": f"{HOSTILE}p"}, "children": children}
    parent = lab.flow(tree).job
    lab.flows([{"name": HOSTILE, "queue": other.name, "options": {"jobId": f"{HOSTILE}f"}}])
    _take(other).complete(HOSTILE)
    child = other.job(f"{HOSTILE}c0")
    assert parent.children_values() == {child.key: HOSTILE}
    assert parent.dependencies()["processed"] == [child.key]
    assert parent.failed_children() == {}
    assert [job.id for job in lab.get_flow(queue.name, parent.id).jobs()][:2] == [parent.id, f"{HOSTILE}c1"]
    assert other.job(f"{HOSTILE}c1").remove_child_dependency()
    parent.discard_children()
    held = _take(queue)
    assert not held.move_to_waiting_children()
    held.complete()


def _upkeep(queue: Queue) -> None:
    queue.emit(HOSTILE, **{HOSTILE: HOSTILE})
    queue.trim_events(0)
    queue.limit(5, "1s")
    queue.limit_now("5s")
    assert queue.remove_rate_limit()
    queue.limit()
    queue.concurrency(3)
    queue.concurrency()
    queue.pause()
    queue.resume()
    orphan = _add(queue, 3)
    with queue.lab.observe(HOSTILE):
        queue.lab.redis.delete(f"{queue.lab.prefix}:{queue.name}:wait")
    assert queue.remove_orphans() == [orphan.id]
    queue.wait_for_job(HOSTILE)
    assert not queue.take(HOSTILE, wait=True)
    queue.add_bulk([(HOSTILE, HOSTILE), (HOSTILE, None, {"delay": "1h"})])
    _take(queue).fail(HOSTILE, unrecoverable=True)
    queue.retry_all()
    queue.promote_all()
    _take(queue).complete(HOSTILE)
    queue.clean()


def _worker(lab: Lab, queue: Queue) -> None:
    worker = lab.worker(queue, HOSTILE, concurrency=2, remove_on_complete=True, autorun=False)
    worker.run()
    worker.pause()
    worker.resume()
    job = worker.take()
    assert job
    worker.cancel(job, HOSTILE)
    job.complete(HOSTILE)
    worker.close()
    lab.worker(queue, HOSTILE).crash()
