"""A recording as a script: Node runs every scene's, and the keys that it leaves are the recording's."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from qlab import Lab, Recording, Snapshot
from qlab.errors import ExportError
from qlab.protocol import operations
from qlab.protocol.keys import Role, parse_key
from qlab.protocol.states import JobState
from qlab.protocol.versions import (
    CHANGES,
    DEDUPLICATION,
    FAILING_JOB_FETCHED,
    NEXT_ID_UNSTORED,
    PAUSED_IN_WAIT,
    RETRY_BY_PRIORITY,
    Change,
)
from tests.code.conftest import NODE
from tests.record.films import scene
from tests.record.scenes import SCENES

RUN_S = 200.0
SHORT = "complete"
"""A scene of a few steps."""
JSON_FIELDS = frozenset({"opts", "data", "parent", "returnvalue", "progress", "stacktrace"})
UNSAID = frozenset({
    "flow_with_random_ids", "somebody_else_pushes", "somebody_else_adds", "somebody_else_takes_and_completes",
    "somebody_else_takes", "release_lock", "extend_locks_of_which_one_is_lost",
})  # fmt: skip
"""Scenes with a step that is not a call of BullMQ's, or that draws at random: the script says so."""
LATEST_6, LATEST_5 = (6, 7, 0), (5, 81, 5)


def is_paused_with_jobs(recording: Recording) -> bool:
    return any(
        held.type == "hash" and "paused" in held.fields and recording.last.ids(key.queue, Role.WAIT)
        for key, held in recording.last.named()
        if key.role is Role.META
    )


def has_deduplicated(recording: Recording) -> bool:
    streams = (held for key, held in recording.last.named() if key.role is Role.EVENTS)
    return any(("event", "deduplicated") in entry.fields for held in streams for entry in held.entries)


def was_to_fail_when_taken(recording: Recording) -> bool:
    taken = (
        step.after.job(step.job, step.queue) for step in recording if step.operation is operations.TAKE and step.job
    )
    return any(job is not None and "defa" in job.fields for job in taken)


def holds_a_job_of_a_scheduler(recording: Recording) -> bool:
    return any("rjk" in job.fields and job.state is JobState.ACTIVE for job in recording.last.all_jobs())


def was_retried_with_a_priority(recording: Recording) -> bool:
    return any(step.operation is operations.RETRY for step in recording) and any(
        recording.last.ids(queue, Role.PRIORITIZED) for queue in recording.last.queues
    )


MET: Mapping[Change, Callable[[Recording], bool]] = {
    PAUSED_IN_WAIT: is_paused_with_jobs,
    DEDUPLICATION: has_deduplicated,
    FAILING_JOB_FETCHED: was_to_fail_when_taken,
    NEXT_ID_UNSTORED: holds_a_job_of_a_scheduler,
    RETRY_BY_PRIORITY: was_retried_with_a_priority,
}
"""Which recordings meet a change that shows in their keys."""


def met(recording: Recording, release: tuple[int, ...]) -> list[Change]:
    """The changes that a release does not have yet, and that a recording of a later one meets."""
    return [change for change in CHANGES if change.shows and not change.in_release(release) and MET[change](recording)]


def where_they_differ(one: Mapping[str, tuple[Any, ...]], other: Mapping[str, tuple[Any, ...]]) -> set[str]:
    """The places in which keys differ, as `Change.shows` has them."""
    found: set[str] = set()
    for name in one.keys() | other.keys():
        role, (here, there) = parse_key(name, "bull").role, (one.get(name), other.get(name))
        if here == there:
            continue
        if (
            here is None
            or there is None
            or here[0] != there[0]
            or here[2] != there[2]
            or here[0] not in {"hash", "stream"}
        ):
            found.add(role.value)
        elif here[0] == "hash":
            fields = {field for field in here[1].keys() | there[1].keys() if here[1].get(field) != there[1].get(field)}
            found.update(f"{role.value} {field}" for field in fields)
        else:
            found.update(f"{role.value} {event}" for event in events_that_differ(here[1], there[1]))
    return found


def events_that_differ(here: list[dict[str, str]], there: list[dict[str, str]]) -> set[str]:
    """The events that only one of two streams has; those that both have must come in the same order."""
    ours, theirs = ([tuple(sorted(entry.items())) for entry in each] for each in (here, there))
    both = set(ours) & set(theirs)
    assert [each for each in ours if each in both] == [each for each in theirs if each in both]
    return {dict(each)["event"] for each in set(ours) ^ set(theirs)}


