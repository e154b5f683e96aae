"""Results: a reader's predictions of a session; what counts is what was chosen before the answer was shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import qlab
from qlab.errors import ExportError
from qlab.teach import results
from qlab.teach.predict import Prediction


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(results, "_session", {})
    return


def ask() -> Prediction:
    return qlab.predict("How often does it run?", 2, 3, 4, about="05-a")


def only() -> results.Answer:
    (answer,) = qlab.results().answers
    return answer


def test_a_prediction_from_its_question_to_its_end() -> None:
    assert qlab.results().text() == results.NONE_YET
    runs = ask()
    assert only().verdict == "not predicted"
    runs.answer(4, because="three retries")
    assert (only().choice, only().verdict) == ("4", "not compared yet")
    runs.compare(3)
    assert only() == ("05-a", "How often does it run?", ("2", "3", "4"), "4", "three retries", "3", False)
    assert only().verdict == "wrong"
    assert "1 question, 1 prediction, 0 of them right beforehand." in qlab.results().text()


def test_what_is_chosen_after_the_answer_is_said_to_be_late() -> None:
    runs = ask()
    runs.compare(3)
    runs.answer(3)
    assert (only().late, only().verdict) == (True, "right, chosen after the answer")
    assert "0 of them right" in qlab.results().summary()


def test_a_second_thought_after_the_answer_does_not_count() -> None:
    runs = ask().answer(4)
    runs.compare(3)
    runs.answer(3)
    runs.compare(3)
    assert (only().choice, only().late) == ("4", False)


def test_a_cell_that_is_run_again_keeps_what_was_said() -> None:
    ask().answer(2)
    again = ask()
    assert only().choice == "2"
    again.answer(3)
    again.compare(3)
    assert (only().choice, only().right) == ("3", True)
    ask().answer(4)
    assert (only().choice, only().right) == ("3", True)


def test_questions_without_an_id_are_told_apart_by_what_they_ask() -> None:
    for options in (("a", "b"), ("a", "b"), ("a", "c")):
        qlab.predict("Which?", *options)
    assert len(qlab.results()) == 2


def test_a_session_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "MOST", 3)
    for at in range(5):
        qlab.predict(f"Question {at}?", "a", "b")
    assert [each.question for each in qlab.results().answers] == ["Question 2?", "Question 3?", "Question 4?"]


def test_the_file_is_replaced_whole_and_the_same_for_the_same_answers(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text("mine", encoding="utf-8")
    ask().answer(4).compare(3)
    assert qlab.results().save(path) == path
    first = path.read_bytes()
    qlab.results().save(path)
    assert path.read_bytes() == first
    assert json.loads(first)["answers"][0]["choice"] == "4"
    assert [each.name for each in tmp_path.iterdir()] == ["answers.json"]
    with pytest.raises(ExportError, match="file of answers cannot be written"):
        qlab.results().save(tmp_path / "no" / "answers.json")
    assert path.read_bytes() == first


def test_table_and_card_hold_hostile_text_as_text() -> None:
    qlab.predict("<script>alert(1)</script>", "<b>", "b").answer("<b>", because="\x1b[31m<i>")
    shown = qlab.results()
    assert shown.to_frame().columns.tolist() == ["about", "question", "choice", "because", "actual", "verdict"]
    assert "<script>" not in shown._repr_html_()
    assert "<i>" not in shown._repr_html_()
    assert "\x1b" not in shown.text()


def test_an_id_stays_on_one_line() -> None:
    qlab.predict("How many?", 1, 2, about="05-a2").compare(1)
    assert '<td><code class="q-short">05-a2</code></td>' in qlab.results()._repr_html_()
