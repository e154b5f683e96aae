"""One question from its first vote to the truth, and all that may not be done on the way."""

from __future__ import annotations

import hmac
import sys

import pytest

import qlab
from qlab import Classroom
from qlab.classroom import seats
from qlab.classroom.class_session import Session
from qlab.errors import ClassFull, ClosedError, NotInClass, UsageError, WrongMoment
from qlab.teach.questions import course_questions
from tests.classroom.conftest import detail, phone, teacher, token_of, vote

TOLD = ("answer", "why", "claims", "votes")


def test_a_question_is_voted_on_twice_and_then_told(room: Classroom) -> None:
    with phone(room) as ada, phone(room) as bob, phone(room) as eve:
        room.ask("05-a")
        assert [vote(each, option).status_code for each, option in ((ada, 2), (bob, 1), (eve, 2))] == [200] * 3
        room.discuss()
        assert ada.get("/state").json()["phase"] == "discussion"
        room.again()
        assert [vote(each, option, round=2).status_code for each, option in ((ada, 1), (bob, 1))] == [200] * 2
        assert [bar.counts for bar in room.bars().bars] == [(0, 0), (1, 2), (2, 0)]
        told = room.reveal()
        assert [bar.right for bar in told.bars] == [False, True, False]
        assert "Misconception “attempts: 3 means three retries”" in told.text()
        assert ada.get("/state").json()["choices"] == [2, 1]
        assert eve.get("/state").json()["choices"] == [2, None]
        assert ada.get("/state").json()["answer"] == "3"


def test_nobody_is_told_before_the_moment(room: Classroom) -> None:
    with phone(room) as ada, teacher(room) as wall:
        room.ask("05-a")
        vote(ada, 1)
        for move in ("discuss", "again", "discuss", "bars"):
            for who, url in ((ada, "/state"), (wall, "/teacher/state")):
                shown = who.get(url).json()
                bars = url == "/teacher/state" and shown["phase"] == "bars"
                assert {name for name in TOLD if name in shown} == ({"votes"} if bars else set())
            room._move(move)
        assert "answer" not in wall.get("/teacher/state").json()
        assert all("answer" not in each for each in wall.get("/teacher/setting").json()["questions"])
        assert room.tally.to_json()["answer"] is None


def test_the_wall_leads_as_the_notebook_does(room: Classroom) -> None:
    with phone(room) as ada, teacher(room) as wall:
        assert wall.post("/teacher/ask", json={"id": "08-c"}).json()["question"] == course_questions()["08-c"].text
        vote(ada, 0)
        for move, phase in (("discuss", "discussion"), ("again", "voting"), ("bars", "bars"), ("reveal", "truth")):
            assert wall.post("/teacher/move", json={"move": move}).json()["phase"] == phase
        assert wall.get("/teacher/state").json()["votes"] == [[1, 0], [0, 0]]
        assert wall.post("/teacher/move", json={"move": "clear"}).json()["phase"] == "waiting"
        assert wall.post("/teacher/move", json={"move": "bars"}).status_code == 409
        assert wall.post("/teacher/ask", json={"id": "99-z"}).status_code == 404
    assert [tally.question.id for tally in room.tallies] == ["08-c"]


def test_the_first_answer_counts(room: Classroom) -> None:
    with phone(room) as ada:
        room.ask("05-a")
        vote(ada, 0)
        again = vote(ada, 1)
        assert (again.status_code, detail(again)) == (409, "You have voted already; your first answer counts.")
        assert phone_joins_again(room, ada)
        assert vote(ada, 1).status_code == 409
    assert room.tally.total(0) == 1


def phone_joins_again(room: Classroom, ada: object) -> bool:
    """The same cookie keeps its seat."""
    before = dict(ada.cookies)  # type: ignore[attr-defined]
    ada.get(f"/join/{room.code}")  # type: ignore[attr-defined]
    return before == dict(ada.cookies)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("number", "round"), [(1, 1), (2, 2), (3, 1), (2, 3)])
def test_a_vote_that_comes_late_counts_for_nothing_else(room: Classroom, number: int, round: int) -> None:
    room.ask("05-a").ask("05-b")
    with phone(room) as ada:
        late = vote(ada, 0, number, round)
        assert (late.status_code, detail(late)) == (409, "This vote came too late: the question is closed.")
        room.bars()
        assert vote(ada, 0, 2).status_code == 409
    assert room.tally.total(0) == 0


