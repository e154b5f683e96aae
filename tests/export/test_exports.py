"""What a recording is exported as, read by programs that are not ours."""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pyarrow.parquet
import pytest
from google.protobuf.json_format import ParseDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from PIL import Image

from qlab import Lab, Recording, exponential
from qlab.errors import OptionError, UsageError
from qlab.export import gif
from qlab.export.mermaid import KINDS
from tests import servers
from tests.record import films
from tests.record.scenes import SCENES

NODE = Path(__file__).parent / "node"
HOSTILE = 'end"];\nclick a "javascript:alert(1)" %% #35; <script>alert(1)</script> -->|x| `${1}` \x1b[31m'


@pytest.fixture(scope="module")
def story() -> Recording:
    return films.email()


@pytest.fixture(scope="module")
def hostile() -> Recording:
    """Names, data and errors that are code in a diagram, in a terminal and in a page."""
    with Lab() as lab:
        queue = lab.queue('q"]; end', attempts=2, backoff=exponential("2s"))
        queue.add(HOSTILE, {HOSTILE: HOSTILE}, jobId="x]; end-->y")
        queue.take('w"; end').fail(HOSTILE)  # type: ignore[union-attr]
        return lab.recording


# -- Mermaid -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def node() -> str:
    """Node, with mermaid beside the script; skips the test, saying why, where one cannot be had."""
    return servers.need_packages(NODE)


def parsed(node: str, diagrams: list[str]) -> list[str]:
    """What mermaid's own parser says of each."""
    command = [node, "parse.mjs"]
    ran = subprocess.run(command, cwd=NODE, input=json.dumps(diagrams), capture_output=True, text=True, check=True)
    said: list[str] = json.loads(ran.stdout)
    return said


@pytest.mark.slow
def test_mermaids_parser_reads_every_scene_and_the_story(node: str, story: Recording, hostile: Recording) -> None:
    recordings = [story, hostile, *(films.scene(name) for name in SCENES)]
    diagrams = list({each.to_mermaid(kind) for each in recordings for kind in KINDS})  # half of them are alike
    assert set(parsed(node, diagrams)) == {"stateDiagram", "sequence", "flowchart-v2"}


@pytest.fixture(scope="module")
def long() -> Recording:
    """More steps than a diagram shows, each of which moves several jobs, with names that are escaped whole."""
    with Lab(trace=False) as lab:
        child = {"name": "\U0001d49c" * 60, "queue": "#" * 60}
        for number in range(70):
            lab.flow({"name": HOSTILE, "queue": f"{number}{HOSTILE}".replace(":", ""), "children": [child] * 8})
            lab.queue_named("#" * 60).take("w" * 60)
            lab.queue_named("#" * 60).pause() if number % 2 else lab.queue_named("#" * 60).resume()
        return lab.recording


@pytest.mark.slow
def test_mermaid_draws_a_long_recording_as_far_as_it_draws_at_all(node: str, long: Recording) -> None:
    diagrams = [long.to_mermaid(kind) for kind in KINDS]
    assert parsed(node, diagrams) == ["stateDiagram", "sequence", "flowchart-v2"]
    assert all(re.search(r"and \d+ more (steps|jobs)", text) for text in diagrams[1:])
    assert min(map(len, diagrams[1:])) > 25_000  # not less than it could show


@pytest.mark.slow
def test_the_parser_refuses_what_is_no_diagram(node: str) -> None:
    assert "longer than" in parsed(node, ["flowchart TD\n" + "    a --> b\n" * 5_000])[0]
    assert parsed(node, ["flowchart TD\n a -->"])[0].startswith("refused: Parse error")


def test_the_states_are_the_moves_counted(story: Recording) -> None:
    moves = story.transitions()
    lines = story.to_mermaid("states").splitlines()[1:]
    assert sum(int(line.rpartition(" : ")[2]) for line in lines) == len(moves)


def test_the_sequence_says_who_asked_whom(story: Recording) -> None:
    text = story.to_mermaid("sequence")
    assert "participant p0 as producer" in text
    assert "->>" in text
    assert "clock" in text


def test_the_flow_has_the_parent_above_its_children() -> None:
    lines = films.scene("flow").to_mermaid("flow").splitlines() if "flow" in SCENES else []
    with Lab() as lab:
        lab.flow({"name": "order", "queue": "email", "children": [{"name": "pdf", "queue": "files"}]})
        lines = lab.recording.to_mermaid("flow").splitlines()
    assert [line for line in lines if "-->" in line]
    assert len([line for line in lines if "[" in line]) == 2


def test_no_name_is_code_in_a_diagram(hostile: Recording) -> None:
    for kind in KINDS:
        text = hostile.to_mermaid(kind)
        assert "<script" not in text
        assert "javascript:" not in text
        assert "\x1b" not in text


def test_another_kind_is_refused(story: Recording) -> None:
    with pytest.raises(OptionError, match="choose one of states, sequence, flow"):
        story.to_mermaid("pie")


# -- OpenTelemetry -----------------------------------------------------------------------------------------------------


