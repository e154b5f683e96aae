"""The command as a whole: help with examples, errors as sentences, colours only where they are wanted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module

import pytest
import typer
from rich.cells import cell_len

from qlab import __version__
from qlab.cli import main
from qlab.cli.commands import MODULES, build
from qlab.cli.output import WIDTH, console, failed, safe
from qlab.errors import QlabError, UsageError
from tests.cli.conftest import Qlab

HOSTILE = "[red]<img src=x onerror=alert(1)>[/red]\x1b[31m\u202e\n\udcff"


def commands(app: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The paths of all commands below one: ``("app", "up")``."""
    below = getattr(app, "commands", None)
    if not below:
        return [path]
    return [each for name, command in below.items() for each in commands(command, (*path, name))]


ALL = commands(typer.main.get_command(build()))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_each_commands_help_has_an_example(qlab: Qlab, path: tuple[str, ...]) -> None:
    ran = qlab(*path, "--help")
    assert ran.code == 0
    shown = " ".join(ran.out.split())
    assert f"Example: qlab {' '.join(path)}" in shown
    assert max(map(cell_len, ran.out.splitlines())) <= WIDTH


def test_help_names_every_module_and_command(qlab: Qlab) -> None:
    ran = qlab("--help")
    assert len(MODULES) == len(set(MODULES))
    assert all(path[0] in ran.out for path in ALL)


def test_without_a_command_it_shows_the_help(qlab: Qlab) -> None:
    ran = qlab()
    assert "Usage" in ran.out + ran.err
    assert "demo" in ran.out + ran.err


def test_help_imports_no_more_than_it_shows() -> None:
    """What makes it slow: whatever talks to Redis, draws, or checks types."""
    script = (
        "import sys\nfrom qlab.cli import main\n"
        f"for path in {[(), *ALL]!r}:\n    try: main([*path, '--help'])\n    except SystemExit: pass\n"
        "print([name for name in ('bullmq', 'immutables', 'matplotlib', 'numpy', 'pandas', 'pydantic', 'redis')"
        " if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert ran.stdout.count("Usage: qlab") == len(ALL) + 1
    assert ran.stderr == "[]\n"


def test_each_module_adds_the_commands_it_is_listed_with() -> None:
    for module, names in MODULES.items():
        app = typer.Typer()
        import_module(f"qlab.cli.{module}").register(app)
        assert tuple(typer.main.get_group(app).commands) == names


def test_the_version_is_the_package_s(qlab: Qlab) -> None:
    ran = qlab("--version")
    assert (ran.code, ran.out) == (0, f"qlab {__version__}\n")
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.dev\d+)?", __version__)


def test_a_shell_can_complete_commands_and_options() -> None:
    def completed(words: str, at: int) -> list[str]:
        asked = {"_QLAB_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(at)}
        run = [sys.executable, "-c", "from qlab.cli import main; main()"]
        return subprocess.run(
            run, env={**os.environ, **asked}, check=False, capture_output=True, text=True
        ).stdout.split()

    assert completed("qlab d", 1) == ["demo", "doctor"]
    assert "--redact-all" in completed("qlab watch --re", 2)


@pytest.mark.parametrize("module", ["typer", "qlab.cli.commands", "qlab.cli.demo"])
def test_an_interrupt_during_an_import_is_silent(module: str) -> None:
    script = (
        "import sys\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}: raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "from qlab.cli import main\nmain(['demo', '--help'])"
    )
    ran = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "")


def test_an_unknown_command_is_refused(qlab: Qlab) -> None:
    ran = qlab("dmeo")
    assert ran.code == 2
    assert "dmeo" in ran.err
    assert "Traceback" not in ran.err


def test_python_m_qlab_is_the_command() -> None:
    ran = subprocess.run([sys.executable, "-m", "qlab", "--help"], check=True, capture_output=True, text=True)
    assert "Usage: qlab" in " ".join(ran.stdout.split())


def test_an_error_is_one_sentence_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> typer.Typer:
        app = typer.Typer(pretty_exceptions_enable=False)

        @app.command()
        def fail() -> None:
            raise UsageError("This will not do; do that instead, which is a long sentence, " + "and longer " * 10 + ".")

        return app

    monkeypatch.setattr("qlab.cli.commands.build", broken)
    with pytest.raises(SystemExit) as ended:
        main([])
    out, err = capsys.readouterr()
    assert ended.value.code == 2
    assert out == ""
    assert err.startswith("qlab: This will not do")
    assert err.count("\n") == 1


def test_an_errors_text_is_only_text(capsys: pytest.CaptureFixture[str]) -> None:
    failed(QlabError(HOSTILE))
    err = capsys.readouterr().err
    assert "[red]<img src=x onerror=alert(1)>[/red]\\x1b[31m\\u202e\\n\\xff" in err
    assert "\x1b" not in err


def test_hostile_text_sets_no_style_and_moves_no_cursor() -> None:
    text = safe(HOSTILE, "cyan")
    assert "[red]" in text.plain
    assert text.spans == []
    assert not set("\x1b\u202e\n\udcff") & set(text.plain)


@pytest.mark.parametrize(
    ("variables", "no_color", "coloured"),
    [
        ({}, False, True),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, False, True),  # no-color.org: empty means not set
        ({}, True, False),
    ],
)
def test_colours_only_where_they_are_wanted(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variables: dict[str, str],
    no_color: bool,
    coloured: bool,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm-256color", **variables}.items():
        monkeypatch.setenv(name, value)
    console(no_color=no_color).print(safe("failed", "bold red"))
    assert ("\x1b[" in capsys.readouterr().out) is coloured


def test_no_terminal_no_colours(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    console().print(safe("failed", "bold red"))
    assert capsys.readouterr().out == "failed\n"


def test_a_terminal_that_knows_only_ascii_shows_question_marks() -> None:
    variables = {**os.environ, "PYTHONIOENCODING": "ascii"}
    run = [sys.executable, "-c", "from qlab.cli import main; main(['course', 'nowhere→'])"]
    ran = subprocess.run(run, env=variables, check=False, capture_output=True)
    assert ran.returncode == 2
    assert b"nowhere?" in ran.stderr
    assert b"Traceback" not in ran.stderr
