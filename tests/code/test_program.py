"""A recording as a script: Node runs every scene's, and the keys that it leaves are the recording's."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from qlab import Lab, Recording
from qlab.errors import ExportError
from qlab.protocol.versions import (
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
JSON_FIELDS = frozenset({"opts", "data", "parent", "returnvalue", "progress", "stacktrace"})
UNSAID = frozenset({
    "flow_with_random_ids", "somebody_else_pushes", "somebody_else_adds", "somebody_else_takes_and_completes",
    "somebody_else_takes", "release_lock", "extend_locks_of_which_one_is_lost",
})  # fmt: skip
"""Scenes with a step that is not a call of BullMQ's, or that draws at random: the script says so."""
IN_5: Mapping[Change, frozenset[str]] = {
    PAUSED_IN_WAIT: frozenset({
        "add_to_a_paused_queue", "pause", "take_from_a_paused_queue", "take_from_a_paused_queue_when_one_is_due",
    }),
    DEDUPLICATION: frozenset({
        "add_deduplicated", "add_deduplicated_for_a_while", "add_replacing_a_delayed_job", "add_kept_while_active",
        "complete_and_add_the_one_kept", "complete_and_add_the_one_kept_delayed",
        "fail_and_add_the_one_kept_prioritized",
    }),
    FAILING_JOB_FETCHED: frozenset({
        "take_a_parent_that_is_to_fail", "fail_a_parent_that_is_to_fail", "take_what_stalled_too_often",
        "fail_what_stalled_too_often",
    }),
    NEXT_ID_UNSTORED: frozenset({"take_the_next_of_a_scheduler"}),
    RETRY_BY_PRIORITY: frozenset({"retry_failed_from_zero", "retry_completed_with_a_priority"}),
}  # fmt: skip
"""Scenes that end otherwise on npm's latest 5, by the change that came with 6."""


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
    return value


def recorded(recording: Recording) -> dict[str, tuple[Any, ...]]:
    """The keys that a recording ends with."""
    found = {}
    for name, key in recording.last.state.items():
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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("package", "else_"), [("bullmq", frozenset()), ("bullmq-5", frozenset[str]().union(*IN_5.values()))]
)
def test_every_scenes_script_leaves_the_keys_of_its_recording(
    node: str, tmp_path: Path, package: str, else_: frozenset[str]
) -> None:
    ran = run(node, tmp_path, package, {name: scene(name).to_typescript().text for name in SCENES})
    assert {name.removesuffix(".mjs") for name in ran} == set(SCENES)
    other = {name for name in SCENES if left(ran[f"{name}.mjs"]["keys"]) != recorded(scene(name))}
    assert other == UNSAID | else_
    failed = {name: each["failed"] for name, each in ran.items() if each["failed"]}
    assert set(failed) <= {f"{name}.mjs" for name in else_}, failed


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
    equal, other = len(SCENES) - len(UNSAID), sum(map(len, IN_5.values()))
    assert f"runs all {len(SCENES)} scenes" in page
    assert f"| leave the recording's keys | {equal} | {equal - other} |" in page
    assert f"| {len(UNSAID)} | {len(UNSAID)} |" in page
    assert page.count(f"| – | {other} |") == 1