def test_moves_out_of_order_are_refused(room: Classroom) -> None:
    with pytest.raises(WrongMoment, match="ask one first"):
        room.bars()
    room.ask("05-a")
    with pytest.raises(WrongMoment, match="still voting"):
        room.again()
    room.discuss().again()
    room.bars()
    with pytest.raises(WrongMoment, match="second vote"):
        room.again()
    room.reveal()
    for move in (room.discuss, room.again, room.bars):
        with pytest.raises(WrongMoment):
            move()


def test_a_question_of_ones_own_and_a_prediction(room: Classroom) -> None:
    room.ask("Tabs or spaces?", "tabs", "spaces")
    with pytest.raises(WrongMoment, match="not known"):
        room.reveal()
    assert [bar.right for bar in room.reveal("spaces").bars] == [False, True]
    runs = qlab.predict("attempts=3, and the job fails each time. How often does it run?", 2, 3, 4, about="05-a")
    with phone(room) as ada:
        room.ask(runs)
        vote(ada, 2, number=2)
        assert room.reveal(runs.compare(3)).bars[2].misconception.number == 1  # type: ignore[union-attr]
    assert room.ask(qlab.predict("Which?", "a", "b", answer="b")).reveal().question.answer == "b"


@pytest.mark.parametrize("options", [("one",), ("same", "same"), tuple("abcdefghi")])
def test_what_a_class_cannot_vote_on(room: Classroom, options: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="2 to 8 options"):
        room.ask("Which?", *options)
    with pytest.raises(UsageError, match="no question"):
        room.ask("99-z")


def test_a_class_that_has_ended_says_so() -> None:
    room = Classroom()
    room.close()
    room.close()
    for ended in (lambda: room.ask("05-a"), room.bars, room.reveal):
        with pytest.raises(ClosedError, match="has ended"):
            ended()


def test_seats_are_bounded_and_a_voter_keeps_theirs() -> None:
    session = Session(seats=3)
    first, second, third = (session.join(session.code) for _ in range(3))
    session.ask(course_questions()["05-a"])
    session.vote(first, 1, 1, 0)
    with session.seat(second).window():
        session.join(session.code)  # the third has no page open, and has not voted
        with pytest.raises(NotInClass):
            session.seat(third)
        session.vote(session.join(session.code), 1, 1, 0)
        with pytest.raises(ClassFull, match="All 3 seats"):
            session.join(session.code)
    assert session.seat(first) is session.seat(first)


def test_of_the_open_pages_of_one_seat_the_oldest_goes() -> None:
    session = Session()
    seat = session.seat(session.join(session.code))
    opened = [seat.window() for _ in range(seats.WINDOWS + 1)]
    still = [each.__enter__() for each in opened]
    assert [each() for each in still] == [False, *[True] * seats.WINDOWS]
    for each in opened:
        each.__exit__(None, None, None)
    assert not seat.windows


def test_code_and_token_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    session, compared = Session(), []
    whole = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: compared.append((a, b)) or whole(a, b))
    assert not session.leads("x")
    assert session.leads(session.token)
    session.join(f" {session.code[:3].lower()}-{session.code[3:]} ")
    assert len(compared) == 3


def test_two_classes_share_no_secret_and_no_output_has_one(room: Classroom) -> None:
    sessions = [Session() for _ in range(20)]
    assert len({each.token for each in sessions}) == len({each.code for each in sessions}) == 20
    assert min(len(each.token) for each in sessions) >= 40
    for text in (repr(room), room._repr_html_(), room.ask("05-a").tally._repr_html_(), repr(room.tally)):
        assert token_of(room) not in text


def test_a_step_asks_where_its_job_goes_as_the_player_does(room: Classroom) -> None:
    with qlab.Lab() as lab:
        email = lab.queue("email", attempts=2, backoff=qlab.exponential("2s"))
        email.add("welcome")
        email.take().fail("SMTP 451")
        taken, failed = lab.steps[-2:]
        assert room.ask(failed).tally.question.text == f"Next: {failed.title}. Where does job 1 go?"
        assert failed.sentence not in room.tally.text()
        told = room.reveal()
        assert [bar.option for bar in told.bars if bar.right] == ["delayed"]
        assert [bar.why for bar in told.bars if bar.option == "failed"] == [qlab.JobState.FAILED.sentence]
        assert room.ask(taken).reveal().question.answer == "active"
        with lab.observe("nothing"):
            pass
        with pytest.raises(UsageError, match="No job moves"):
            room.ask(lab.last)


def test_without_its_libraries_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "segno", None)
    with pytest.raises(UsageError, match=r"needs segno, which is not installed; run: pip install 'qlab\[app\]'"):
        Classroom()
