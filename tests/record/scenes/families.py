"""Parents and children."""

from __future__ import annotations

from qlab import Lab
from tests.record.scenes.stage import BUSY, family, queue, scene, take_from, taken


@scene
def flow(lab: Lab) -> None:
    family(lab)


@scene
def flow_with_random_ids(lab: Lab) -> None:
    queue(lab)
    children = [{"name": "pdf", "queue": "email"}, {"name": "zip", "queue": "email", "options": {"delay": "1s"}}]
    lab.flow({"name": "order", "queue": "email", "children": children})


@scene
def flow_of_three_generations(lab: Lab) -> None:
    queue(lab)
    leaf = {"name": "page", "queue": "email", "options": {"jobId": "page"}}
    child = {"name": "pdf", "queue": "email", "options": {"jobId": "pdf"}, "children": [leaf]}
    lab.flow({"name": "order", "queue": "email", "options": {"jobId": "order"}, "children": [child]})


@scene
def flow_of_one(lab: Lab) -> None:
    queue(lab)
    lab.flow({"name": "order", "queue": "email", "options": {"jobId": "order"}})


@scene
def flow_again(lab: Lab) -> None:
    family(lab)
    family(lab)


@scene
def first_child_completes(lab: Lab) -> None:
    take_from(family(lab)).complete()


@scene
def last_child_completes(lab: Lab) -> None:
    files = family(lab)
    take_from(files).complete()
    take_from(files).complete()


@scene
def last_child_completes_and_the_parent_has_a_priority(lab: Lab) -> None:
    files = family(lab, {"priority": 2})
    take_from(files).complete()
    take_from(files).complete()


@scene
def last_child_completes_and_the_parent_has_a_delay(lab: Lab) -> None:
    files = family(lab, {"delay": "5s"})
    take_from(files).complete()
    take_from(files).complete()


@scene
def child_fails(lab: Lab) -> None:
    take_from(family(lab)).fail(BUSY)


@scene
def child_fails_and_tries_again(lab: Lab) -> None:
    take_from(family(lab, attempts=2)).fail(BUSY)


@scene
def child_fails_its_parent(lab: Lab) -> None:
    take_from(family(lab, failParentOnFailure=True)).fail(BUSY)


@scene
def child_fails_its_prioritized_parent(lab: Lab) -> None:
    take_from(family(lab, {"priority": 2}, failParentOnFailure=True)).fail(BUSY)


@scene
def child_fails_its_delayed_parent(lab: Lab) -> None:
    files = family(lab, {"delay": "5s"}, failParentOnFailure=True)
    take_from(files).fail(BUSY)


@scene
def second_child_fails_its_parent(lab: Lab) -> None:
    files = family(lab, failParentOnFailure=True)
    take_from(files).fail(BUSY)
    take_from(files).fail(BUSY)


@scene
def take_a_parent_that_is_to_fail(lab: Lab) -> None:
    take_from(family(lab, failParentOnFailure=True)).fail(BUSY)
    lab.queue_named("email").take()


@scene
def fail_a_parent_that_is_to_fail(lab: Lab) -> None:
    take_from(family(lab, failParentOnFailure=True)).fail(BUSY)
    parent = take_from(lab.queue_named("email"))
    parent.fail(parent.fields["defa"], unrecoverable=True)


@scene
def child_fails_and_is_removed(lab: Lab) -> None:
    take_from(family(lab, removeOnFail=True)).fail(BUSY)


@scene
def last_child_fails_and_is_removed(lab: Lab) -> None:
    files = family(lab, removeOnFail=True)
    take_from(files).complete()
    take_from(files).fail(BUSY)


@scene
def child_completes_and_is_removed(lab: Lab) -> None:
    take_from(family(lab, removeOnComplete=True)).complete()


@scene
def child_lets_its_parent_continue(lab: Lab) -> None:
    take_from(family(lab, continueParentOnFailure=True)).fail(BUSY)


@scene
def child_is_ignored(lab: Lab) -> None:
    take_from(family(lab, ignoreDependencyOnFailure=True)).fail(BUSY)


@scene
def last_child_is_ignored(lab: Lab) -> None:
    files = family(lab, ignoreDependencyOnFailure=True)
    take_from(files).complete()
    take_from(files).fail(BUSY)


@scene
def last_child_is_forgotten(lab: Lab) -> None:
    files = family(lab, removeDependencyOnFailure=True)
    take_from(files).complete()
    take_from(files).fail(BUSY)


@scene
def wait_for_children(lab: Lab) -> None:
    email = queue(lab)
    email.add("order", jobId="order")
    parent = take_from(email)
    email.add("pdf", parent=parent)
    parent.move_to_waiting_children()


@scene
def wait_for_no_children(lab: Lab) -> None:
    taken(lab).move_to_waiting_children()


@scene
def take_a_parent_that_waited(lab: Lab) -> None:
    email = queue(lab)
    email.add("order", jobId="order")
    parent = take_from(email)
    email.add("pdf", parent=parent)
    parent.move_to_waiting_children()
    take_from(email).complete()
    email.take()


@scene
def remove_a_child(lab: Lab) -> None:
    files = family(lab)
    files.job("pdf").remove()


@scene
def remove_the_last_child(lab: Lab) -> None:
    files = family(lab)
    take_from(files).complete()
    files.job("zip").remove()


@scene
def remove_a_parent(lab: Lab) -> None:
    family(lab)
    lab.queue_named("email").job("order").remove()


@scene
def remove_a_parent_alone(lab: Lab) -> None:
    family(lab)
    lab.queue_named("email").job("order").remove(children=False)


@scene
def drain_a_family(lab: Lab) -> None:
    email = queue(lab)
    child = {"name": "pdf", "queue": "email", "options": {"jobId": "pdf"}}
    lab.flow({"name": "order", "queue": "email", "options": {"jobId": "order"}, "children": [child]})
    email.drain()


@scene
def drain_the_children(lab: Lab) -> None:
    family(lab).drain()


@scene
def retry_a_child(lab: Lab) -> None:
    job = take_from(family(lab, ignoreDependencyOnFailure=True))
    job.fail(BUSY)
    job.retry()