def run(node: str, folder: Path, package: str, scripts: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What scripts leave on an embedded server, by their names."""
    for name, text in scripts.items():
        (folder / f"{name}.mjs").write_text(text.replace('from "bullmq"', f'from "{package}"'), encoding="utf-8")
    with Lab(tcp=True, prefix="kept") as server:
        command = [node, str(NODE / "run.mjs"), server.url, str(folder)]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=RUN_S, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    return {each["name"]: each for each in map(json.loads, ran.stdout.rstrip("\n").split("\n"))}


def meant(name: str, type_: str, value: Any) -> Any:
    """A key's value for comparison: JSON parsed, and without what belongs to the package that wrote it."""
    if type_ == "hash":
        fields = {field: json.loads(text) if field in JSON_FIELDS else text for field, text in value.items()}
        fields.pop("version" if name.endswith(":meta") else "", None)  # npm's Queue writes its release
        if isinstance(options := fields.get("opts"), dict):
            options.pop("prevMillis", None)  # PyPI's package alone stores it with a scheduler's job
        return fields
    if type_ == "stream":
        return [{field: alike(field, text) for field, text in entry.items()} for entry in value]
    return value


def alike(field: str, text: str) -> str:
    """An event's field; JSON is written as Python does it, as npm writes ü where PyPI's package writes \\u00fc."""
    try:
        return json.dumps(json.loads(text)) if field in JSON_FIELDS else text
    except ValueError:  # an event of the application's own
        return text


def recorded(recording: Recording) -> dict[str, tuple[Any, ...]]:
    """The keys that a recording ends with."""
    return kept(recording.last)


def kept(snapshot: Snapshot) -> dict[str, tuple[Any, ...]]:
    """The keys of a moment."""
    found = {}
    for name, key in snapshot.state.items():
        value: Any = key.value
        if key.type == "stream":
            value = [dict(entry.fields) for entry in key.entries]
        elif key.type == "zset":
            value = [(each.member, each.score) for each in key.members]
        elif key.type in ("list", "set"):
            value = list(key.items)
        elif key.type == "hash":
            value = dict(key.fields)
        found[name] = (key.type, meant(name, key.type, value), key.expires_at is not None)
    return found


def left(keys: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    """The keys that a script left."""
    found = {}
    for name, (type_, read, life) in keys.items():
        value = read
        if type_ == "stream":
            value = [dict(zip(entry[::2], entry[1::2], strict=True)) for entry in read]
        elif type_ == "zset":
            value = [(member, float(score)) for member, score in zip(read[::2], read[1::2], strict=True)]
        found[name] = (type_, meant(name, type_, value), life >= 0)
    return found


def check_left(node: str, folder: Path, recordings: Mapping[str, Recording]) -> None:
    """Fail unless npm's latest release leaves the keys of each recording when Node runs its script."""
    scripts = {name: each.to_typescript() for name, each in recordings.items()}
    assert not {name: each.unsaid for name, each in scripts.items() if each.unsaid}
    ran = run(node, folder, "bullmq", {name: each.text for name, each in scripts.items()})
    assert not {name: each["failed"] for name, each in ran.items() if each["failed"]}
    for name, recording in recordings.items():
        assert left(ran[f"{name}.mjs"]["keys"]) == recorded(recording), name


@pytest.mark.slow
@pytest.mark.parametrize(("package", "release"), [("bullmq", LATEST_6), ("bullmq-5", LATEST_5)])
def test_every_scenes_script_leaves_the_keys_of_its_recording(
    node: str, tmp_path: Path, package: str, release: tuple[int, ...]
) -> None:
    ran = run(node, tmp_path, package, {name: scene(name).to_typescript().text for name in SCENES})
    assert {name.removesuffix(".mjs") for name in ran} == set(SCENES)
    seen: set[str] = set()
    for name in sorted(SCENES.keys() - UNSAID):
        changes, differ = (
            met(scene(name), release),
            where_they_differ(left(ran[f"{name}.mjs"]["keys"]), recorded(scene(name))),
        )
        assert bool(differ) == bool(changes), (name, differ)
        assert differ <= {place for change in changes for place in change.shows}, (name, changes)
        assert all(differ & set(change.shows) for change in changes), (name, differ)
        assert bool(changes) or not ran[f"{name}.mjs"]["failed"], (name, ran[f"{name}.mjs"]["failed"])
        seen |= differ
    assert seen == {place for change in CHANGES if not change.in_release(release) for place in change.shows}
    installed = json.loads((NODE / "node_modules" / package / "package.json").read_text(encoding="utf-8"))["version"]
    assert installed == ".".join(map(str, release))


def test_the_comparison_tells_each_kind_of_difference() -> None:
    keys = {
        "bull:q:1": ("hash", {"name": "a"}, False),
        "bull:q:events": ("stream", [{"event": "added"}, {"event": "waiting"}], False),
        "bull:q:wait": ("list", ["1"], False),
        "bull:q:1:lock": ("string", "w:1", True),
    }
    assert where_they_differ(keys, keys) == set()
    assert where_they_differ(keys, {**keys, "bull:q:1": ("hash", {"name": "a", "x": "1"}, False)}) == {"job x"}
    assert where_they_differ(keys, {**keys, "bull:q:events": ("stream", [{"event": "added"}], False)}) == {
        "events waiting"
    }
    assert where_they_differ(keys, {**keys, "bull:q:wait": ("list", [], False)}) == {"wait"}
    assert where_they_differ(keys, {**keys, "bull:q:1:lock": ("string", "w:1", False)}) == {"lock"}
    assert where_they_differ(keys, {"bull:q:wait": ("list", ["1"], False)}) == {"job", "events", "lock"}


def test_what_cannot_be_said_is_listed_and_said_in_the_script() -> None:
    for name in SCENES:
        script = scene(name).to_typescript()
        assert bool(script.unsaid) == (name in UNSAID), (name, script.unsaid)
        for sentence in script.unsaid:
            assert f"// Not in here: {sentence}" in script.text


def hostile(lab: Lab) -> Recording:
    name = "e'\"\\m`${a}*/\u2028"
    queue = lab.queue(name)
    queue.add(name + "\n", {"__proto__": name, "a\u202eb": [name]}, attempts=2)
    job = queue.take(name)
    assert job
    job.fail(name)
    return lab.recording


@pytest.mark.slow
def test_hostile_names_stay_strings(node: str, tmp_path: Path) -> None:
    with Lab() as lab:
        recording = hostile(lab)
    script = recording.to_typescript()
    assert all(line.isprintable() for line in script.text.splitlines())
    ran = run(node, tmp_path, "bullmq", {"hostile": script.text})["hostile.mjs"]
    assert ran["failed"] is None
    assert left(ran["keys"]) == recorded(recording)


@pytest.mark.slow
def test_a_script_writes_nothing_where_there_are_keys_already(node: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("first", "second"):
        (tmp_path / "in" / f"{name}.mjs").write_text(scene("add").to_typescript().text, encoding="utf-8")
    both = 'await import("./in/first.mjs");\nawait import("./in/second.mjs");\n'
    ran = run(node, tmp_path, "bullmq", {"both": both})["both.mjs"]
    assert "There are keys under bull: already" in ran["failed"]
    assert left(ran["keys"]) == recorded(scene("add"))


def test_a_file_is_written_and_a_recording_that_begins_with_keys_says_so(tmp_path: Path) -> None:
    path = tmp_path / "story.ts"
    script = scene("add").to_typescript(path)
    assert script.path == path
    assert path.read_text(encoding="utf-8") == script.text
    with Lab.from_recording(scene("add")) as lab:
        begun = lab.recording.to_typescript()
    assert "begins with" in begun.unsaid[0]
    with pytest.raises(ExportError):
        scene("add").to_typescript(tmp_path / "nowhere" / "story.ts")


def test_the_documentation_counts_them() -> None:
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    equal, other = len(SCENES) - len(UNSAID), sum(bool(met(scene(name), LATEST_5)) for name in SCENES.keys() - UNSAID)
    assert f"runs all {len(SCENES)} scenes" in page
    assert f"| leave the recording's keys | {equal} | {equal - other} |" in page
    assert f"| {len(UNSAID)} | {len(UNSAID)} |" in page
    assert page.count(f"| – | {other} |") == 1


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [(False, "connect ECONNREFUSED 127.0.0.1:{port}"), (True, "it does not answer within 5 seconds")],
    ids=["nobody listens", "somebody is silent"],
)
def test_without_a_server_a_script_gives_up_in_a_sentence(
    node: str, tmp_path: Path, answers: bool, trouble: str
) -> None:
    script = tmp_path / "story.mjs"
    script.write_text(scene(SHORT).to_typescript().text, encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(NODE / "node_modules")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        if answers:
            silent.listen()  # the system takes the connection, and nobody reads from it
        ran = subprocess.run(
            [node, str(script)], capture_output=True, text=True, timeout=RUN_S, check=False,
            env={**os.environ, "REDIS_URL": f"redis://ada:secret@127.0.0.1:{port}"},
        )  # fmt: skip
    why = trouble.format(port=port)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        f"The server at REDIS_URL cannot be used ({why}); check the address and that the server is running.\n"
    )


def test_a_script_whose_server_dies_gives_up(node: str, tmp_path: Path) -> None:
    """BullMQ's own connections would try for ever to connect again."""
    text = scene(SHORT).to_typescript().text
    first, sep, rest = text.partition("\n// 2. ")
    killed = f'{first}\nawait redis.call("SHUTDOWN", "NOSAVE").catch(() => {{}});{sep}{rest}'
    assert sep
    (tmp_path / "story.mjs").write_text(killed, encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(NODE / "node_modules")
    with Lab(tcp=True, prefix="kept") as server:
        ran = subprocess.run(
            [node, str(tmp_path / "story.mjs")], capture_output=True, text=True, timeout=RUN_S, check=False,
            env={**os.environ, "REDIS_URL": str(server.url)},
        )  # fmt: skip
    assert ran.returncode == 1
    assert "The server at REDIS_URL cannot be used" in ran.stderr
