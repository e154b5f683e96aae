"""``%load_ext qlab`` in a real IPython shell: %%step, and what Tab completes."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

from qlab import Lab, Step
from qlab.errors import UsageError


@pytest.fixture
def shell(lab: Lab) -> Iterator[Any]:
    made = InteractiveShell.instance()
    made.history_manager.enabled = False
    made.run_line_magic("load_ext", "qlab")
    made.user_ns.update(lab=lab, email=lab.queue("email"))
    yield made
    made.run_line_magic("unload_ext", "qlab")
    for name in [name for name, each in made.user_ns.items() if isinstance(each, Lab)]:
        del made.user_ns[name]
    InteractiveShell.clear_instance()


@pytest.mark.parametrize("line", ['"clear it"', "'clear it'", "clear it", '--lab=lab "clear it"'])
def test_a_cell_is_one_step_with_its_title(shell: Any, lab: Lab, line: str) -> None:
    step = shell.run_cell_magic(
        "step", line, "lab.redis.set('bull:email:note', 'x')\nlab.redis.delete('bull:email:note')"
    )
    assert isinstance(step, Step)
    assert (step.title, len(lab.steps)) == ("clear it", 1)


def test_what_the_cell_names_stays_and_what_it_raises_is_raised(shell: Any) -> None:
    shell.run_cell_magic("step", "", "job = email.add('welcome')")
    assert shell.user_ns["job"].id == "1"
    with pytest.raises(ZeroDivisionError):
        shell.run_cell_magic("step", "", "1 / 0")


@pytest.mark.parametrize("cell", ["await nothing", "[each async for each in nothing]", "async with nothing:\n    pass"])
def test_a_cell_that_awaits_is_refused_in_a_sentence_and_records_nothing(shell: Any, lab: Lab, cell: str) -> None:
    with pytest.raises(UsageError, match=r"cannot await; begin an ordinary cell with: with lab.observe\('title'\):"):
        shell.run_cell_magic("step", "wait", cell)
    assert lab.steps == []


@pytest.mark.parametrize(("cell", "line"), [("good = 1\nthis was wrong", 2), ("def broken(:", 1), ("if True:", 1)])
def test_an_error_of_syntax_names_the_cells_own_line_and_records_nothing(
    shell: Any, lab: Lab, cell: str, line: int
) -> None:
    with pytest.raises(SyntaxError) as raised:
        shell.run_cell_magic("step", "", cell)
    assert raised.value.lineno == line
    assert lab.steps == []


def test_a_traceback_shows_the_line_that_raised_and_what_was_done_is_recorded(shell: Any, lab: Lab) -> None:
    ran = shell.run_cell("%%step 'half'\nlab.redis.set('bull:email:note', 'x')\n1 / int(0)  # here")
    assert isinstance(ran.error_in_exec, ZeroDivisionError)
    told = "".join(traceback.format_exception(ran.error_in_exec))
    assert "1 / int(0)  # here" in told
    assert [step.title for step in lab.steps] == ["half"]


def test_a_cell_may_use_magics_and_commands_of_its_own(shell: Any, lab: Lab) -> None:
    step = shell.run_cell_magic("step", "", "where = %pwd\nlab.redis.set('bull:email:at', where)")
    assert [each.key for each in step.diff] == ["bull:email:at"]


def test_which_lab_is_meant_must_be_clear(shell: Any, lab: Lab) -> None:
    with pytest.raises(UsageError, match="is not a lab in this notebook"):
        shell.run_cell_magic("step", "--lab=email", "pass")
    del shell.user_ns["lab"]
    with pytest.raises(UsageError, match="No lab is open in this notebook"):
        shell.run_cell_magic("step", "", "pass")
    shell.user_ns["mine"] = lab
    assert shell.run_cell_magic("step", "", "pass").title == "by hand"


@pytest.mark.parametrize(
    "line",
    ["--lab=lab.close()", "--lab={lab.close()}", "--lab=lab.close() 'x'", "--lab {lab.close()}", "--lab=", "--lab",
     "--", "--lab= 'x'", "--lap=lab", "--labs lab", '--lab="lab"'],
)  # fmt: skip
def test_the_option_names_a_lab_and_runs_nothing(shell: Any, lab: Lab, line: str) -> None:
    with pytest.raises(UsageError, match=r"is not an option of %%step; write --lab= and the name of a lab\.$"):
        shell.run_cell_magic("step", line, "lab.redis.set('bull:email:note', 'x')")
    assert not lab.closed
    assert lab.steps == []


@pytest.mark.parametrize("title", ["{lab.close()}", "$lab", "--lab=lab {lab.close()}", '"{lab.close()}"'])
def test_a_title_is_taken_as_it_is_written(shell: Any, lab: Lab, title: str) -> None:
    step = shell.run_cell_magic("step", title, "pass")
    assert step.title == title.removeprefix("--lab=lab ").strip('"')


@pytest.mark.parametrize(
    "line", ["--lab mine 'a title'", "--lab=mine 'a title'", "  --lab=mine  a title ", "--lab=mine"]
)
def test_one_of_several_labs_is_named(shell: Any, lab: Lab, line: str) -> None:
    shell.user_ns["mine"] = lab
    assert shell.run_cell_magic("step", line, "pass").title == ("a title" if "title" in line else "by hand")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('lab.queue_named("', {"email"}),
        ("lab.queue_named('em", {"email"}),
        ('lab.worker("', {"email"}),
        ('lab.drain({"', {"email"}),
        ("lab.drain( {'e", {"email"}),
        ('lab.drain({"email": send, "', {"email"}),
        ('lab.run({"email": lambda job: f(job, [1, {2: 3}]), "', {"email"}),
        ('lab.run({\n    "email": send,\n    "', {"email"}),
        ('assert_enqueued("', {"email", "other lab's"}),
        ("refute_enqueued('", {"email", r"other lab\'s"}),
        ('assert_path(job, "waiting", "', {"active", "delayed", "waiting-children", "removed"}),
        ('observer.snapshot("email", states=["', {"active", "waiting-children"}),
    ],
)
def test_tab_completes_queues_and_states(shell: Any, lab: Lab, line: str, expected: set[str]) -> None:
    with Lab(prefix=lab.prefix) as shell.user_ns["second"]:
        shell.user_ns["second"].queue("other lab's")
        assert expected <= completed(shell, line)


def completed(shell: Any, line: str) -> set[str]:
    with provisionalcompleter():
        return {each.text for each in shell.Completer.completions(line, len(line)) if each.type == "value"}


@pytest.mark.parametrize(
    "line",
    ['lab.drain({"email": "', 'lab.drain({"email": f("', 'lab.drain({"email": send}, "', 'lab.drain("',
     'other.drain({"', 'drained({"', 'assert_path(job, "waiting")\nprint("',
     'assert_enqueued(email, "', 'JobState("rem'],
)  # fmt: skip
def test_tab_offers_no_queue_or_state_elsewhere(shell: Any, line: str) -> None:
    assert completed(shell, line) == set()
