"""``qlab export``: a recording for another program."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from qlab import Lab, Recording
from qlab.cli.exporting import SUFFIX, Format
from qlab.code.nestjs import save_nestjs
from tests.cli.conftest import Qlab

WRITES: Mapping[Format, Callable[[Recording, Path], object]] = {
    Format.STATES: lambda recording, path: path.write_text(recording.to_mermaid("states")),
    Format.SEQUENCE: lambda recording, path: path.write_text(recording.to_mermaid("sequence")),
    Format.FLOW: lambda recording, path: path.write_text(recording.to_mermaid("flow")),
    Format.OTLP: lambda recording, path: recording.to_otlp(path),
    Format.PARQUET: lambda recording, path: recording.to_parquet(path),
    Format.GIF: lambda recording, path: recording.to_gif(path, 2, 3),
    Format.HTML: lambda recording, path: recording.to_html(path),
    Format.TYPESCRIPT: lambda recording, path: recording.to_typescript(path),
    Format.NESTJS: lambda recording, path: save_nestjs(recording, {}, path),
}
"""What does the same from Python."""


def contents(path: Path) -> dict[str, bytes]:
    """Return each file there, by its name; of one file, that file."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return {str(each.relative_to(path)): each.read_bytes() for each in files if each.is_file()}


@pytest.mark.parametrize("form", Format)
def test_it_writes_what_python_writes_beside_the_recording(
    qlab: Qlab, story: Recording, tmp_path: Path, form: Format
) -> None:
    saved = story.save(tmp_path / "story.jsonl")
    stretch = ["--first", "2", "--last", "3"] if form is Format.GIF else []
    ran = qlab("export", saved, "--as", form.value, *stretch)
    assert ran.code == 0, ran.err
    same = tmp_path / "same" / saved.with_suffix(SUFFIX[form]).name
    same.parent.mkdir()
    WRITES[form](Recording.load(saved), same)
    written = contents(saved.with_suffix(SUFFIX[form]))
    assert written == contents(same)
    assert all(written.values())
    assert len(written) >= 1


def test_the_steps_of_a_gif_are_chosen_for_no_other_form(qlab: Qlab, story: Recording, tmp_path: Path) -> None:
    saved = story.save(tmp_path / "story.jsonl")
    ran = qlab("export", saved, "--as", "html", "--first", "2")
    assert (ran.code, ran.out) == (2, "")
    assert "leave them out with --as html" in ran.err
    assert not saved.with_suffix(".html").exists()


def test_what_a_script_cannot_hold_is_said(qlab: Qlab, lab: Lab, tmp_path: Path) -> None:
    lab.queue("email").add("welcome")
    with lab.observe("by hand"):
        lab.redis.eval("redis.call('SET', KEYS[1], 1)", 1, "note")  # plain commands are in the script
    saved = lab.recording.save(tmp_path / "by-hand.jsonl")
    assert qlab("export", saved, "--as", "typescript").out.splitlines()[1:] == [
        "Not in it: Step 2 (by hand) is not a call of BullMQ's."
    ]


def test_it_writes_where_it_is_told_to(qlab: Qlab, story: Recording, tmp_path: Path) -> None:
    saved = story.save(tmp_path / "story.jsonl")
    assert qlab("export", saved, "--as", "otlp", "--out", tmp_path / "traces.json").code == 0
    assert json.loads((tmp_path / "traces.json").read_text()) == story.to_otlp()


@pytest.mark.parametrize(("name", "form"), [("rec.html", "html"), ("rec.states.mmd", "states"), ("rec", "parquet")])
def test_the_recording_itself_is_never_replaced(
    qlab: Qlab, story: Recording, tmp_path: Path, name: str, form: str
) -> None:
    saved = story.save(tmp_path / name)
    before = saved.read_bytes()
    for out in ([], ["--out", saved]):
        if form == "states" and not out:
            continue  # its name would be rec.states.states.mmd
        ran = qlab("export", saved, "--as", form, *out)
        assert (ran.code, ran.out) == (2, "")
        assert f"{name} is the recording itself; name another file with --out." in ran.err.replace("\n", " ")
        assert saved.read_bytes() == before


def test_each_diagram_has_a_file_of_its_own(qlab: Qlab, story: Recording, tmp_path: Path) -> None:
    saved = story.save(tmp_path / "story.jsonl")
    for form in ("states", "sequence", "flow"):
        assert qlab("export", saved, "--as", form).out.endswith(f"story.{form}.mmd.\n")
    assert {each.name for each in tmp_path.iterdir()} == {
        "story.jsonl", "story.states.mmd", "story.sequence.mmd", "story.flow.mmd"
    }  # fmt: skip
