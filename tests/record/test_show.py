from __future__ import annotations

from immutables import Map
from rich.cells import cell_len

from qlab.protocol.operations import operation
from qlab.record.recording import Recording
from qlab.record.step import NO_TRACE, Call, Command, Step, Trace
from qlab.snapshot.model import Snapshot
from qlab.snapshot.values import KeyState

START = 1_767_225_600_000
HOSTILE = "<img src=x onerror=alert(1)>\x1b[31m\u202e\udcff"


def snapshot(*states: KeyState, at: int = 0) -> Snapshot:
    return Snapshot(START + at, START, "bull", Map({state.name: state for state in states}))


def step(index: int = 1, text: str = "1", trace: Trace = NO_TRACE, at: int = 2_000) -> Step:
    after = snapshot(KeyState("bull:q:wait", "list", "listpack", None, 1, value=(text,)), at=at)
    said = f"Job {text} is added."
    return Step(
        index,
        f"q: add {text}",
        Call(operation("add"), "q"),
        snapshot(),
        after,
        text,
        None,
        lambda _: said,
        lambda: trace,
    )


PUSH = Command("LPUSH", ("bull:q:wait", "1"), ("bull:q:wait",))


def test_a_step_as_text() -> None:
    assert step(trace=Trace("addStandardJob", (PUSH,))).text() == (
        "Step 1  +2.000 s  q: add 1  [addStandardJob]\n"
        "Job 1 is added.\n"
        "  bull:q:wait  (wait): born\n"
        "    + [0]  1  (job 1 is ready)\n"
        "  1 command\n"
        "    LPUSH bull:q:wait 1"
    )


def test_a_step_that_changed_nothing_says_so() -> None:
    same = snapshot()
    quiet = Step(
        1, "look", Call(operation("look")), same, same, None, None, lambda _: "Nothing happens.", lambda: NO_TRACE
    )
    assert quiet.text() == "Step 1  +0.000 s  look\nNothing happens.\n  nothing changed"
    assert "nothing changed" in quiet._repr_html_()


def test_a_step_as_html() -> None:
    html = step(trace=Trace("addStandardJob", (PUSH,)))._repr_html_()
    for shown in (
        "q: add 1",
        "Step 1, +2.000 s",
        "Job 1 is added.",
        ">addStandardJob<",
        "<summary>1 command</summary>",
    ):
        assert shown in html
    assert html.index("<details>") < html.index("bull:q:wait"), "the commands are closed at first, the changes open"


def test_long_traces_are_cut() -> None:
    long = step(trace=Trace("x", (PUSH,) * 2_000))
    assert "    … and 1,960 more" in long.text()
    assert "… and 1,960 more" in long._repr_html_()
    assert len(long._repr_html_()) < 15_000


def test_a_recording_as_text_and_html() -> None:
    recording = Recording(snapshot(), server="valkey 9.1.2", steps=[step(1), step(2, "22", at=12_500)])
    assert recording.text() == (
        "Recording of 2 steps, to +12.500 s in virtual time on valkey 9.1.2\n"
        "1    +2.000 s  Job 1 is added.\n"
        "2   +12.500 s  Job 22 is added."
    )
    assert "Job 22 is added." in recording._repr_html_()


def test_long_recordings_are_cut_and_an_empty_one_is_no_trouble() -> None:
    recording = Recording(snapshot(), steps=[step(index) for index in range(1, 251)], note="no trace")
    assert recording.text().endswith("\n… and 150 more")
    assert "no trace" in recording.text()
    assert "… and 150 more" in recording._repr_html_()
    assert Recording(snapshot()).text() == "Recording of 0 steps, to +0.000 s in virtual time"


def test_hostile_text_is_shown_as_text() -> None:
    hostile = step(text=HOSTILE * 9, trace=Trace(HOSTILE, (Command("SET", (HOSTILE,), (HOSTILE,)),)))
    recording = Recording(snapshot(), server=HOSTILE, note=HOSTILE, steps=[hostile])
    for form in (hostile.text(), hostile._repr_html_(), recording.text(), recording._repr_html_()):
        form.encode()
        assert not {"\x1b", "\u202e"} & set(form)
    for text in (hostile.text(), recording.text()):
        assert "<img src=x onerror=alert(1)>" in text.replace("\n", " ")
        assert max(map(cell_len, text.split("\n"))) <= 100
    for html in (hostile._repr_html_(), recording._repr_html_()):
        assert "<img" not in html


def test_wide_characters_are_counted_as_the_two_columns_they_take() -> None:
    wide = step(text="试试看 " * 60)
    assert max(map(cell_len, wide.text().split("\n"))) <= 100
