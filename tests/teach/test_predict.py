"""Predictions: deterministic, harmless to "Run all", and true to what the keys say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qlab
from qlab.errors import UsageError
from qlab.teach.form import form

if TYPE_CHECKING:
    from qlab import Lab

WHY = {"failed": "It has an attempt left.", "delayed": "Due in two seconds."}
HOSTILE = '<img src=x onerror="alert(1)">\x1b[31m'


def question() -> qlab.teach.predict.Prediction:
    return qlab.predict("Where is job 1 now?", "wait", "active", "delayed", "failed", why=WHY)


def test_a_prediction_shows_question_and_options_the_same_each_time() -> None:
    assert repr(question()).splitlines()[:3] == ["Where is job 1 now?", "  ( ) wait", "  ( ) active"]
    assert repr(question()) == repr(question())
    assert question()._repr_html_() == question()._repr_html_()


def test_without_a_choice_the_comparison_says_what_is_and_what_is_behind_each_option() -> None:
    compared = question().compare("delayed")
    assert compared.right is None
    assert repr(compared).splitlines() == [
        "You made no prediction. The keys say: delayed.",
        "✗ wait",
        "✗ active",
        "✓ delayed: Due in two seconds.",
        "✗ failed: It has an attempt left.",
    ]


def test_a_choice_and_its_reason_are_held_against_the_keys() -> None:
    guess = question().answer("failed", because="it failed.")
    assert "(x) failed" in repr(guess)
    wrong = guess.compare("delayed")
    assert wrong.right is False
    assert wrong.verdict() == "You said: failed, because it failed. The keys say: delayed."
    assert guess.answer("delayed").compare("delayed").right is True


def test_what_was_measured_is_not_said_by_keys() -> None:
    guess = qlab.predict("Which is sooner?", "inline", "queued")
    assert guess.compare("queued", witness="times").verdict() == "You made no prediction. The times say: queued."
    assert guess.answer("queued").compare("queued", witness="times").verdict().endswith("The times agree: queued.")


def test_a_state_is_compared_by_its_name_or_its_containers(lab: Lab) -> None:
    job = lab.queue("email").add("welcome")
    assert job.state == "waiting"
    assert question().compare(job.state).actual == "wait"
    assert qlab.predict("State?", "waiting", "active").compare(job.state).actual == "waiting"


def test_an_answer_nobody_listed_is_still_told() -> None:
    assert "✓ completed" in repr(question().compare("completed"))


def test_reveal_asks_the_answers_function(lab: Lab) -> None:
    lab.queue("email").add("welcome")
    guess = qlab.predict("Keys?", 1, 6, answer=lambda lab: len(lab.snapshot().state))
    assert guess.reveal(lab).actual == "6"
    assert qlab.predict("Keys?", 1, 6, answer=6).reveal().actual == "6"


@pytest.mark.parametrize("options", [(), ("one",), ("one", "one"), (1, "1")])
def test_a_prediction_needs_two_different_options(options: tuple[object, ...]) -> None:
    with pytest.raises(UsageError, match="two or more options"):
        qlab.predict("Which?", *options)


def test_an_answer_that_is_no_option_is_a_clear_error() -> None:
    with pytest.raises(UsageError, match="'lost' is not among the options; choose: wait, active"):
        question().answer("lost")


def test_hostile_text_is_text() -> None:
    guess = qlab.predict(HOSTILE, HOSTILE, "b", why={"b": HOSTILE})
    for shown in (guess._repr_html_(), guess.compare("b")._repr_html_(), guess.compare(HOSTILE)._repr_html_()):
        assert "<img" not in shown
        assert "\x1b" not in shown
    assert "\x1b" not in repr(guess) + repr(guess.compare(HOSTILE))


def test_text_is_at_most_100_columns_wide() -> None:
    guess = qlab.predict("Why? " * 40, "a", "b", why={"a": "because " * 40})
    assert max(map(len, (repr(guess) + "\n" + repr(guess.compare("b"))).splitlines())) <= 100


def test_the_form_writes_into_the_prediction() -> None:
    guess = question()
    _title, radio, reason = form(guess).children
    radio.value, reason.value = "active", "a worker has it"
    assert (guess.choice, guess.because) == ("active", "a worker has it")


def test_outside_a_live_notebook_there_is_no_form() -> None:
    assert question()._repr_mimebundle_() == {}


def test_the_form_shows_no_backticks_and_answers_with_the_option_itself() -> None:
    guess = qlab.predict("Where is <b>1</b> in `wait`?", "in `mini:wait`", "in no list")
    title, radio, _reason = form(guess).children
    assert (
        title.value == '<strong>Predict: Where is &lt;b&gt;1&lt;/b&gt; in <code class="q-short">wait</code>?</strong>'
    )
    assert [label for label, _option in radio.options] == ["in mini:wait", "in no list"]
    radio.value = "in `mini:wait`"
    assert guess.choice == "in `mini:wait`"


def test_a_cell_that_runs_again_keeps_the_choice_and_the_reason() -> None:
    asked = ("Kept when asked again?", "yes", "no")
    qlab.predict(*asked).answer("no", because="it never is")
    again = qlab.predict(*asked)
    assert (again.choice, again.because) == ("no", "it never is")
    _title, radio, reason = form(again).children
    assert (radio.value, reason.value) == ("no", "it never is")
    assert again.compare("yes").verdict() == "You said: no, because it never is. The keys say: yes."
    assert qlab.predict(asked[0], "perhaps", "never").choice is None
