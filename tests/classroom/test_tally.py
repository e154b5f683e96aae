"""Tallies: from votes and from files, in text, HTML, JSON, a table and a figure; no truth before it is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pytest

import qlab
from qlab.classroom.handed_in import LARGEST, tally_files
from qlab.classroom.tally import Tally
from qlab.errors import UsageError
from qlab.teach import results
from qlab.teach.questions import Question, course_questions

HOSTILE = "<img src=x onerror=alert(1)>\x1b[31m\u202e$x$"
TWICE = [{"2": 3, "3": 5, "4": 12}, {"3": 17, "4": 3}]
HEAD = {"format": results.FORMAT, "version": results.VERSION}
ANSWER = {
    "about": "05-a", "question": "?", "options": ["2", "3", "4"], "choice": "4", "because": "", "actual": "3",
    "late": False,
}  # fmt: skip


def tally(*, told: bool = True) -> Tally:
    return Tally(course_questions()["05-a"], TWICE, told=told)


def test_both_rounds_stand_side_by_side() -> None:
    assert tally().text().splitlines() == [
        "05-a  attempts=3, and the job fails each time. How often does it run?",
        "20 votes, then 20 votes; right: 5, then 17. The answer: 3.",
        "✗ A  2",
        "     first  ████                        3  15%",
        "     second                             0   0%",
        "     Two is the number of retries; the first run counts as well.",
        "✓ B  3",
        "     first  ██████                      5  25%",
        "     second ████████████████████       17  85%",
        "     Every run is an attempt, the first one included.",
        "✗ C  4",
        "     first  ██████████████             12  60%",
        "     second ████                        3  15%",
        "     Misconception “attempts: 3 means three retries”: attempts counts every run, the first one",
        "     included: attempts=3 is one run and two retries. (Misconception 1, bullmq #1396.)",
    ]
    assert max(map(len, tally().text().splitlines())) <= 100  # else a terminal breaks a line once more
    assert tally().to_frame()["misconception"].tolist() == ["", "", "attempts: 3 means three retries"]
    assert tally().to_frame()["second_votes"].tolist() == [0, 17, 3]


def test_before_it_is_told_the_truth_is_nowhere() -> None:
    shown = tally(told=False)
    whole = shown.text() + shown._repr_html_() + json.dumps(shown.to_json()) + shown.to_frame().to_csv()
    assert not {mark for mark in ("✓", "✗", "isconception “", "The answer", "Every run") if mark in whole}
    assert shown.to_json()["answer"] is None
    assert shown.plot().get_yticklabels()[1].get_text() == "3"
    plt.close("all")


def test_the_figure_has_a_bar_for_each_option_and_round() -> None:
    ax = tally().plot()
    assert [round(bar.get_width()) for bar in ax.patches] == [3, 5, 12, 0, 17, 3]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["first vote", "second vote"]
    assert ax.get_yticklabels()[1].get_text() == "✓ 3"
    assert Tally(course_questions()["05-a"], TWICE[:1]).plot(plt.figure().gca()).get_legend() is None
    plt.close("all")


def test_whatever_a_question_holds_it_stays_text() -> None:
    hostile = Question("", HOSTILE, (HOSTILE, "b"), HOSTILE, {HOSTILE: HOSTILE})
    shown = Tally(hostile, [{HOSTILE: 1}], told=True)
    assert "<img" not in shown._repr_html_()
    assert not set(shown.text()) & {"\x1b", "\u202e"}
    shown.plot().figure.canvas.draw()  # a dollar sign begins no formula
    plt.close("all")


def write(path: Path, *answers: dict[str, Any]) -> Path:
    whole = {**HEAD, "answers": list(answers)}
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def test_files_are_counted_and_the_course_says_what_is_right(tmp_path: Path) -> None:
    files = [
        write(tmp_path / "a.json", ANSWER, {**ANSWER, "about": "03-b", "choice": "completed"}),
        write(tmp_path / "b.json", {**ANSWER, "actual": "2", "question": HOSTILE}, {**ANSWER, "choice": None}),
        write(tmp_path / "c.json", {**ANSWER, "choice": "3", "late": True}, {**ANSWER, "choice": "seven"}),
        write(tmp_path / "d.json", {**ANSWER, "about": "", "question": "Mine?", "actual": "4"}),
    ]
    found = tally_files([*files, files[0]])
    assert (found.files, found.late, found.strange) == (4, 1, 1)
    assert [each.question.id for each in found.tallies] == ["03-b", "05-a", ""]
    assert found.tallies[1].question == course_questions()["05-a"]
    assert [bar.counts[0] for bar in found.tallies[1].bars] == [0, 0, 2]
    assert found.tallies[1].bars[2].misconception.number == 1  # type: ignore[union-attr]
    assert (found.tallies[2].question.text, found.tallies[2].question.answer) == ("Mine?", "4")


def test_where_files_differ_about_the_answer_it_is_not_known(tmp_path: Path) -> None:
    own = {**ANSWER, "about": ""}
    files = [write(tmp_path / f"{at}.json", {**own, "actual": actual}) for at, actual in enumerate("34")]
    assert tally_files(files).tallies[0].question.answer is None
    assert [bar.right for bar in tally_files(files).tallies[0].bars] == [None] * 3


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"null", b"[]", b"[" * 100_000, b"\xff", b'{"format": "qlab-results"}',
        *(json.dumps({**HEAD, "answers": answers}).encode() for answers in (
            None, 1, [1], [[]], [{}], [{**ANSWER, "options": "ab"[:1]}], [{**ANSWER, "options": [1, 2]}],
            [{**ANSWER, "choice": 1}], [{**ANSWER, "late": 0}], [{**ANSWER, "options": list("abcdefghi")}],
            [{**ANSWER, "about": None}], [ANSWER] * 501,
        )),
        json.dumps({**HEAD, "version": 2, "answers": []}).encode(),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ada\x1b.json"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"^ada\\x1b.json was not written by .*; leave it out\.$"):
        tally_files([path])


def test_files_that_are_too_large_missing_or_too_many(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (LARGEST + 1))
    for paths, said in (
        ([large], "more than 2,000,000 bytes"), ([tmp_path / "no.json"], "cannot be read"), ([tmp_path], "cannot be"),
        ([], "not 0"), ([tmp_path / str(at) for at in range(1_001)], "not 1,001"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=said):
            tally_files(paths)


def test_what_results_saves_is_what_the_tally_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "_session", {})
    runs = qlab.predict("attempts=3, and the job fails each time. How often does it run?", 2, 3, 4, about="05-a")
    runs.answer(4, because=HOSTILE).compare(3)
    found = tally_files([qlab.results().save(tmp_path / "mine.json")])
    assert [bar.counts[0] for bar in found.tallies[0].bars] == [0, 0, 1]
