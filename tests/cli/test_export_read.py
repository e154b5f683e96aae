"""What ``qlab export`` writes, read by programs that are not ours: each form by its own, for what it holds.

The page (``--as html``) is read by Chromium, in tests/browser.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet
import pytest
from PIL import Image, ImageChops

from qlab import Recording
from qlab.cli.exporting import SUFFIX, Format
from tests.cli.conftest import Qlab
from tests.code.conftest import compiled, node  # noqa: F401  a fixture
from tests.code.test_program import left, recorded, run
from tests.export.test_exports import node as mermaid  # noqa: F401  a fixture
from tests.export.test_exports import parsed, read_otlp

Exported = Callable[..., Path]
DIAGRAMS = {Format.STATES: "stateDiagram", Format.SEQUENCE: "sequence", Format.FLOW: "flowchart-v2"}
READ = {*DIAGRAMS, Format.OTLP, Format.PARQUET, Format.GIF, Format.TYPESCRIPT, Format.NESTJS}
"""The forms that a test here reads."""


@pytest.fixture
def exported(qlab: Qlab, story: Recording, tmp_path: Path) -> Exported:
    """Writes the story in a form, by the command alone, and says where."""

    def export(form: Format, *options: object) -> Path:
        ran = qlab("export", story.save(tmp_path / "story.jsonl"), "--as", form.value, *options)
        assert (ran.code, ran.err) == (0, "")
        return (tmp_path / "story.jsonl").with_suffix(SUFFIX[form])

    return export


def test_no_form_is_left_out() -> None:
    assert set(Format) - READ == {Format.HTML}
    page = Path(__file__).parents[1] / "browser" / "test_page.py"
    assert '"--as", "html"' in page.read_text(encoding="utf-8")


@pytest.mark.slow
def test_mermaids_parser_tells_each_diagram_by_its_kind(exported: Exported, mermaid: str) -> None:  # noqa: F811
    texts = [exported(form).read_text(encoding="utf-8") for form in DIAGRAMS]
    assert parsed(mermaid, texts) == list(DIAGRAMS.values())


def test_opentelemetry_reads_a_span_for_each_job_and_each_attempt(exported: Exported, story: Recording) -> None:
    spans = read_otlp(json.loads(exported(Format.OTLP).read_text(encoding="utf-8")))
    kinds = Counter(span.name.partition(" ")[0] for span in spans)
    assert kinds == {"send": len(list(story.last.all_jobs())), "process": len(story.attempts())}


def test_pyarrow_reads_every_table_row_by_row(exported: Exported, story: Recording) -> None:
    folder, frames = exported(Format.PARQUET), story.to_frames()
    tables = {path.stem: pyarrow.parquet.read_table(path) for path in folder.iterdir()}
    assert {name: table.num_rows for name, table in tables.items()} == {
        name: len(frame) for name, frame in frames.items()
    }
    assert tables["attempts"].column("outcome").to_pylist() == frames["attempts"]["outcome"].tolist()
    assert tables["transitions"].column("target").to_pylist() == list(map(str, frames["transitions"]["target"]))


def test_pillow_reads_a_frame_for_each_step_of_the_stretch(exported: Exported) -> None:
    frames = []
    with Image.open(exported(Format.GIF, "--first", 2, "--last", 5)) as picture:
        assert picture.format == "GIF"
        for at in range(picture.n_frames):  # type: ignore[attr-defined]
            picture.seek(at)
            frames.append(picture.convert("RGB"))
    assert len(frames) == 4
    assert all(ImageChops.difference(one, other).getbbox() for one, other in pairwise(frames))


@pytest.mark.slow
def test_node_runs_the_script_and_leaves_the_keys_of_the_recording(
    exported: Exported,
    node: str,  # noqa: F811
    story: Recording,
    tmp_path: Path,
) -> None:
    (tmp_path / "scripts").mkdir()
    text = exported(Format.TYPESCRIPT).read_text(encoding="utf-8")
    ran = run(node, tmp_path / "scripts", "bullmq", {"story": text})["story.mjs"]
    assert ran["failed"] is None
    assert left(ran["keys"]) == recorded(story)


@pytest.mark.slow
def test_the_compiler_takes_the_module_of_nest(exported: Exported, node: str) -> None:  # noqa: F811
    texts = {path.stem: path.read_text(encoding="utf-8") for path in exported(Format.NESTJS).iterdir()}
    assert sorted(texts) == ["calls.service", "connection", "processors", "queues.module"]
    with compiled(node, texts) as (complaints, _folder):
        assert complaints == ""