def read_otlp(traces: dict[str, Any]) -> list[Any]:
    """The spans as OpenTelemetry's own protobuf classes read them. OTLP writes ids in hex, protobuf in base64."""

    def in_base64(value: Any) -> Any:
        if isinstance(value, dict):
            ids = ("traceId", "spanId")
            return {
                name: base64.b64encode(bytes.fromhex(each)).decode() if name in ids else in_base64(each)
                for name, each in value.items()
            }
        return [in_base64(each) for each in value] if isinstance(value, list) else value

    request = ParseDict(in_base64(traces), ExportTraceServiceRequest())
    return list(request.resource_spans[0].scope_spans[0].spans)


def test_each_attempt_is_a_span_linked_to_its_add(story: Recording) -> None:
    spans = read_otlp(story.to_otlp())
    added = {(each.trace_id, each.span_id) for each in spans if each.name.startswith("send ")}
    attempts = [each for each in spans if each.name.startswith("process ")]
    table = story.attempts()
    assert len(attempts) == len(table)
    assert all({(link.trace_id, link.span_id) for link in each.links} <= added and each.links for each in attempts)
    failed = table["outcome"].isin(["failed", "retried", "stalled"]).sum()
    assert sum(each.status.code == 2 for each in attempts) == failed > 0
    assert all(each.end_time_unix_nano >= each.start_time_unix_nano > 0 for each in spans)
    assert len({each.span_id for each in spans}) == len(spans)


def test_the_same_recording_gives_the_same_bytes(story: Recording, hostile: Recording, tmp_path: Path) -> None:
    story.to_otlp(tmp_path / "a.json")
    story.to_otlp(tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert read_otlp(hostile.to_otlp())


# -- tables ------------------------------------------------------------------------------------------------------------


def test_pyarrow_reads_the_tables_back(story: Recording, tmp_path: Path) -> None:
    paths = story.to_parquet(tmp_path / "tables")
    frames = story.to_frames()
    assert [path.stem for path in paths] == list(frames)
    for path in paths:
        table = pyarrow.parquet.read_table(path)
        assert table.num_rows == len(frames[path.stem])
        assert table.column_names == list(frames[path.stem].columns)
    back = pyarrow.parquet.read_table(tmp_path / "tables" / "attempts.parquet").to_pandas()
    assert back["outcome"].tolist() == frames["attempts"]["outcome"].tolist()


@pytest.mark.parametrize("name", ["hostile", "empty"])
def test_whatever_a_recording_holds(name: str, hostile: Recording, tmp_path: Path) -> None:
    with Lab() as lab:
        recording = hostile if name == "hostile" else lab.recording
        assert len(recording.to_parquet(tmp_path)) == len(recording.to_frames())


def test_a_snapshot_has_a_row_for_every_value(story: Recording) -> None:
    frame = story.last.to_frame()
    expected = sum(1 if held.type == "string" else len(held.value) for held in story.last.state.values())
    assert len(frame) == expected
    delayed = frame[(frame["role"] == "completed")]
    assert delayed["meaning"].str.startswith("finished ").all()
    assert isinstance(frame, pd.DataFrame)


# -- an animated picture -----------------------------------------------------------------------------------------------


def test_pillow_reads_the_picture(story: Recording, tmp_path: Path) -> None:
    path = story.to_gif(tmp_path / "story.gif", 2, 4, seconds=0.5)
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        assert (picture.format, picture.n_frames, picture.info["duration"]) == ("GIF", 3, 500)  # type: ignore[attr-defined]
        assert picture.size[0] >= 800


def test_pillow_reads_a_picture_of_hostile_names(hostile: Recording, tmp_path: Path) -> None:
    with Image.open(hostile.to_gif(tmp_path / "hostile.gif")) as picture:
        assert picture.n_frames == len(hostile)  # type: ignore[attr-defined]


@pytest.mark.parametrize("stretch", [(True, 2), (1, True), (0, 3), (4, 2), (1, 999), ("a", None), (1, 2.5)])
def test_no_such_stretch(story: Recording, tmp_path: Path, stretch: tuple[Any, Any]) -> None:
    with pytest.raises(UsageError, match="is not a range of them"):
        story.to_gif(tmp_path / "story.gif", *stretch)
    with pytest.raises(UsageError, match="is not a valid time per step"):
        story.to_gif(tmp_path / "story.gif", 1, 2, seconds=0)
    with pytest.raises(UsageError, match="is not a valid time per step"):
        story.to_gif(tmp_path / "story.gif", 1, 2, seconds="x")  # type: ignore[arg-type]


def test_a_pictures_caption_touches_nothing(story: Recording) -> None:
    longest = max(story, key=lambda step: len(step.sentence))
    figure = plt.figure(figsize=(gif.WIDTH, gif.HEIGHT + gif.CAPTION))
    try:
        gif.draw(figure, story, longest)
        figure.canvas.draw()
        (caption,) = (text.get_window_extent() for text in figure.texts)
        others = [text.get_window_extent() for text in figure.axes[0].texts]
        assert "\n" in figure.texts[0].get_text()  # the case that touched
        assert "`" not in figure.texts[0].get_text()
        assert caption.y0 - max(each.y1 for each in others) > 0.1 * figure.dpi  # a tenth of an inch
        assert caption.y1 <= figure.bbox.y1
    finally:
        plt.close(figure)
