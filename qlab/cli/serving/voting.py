"""``qlab class``: serves a class that answers together, or counts the files that readers handed in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qlab.cli.output import AsJson, NoColor, console, print_json, safe
from qlab.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from qlab.classroom.classroom import Classroom

__all__ = ["register"]

PORT = 8_400
ON_LAN = (
    "It is open to the local network, without encryption: whoever is on it can open the students' page, "
    "and with the code join."
)
HERE = "Only this machine can open it; --lan lets phones on the local network join."


def register(app: typer.Typer) -> None:
    """Add ``qlab class``."""
    app.command("class", epilog="Example: qlab class --lan")(serve)


def serve(
    files: Annotated[
        list[Path] | None, typer.Argument(help="With --tally: files that qlab.results().save(…) wrote.")
    ] = None,
    lan: Annotated[bool, typer.Option("--lan", help="Serve on the local network, so that phones can join.")] = False,
    host: Annotated[str, typer.Option(help="This machine's address there, if --lan finds the wrong one.")] = "",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0: any free one.")] = PORT,
    tally: Annotated[bool, typer.Option("--tally", help="Count FILES instead of serving.")] = False,
    as_json: AsJson = False,
    no_color: NoColor = False,
) -> None:
    """Let a class answer together: students vote on their phones, the wall shows bars, then the truth.

    No names, one vote per student. With --tally, count the answers of files instead; no network is needed for that.
    """
    if tally:
        _tally(files or [], as_json=as_json, no_color=no_color)
    elif files or as_json:
        raise UsageError("Files and --json go with --tally: qlab class --tally answers/*.json.")
    else:
        _serve(lan, host, port, console(no_color=no_color))


def _serve(lan: bool, host: str, port: int, screen: Console) -> None:
    import asyncio

    from qlab.classroom.classroom import Classroom

    with Classroom(lan=lan, host=host, port=port) as room:
        from qlab.web.stop import Stop  # its library is there: the class has opened

        with Stop() as stop:
            _say(room, screen, lan=lan)
            asyncio.run(stop.wait())
    screen.print("Ended.")


def _say(room: Classroom, screen: Console, *, lan: bool) -> None:
    from qlab.classroom.qr import QrCode

    coloured = screen.color_system is not None
    for line in QrCode(room.link).lines(inverted=not coloured):
        screen.print(safe(line, "black on bright_white" if coloured else ""), soft_wrap=True)
    for what, said in {"students": room.address, "code": room.code, "teacher": room.wall}.items():
        screen.print(safe(f"{what:<10}"), safe(said), soft_wrap=True)
    screen.print(ON_LAN if lan else HERE)
    screen.print("The teacher's address holds a token: open it, and show it to nobody. Ctrl-C ends the class.")


def _tally(files: list[Path], *, as_json: bool, no_color: bool) -> None:
    from qlab.classroom.handed_in import tally_files
    from qlab.text.words import plural

    found = tally_files(files)
    if as_json:
        left = {"late": found.late, "strange": found.strange}
        print_json({"files": found.files, "left_out": left, "questions": [each.to_json() for each in found.tallies]})
        return
    screen = console(no_color=no_color)
    for each in found.tallies:
        screen.print(safe(""), *(safe(line) for line in each.text().splitlines()), sep="\n")
    screen.print(safe(f"\n{plural(found.files, 'file')}, {plural(len(found.tallies), 'question')}."[1:]))
    if found.late:
        screen.print(f"Left out: {plural(found.late, 'answer')} chosen after the answer had been shown.")
    if found.strange:
        screen.print(f"Left out: {plural(found.strange, 'answer')} that are none of their question's options.")
