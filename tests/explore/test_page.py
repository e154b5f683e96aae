"""The samples of docs/explore.md do what the page says of them."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from qlab.errors import LockLost
from qlab.explore import explore
from qlab.lab.lab import Lab
from tests.explore.worlds import Moves, charged_once, paying

PAGE = Path(__file__).parents[2] / "docs" / "explore.md"
ACTOR, BEGIN, EXECUTOR, IN_TESTS = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def test_the_actor_of_the_page_tries_both_choices_and_catches_its_refusal() -> None:
    names: dict[str, Any] = {"partial": partial, "LockLost": LockLost}
    exec(ACTOR, names)

    def world(lab: Lab) -> dict[str, Any]:
        names["queue"] = lab.queue("q")
        names["queue"].add("job")
        return {"ann": names["worker"], "bob": names["worker"]}

    found = explore(world, late=1, ticks=1)

    assert found.holds, found.text()
    tried = found.moves_by_kind().set_index("operation")["moves"]
    assert tried[["take", "complete", "fail"]].min() > 0
    assert set(found.refused()["error"]) == {"LockLost"}


def test_the_incident_of_the_page_is_explored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Lab(prefix="bull") as lab:
        email = lab.queue("email")
        for number in range(11):
            email.add("mail", number)
        email.pause()  # step 12
        lab.recording.save("incident.jsonl")
    found: list[Any] = []

    def world(lab: Lab) -> dict[str, Any]:
        def worker() -> Moves:
            job = yield lab.queue_named("email").take
            yield job.complete

        return {"worker": worker}

    def noted(*args: Any, **options: Any) -> None:
        found.append(explore(*args, **options))

    exec(BEGIN, {"Lab": Lab, "explore": noted, "world": world})

    assert found[0].holds, found[0].text()
    assert found[0].states == 4  # at first, taken (so the queue goes on), completed, crashed


def test_the_executor_of_the_page_searches() -> None:
    calls: list[Any] = []

    def noted(*args: Any, **options: Any) -> None:
        calls.append(explore(*args, **options))

    exec(EXECUTOR, {"ProcessPoolExecutor": lambda: ThreadPoolExecutor(1), "explore": noted, "world": paying})

    alone = explore(paying, crashes=1)
    assert (calls[0].states, calls[0].found.moves) == (alone.states, alone.found.moves)


def test_the_test_of_the_page_fails_by_a_counterexample() -> None:
    names: dict[str, Any] = {"explore": explore, "world": paying, "charged_once": charged_once}
    exec(IN_TESTS, names)

    assert names["pytest_plugins"] == ["qlab.explore.pytest_plugin"]
    with pytest.raises(AssertionError):
        names["test_nobody_pays_twice"]()
