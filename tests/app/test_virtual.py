"""The application in virtual time: its demo ends as the real one does, and its whole day takes seconds."""

from __future__ import annotations

from pathlib import Path

from qlab import Lab
from qlab.app import virtual
from qlab.app.demo_request import DEMO
from qlab.app.queues import NAMES

DAY = Path(__file__).parents[2] / "data" / "focus-bear-day.csv"


def test_the_demo_leaves_what_the_real_one_leaves(lab: Lab) -> None:
    queues = virtual.register(lab)
    jobs, flow = virtual.demo(lab, queues)
    run = lab.run(virtual.PROCESSORS)
    attempts = run.attempts().query("queue == 'email'").groupby("job")["attempt"].max()
    assert attempts.tolist() == [1, 3, 1, 1]
    assert [str(job.state) for job in jobs[:4]] == ["completed", "completed", "failed", "completed"]
    assert flow.job.state == "completed"


def test_a_mail_of_the_demo_is_what_its_jobs_name_says() -> None:
    mails = [wish for wish in DEMO if wish.queue == "email"]
    assert [wish.name for wish in mails] == [wish.data["template"] for wish in mails]


def test_a_day_of_the_whole_application(lab: Lab) -> None:
    queues = virtual.register(lab)
    virtual.schedule(queues)
    run = lab.run(virtual.PROCESSORS, {"email": 3}, until="1d", arrivals=DAY, detail="transitions")
    finished = run.attempts().groupby("queue")["outcome"].value_counts()
    assert finished["data-sync", "completed"] == 24
    assert finished["email", "completed"] > 2_900
    assert finished["email", "failed"] > 0
    assert run.attempts().query("queue == 'scheduled' and outcome == 'completed'").shape[0] >= 144
    assert set(lab.snapshot().counts()) == set(NAMES)
