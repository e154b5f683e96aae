from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map
from rich.cells import cell_len

from qlab.snapshot.changes import ZsetChanged
from qlab.snapshot.model import Snapshot
from qlab.snapshot.show import change_text, fit_columns
from qlab.snapshot.values import Entries, Entry, KeyState, zset

START = 1_767_225_600_000
IMG = "<img src=x onerror=alert(1)>"
HOSTILE = f"{IMG}\x1b[31m\u202e\udcff\x00"


def key(name: str, kind: str, value: Any, expires_at: int | None = None, encoding: str = "listpack") -> KeyState:
    return KeyState(f"bull:{name}", kind, encoding, expires_at, len(value), value=value)


def snapshot(*states: KeyState, at: int = 0) -> Snapshot:
    return Snapshot(START + at, START, "bull", Map({state.name: state for state in states}))


def due(ms: int) -> float:
    return (START + ms) * 4096


def of_all_types(text: str) -> list[KeyState]:
    return [
        key("q:id", "string", text),
        key("q:wait", "list", (text, text)),
        key("q:stalled", "set", (text,)),
        key("q:1", "hash", {"data": text, "failedReason": text, "name": text, text: text}),
        key("q:delayed", "zset", zset({text: due(2_000)})),
        key("q:events", "stream", Entries([Entry("1-0", (("event", text), ("jobId", text), (text, text)))])),
        key(f"{text}:meta", "hash", {"paused": "1"}),
        key(f"q:{text}:lock", "string", text, START + 30_000),
        KeyState(text, "module\x1b", text, None, 0, value=""),
    ]


def forms(text: str) -> list[str]:
    """Everything that shows a snapshot or a diff of keys that hold this text."""
    none, some, others = snapshot(), snapshot(*of_all_types(text)), snapshot(*of_all_types(f"{text}!"), at=2_000)
    diffs = [none.diff(some), some.diff(none), some.diff(others)]
    tables = [diff.to_frame() for diff in diffs]
    return [
        *(form for shown in (some, *diffs) for form in (shown.text(), shown._repr_html_(), repr(shown))),
        *(change.text() for diff in diffs for change in diff),
        *(form for table in tables for form in (table.to_string(), table.to_html())),
    ]


def test_hostile_text_is_shown_as_text_in_every_form() -> None:
    for form in forms(HOSTILE):
        form.encode()  # a lone surrogate could be neither printed nor sent to a browser
        assert not {"\x1b", "\u202e", "\x00"} & set(form)
    html = snapshot(*of_all_types(HOSTILE))._repr_html_()
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert IMG in snapshot(*of_all_types(HOSTILE)).text()


from_redis = st.one_of(
    st.text(max_size=130), st.binary(max_size=60).map(lambda raw: raw.decode("utf-8", "surrogateescape"))
)


@given(from_redis)
def test_no_line_is_wider_than_a_hundred_columns(text: str) -> None:
    some = snapshot(*of_all_types(text))
    for shown in (some, snapshot().diff(some), some.diff(snapshot())):
        assert max(map(cell_len, shown.text().split("\n"))) <= 100
    assert all(cell_len(line) <= 100 for change in snapshot().diff(some) for line in change.text().split("\n"))


@given(st.text(max_size=300), st.integers(1, 120))
def test_a_line_fits_whatever_its_characters_take(text: str, width: int) -> None:
    assert cell_len(fit_columns(text, width)) <= width


def test_the_same_state_is_always_shown_the_same() -> None:
    assert forms("x") == forms("x")


def test_raw_values_stand_beside_their_meaning() -> None:
    text = snapshot(key("email:delayed", "zset", zset({"1": due(2_000)})), at=500).text()
    assert text == (
        "Snapshot at +0.500 s (2026-01-01T00:00:00.500Z), prefix bull: 1 key\n"
        "\n"
        "email: 1 delayed\n"
        "  bull:email:delayed  (delayed, zset of 1 member, listpack)\n"
        "    1  score 7238556065792000 = 1767225602000 ms × 4096 + 0 → due in 1.500 s"
    )


def test_long_containers_are_cut_and_say_so() -> None:
    jobs = (key(f"q:{id}", "hash", {"name": "x"}) for id in range(500))
    seen = snapshot(key("q:wait", "list", tuple(map(str, range(2_000)))), *jobs)
    assert "    … and 1,980 more\n" in seen.text()
    assert "… and 481 more keys: 480 job" not in seen.text()
    assert "… and 480 more keys: 480 job" in seen.text()
    assert "… and 1,980 more" in seen._repr_html_()
    assert "… and 1,980 more" in snapshot().diff(seen).text()
    assert len(seen.text()) < 10_000
    assert len(seen._repr_html_()) < 40_000


def test_of_a_stream_the_latest_entries_are_shown() -> None:
    log = Entries([Entry(f"{at}-0", (("event", "drained"),)) for at in range(1, 31)])
    text = snapshot(key("q:events", "stream", log)).text()
    assert "  30-0  event=drained" in text
    assert "\n    1-0  event=drained" not in text
    assert "… and 10 more" in text


def test_one_line_for_each_atomic_change() -> None:
    before = snapshot(
        key("q:wait", "list", ("1", "2")),
        key("q:delayed", "zset", zset({"3": due(1_000)})),
        key("q:1", "hash", {"atm": "1", "x": "y"}),
        key("q:1:lock", "string", "t", START + 5_000),
    )
    after = snapshot(
        key("q:wait", "list", ("0", "1")),
        key("q:delayed", "zset", zset({"3": due(2_000), "4": due(3_000)})),
        key("q:1", "hash", {"atm": "2", "name": "n"}, encoding="hashtable"),
        key("q:1:lock", "string", "t", START + 9_000),
        key("q:events", "stream", Entries([Entry("1-0", (("event", "drained"),))])),
        at=1_000,
    )
    assert before.diff(after).text().split("\n") == [
        "Diff +0.000 s → +1.000 s: 5 keys changed",
        "  bull:q:wait  (wait)",
        "    + [0]  0  (job 0 is ready)",
        "    − [2]  2  (no longer: job 2 is ready)",
        "  bull:q:delayed  (delayed)",
        "    ~ 3  score 7238556061696000 → 7238556065792000 = 1767225602000 ms × 4096 + 0 → due in 1.000 s",
        "    + 4  score 7238556069888000 = 1767225603000 ms × 4096 + 0 → due in 2.000 s",
        "  bull:q:events  (events): born",
        "    + 1-0  event=drained  (drained: The queue has no ready job left; delayed ones may remain.)",
        "  bull:q:1  (job)",
        "    ~ atm  1 → 2  (2 attempts made)",
        "    + name  n  (the job's name, which the processor may choose by)",
        "    − x  y",
        "    ~ encoding listpack → hashtable",
        "  bull:q:1:lock  (lock)",
        "    ~ TTL 1767225605000 → 1767225609000  (expires in 8.000 s)",
    ]


def test_the_table_has_a_row_for_each_atomic_change() -> None:
    before = snapshot(key("q:wait", "list", ("1",)), key("q:1", "hash", {"atm": "1"}))
    after = snapshot(key("q:1", "hash", {"atm": "2"}), key("q:1:lock", "string", "t", START + 9))
    frame = before.diff(after).to_frame()
    assert list(frame.columns) == ["key", "queue", "role", "job", "change", "where", "before", "after"]
    rows = [tuple(None if cell != cell else cell for cell in row) for row in frame.itertuples(index=False)]  # noqa: PLR0124
    assert rows == [
        ("bull:q:wait", "q", "wait", None, "gone", "", "list", None),
        ("bull:q:wait", "q", "wait", None, "removed", "[0]", "1", None),
        ("bull:q:1", "q", "job", "1", "changed", "atm", "1", "2"),
        ("bull:q:1:lock", "q", "lock", "1", "born", "", None, "string"),
        ("bull:q:1:lock", "q", "lock", "1", "added", "", None, "t"),
        ("bull:q:1:lock", "q", "lock", "1", "ttl", "", None, str(START + 9)),
    ]
    assert list(snapshot().diff(snapshot()).to_frame().columns) == list(frame.columns)


def test_a_change_alone_names_its_key_on_each_line() -> None:
    (change,) = snapshot(key("email:delayed", "zset", zset({"2": 1}))).diff(
        snapshot(key("email:delayed", "zset", zset({"1": due(2_000), "2": 1})))
    )
    assert isinstance(change, ZsetChanged)
    assert change_text(change, now=START) == (
        "bull:email:delayed  + 1  score 7238556065792000 = 1767225602000 ms × 4096 + 0 → due in 2.000 s"
    )


def test_nothing_changed() -> None:
    same = snapshot(key("q:id", "string", "1"))
    assert same.diff(same).text() == "Diff at +0.000 s: nothing changed"


@pytest.mark.parametrize("shown", [snapshot(), snapshot().diff(snapshot())])
def test_html_follows_the_theme_and_holds_nothing_random(shown: Any) -> None:
    html = shown._repr_html_()
    assert "var(--jp-content-font-color1," in html
    assert "prefers-color-scheme:dark" in html
    assert "id=" not in html
    assert "<script" not in html
    assert len(html) < 3_000
