"""Wherever a path is taken, one that is none, or that no file system takes, is refused in a sentence of qlab's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import qlab as package
from qlab import Lab, Recording
from qlab.errors import QlabError, UsageError
from qlab.files import exists, is_file, is_folder
from qlab.run.arrivals import from_csv
from tests.cli.conftest import Qlab, qlab  # noqa: F401  a fixture

LONG = "x" * 5_000


class Bytes:
    """A path object whose path is bytes: os.PathLike allows it, pathlib does not."""

    def __fspath__(self) -> bytes:
        return b"x"


Taker = Callable[[Lab, Any], object]
WRITING: dict[str, Taker] = {
    "save": lambda lab, path: lab.recording.save(path),
    "to_html": lambda lab, path: lab.recording.to_html(path),
    "to_otlp": lambda lab, path: lab.recording.to_otlp(path),
    "to_gif": lambda lab, path: lab.recording.to_gif(path),
    "to_parquet": lambda lab, path: lab.recording.to_parquet(path),
    "to_typescript": lambda lab, path: lab.recording.to_typescript(path),
    "to_nestjs": lambda lab, path: lab.to_nestjs(path),
    "results": lambda _lab, path: package.results().save(path),
    "watch": lambda lab, path: package.attach(lab.url).watch("email", 0, path=path),
    "capture": lambda lab, path: package.capture(lab.url, "email", 0, path=path),
}
READING: dict[str, Taker] = {
    "load": lambda _lab, path: Recording.load(path),
    "from_recording": lambda _lab, path: Lab.from_recording(path),
    "from_csv": lambda _lab, path: from_csv(path),
    "ca": lambda _lab, path: package.attach("rediss://127.0.0.1:1", ca=path),
}
EXAMPLES = {
    "to_html": "welcome.html", "to_otlp": "welcome.json", "to_gif": "welcome.gif", "to_parquet": "tables",
    "to_typescript": "welcome.ts", "to_nestjs": "queues", "results": "answers.json", "from_csv": "arrivals.csv",
    "ca": "ca.pem",
}  # fmt: skip
"""What each suggests; the others a recording."""


@pytest.fixture(scope="module")
def embedded() -> Any:
    with Lab() as lab:
        lab.queue("email").add("welcome")
        yield lab


@pytest.mark.parametrize("path", [b"x", 3, Bytes(), ["x"]], ids=["bytes", "number", "PathLike of bytes", "list"])
@pytest.mark.parametrize("name", [*WRITING, *READING])
def test_what_is_no_path_is_refused(embedded: Lab, name: str, path: Any) -> None:
    example = EXAMPLES.get(name, "welcome.jsonl")
    with pytest.raises(UsageError, match=rf"is not a path; give a (file name|folder's name), such as '{example}'\.$"):
        {**WRITING, **READING}[name](embedded, path)


def test_a_folder_is_asked_for_where_one_is_taken(embedded: Lab) -> None:
    with pytest.raises(UsageError, match=r"^3 is not a path; give a folder's name, such as 'queues'\.$"):
        embedded.to_nestjs(3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "path", [LONG, f"{LONG}/a", "a\0b", "a\ud800"], ids=["long", "long folder", "NUL", "half pair"]
)
@pytest.mark.parametrize("name", [*WRITING, *READING])
def test_a_path_that_no_file_system_takes_is_refused(
    embedded: Lab, name: str, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(QlabError, match=r"cannot be (written|read)|is not a file's path"):
        {**WRITING, **READING}[name](embedded, path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", [LONG, "a\0b", "a\ud800", "/"], ids=["long", "NUL", "half pair", "no suffix"])
def test_a_figure_is_refused_such_a_path(embedded: Lab, path: str) -> None:
    axes = package.plot.states(embedded.recording)
    with pytest.raises(QlabError, match=r"cannot be written|saved as \.svg or \.png"):
        package.plot.save(axes, path if path == "/" else f"{path}.svg")
    with pytest.raises(UsageError, match=r"is not a path; give a file name, such as 'figure\.svg'\.$"):
        package.plot.save(axes, b"x")  # type: ignore[arg-type]


@pytest.mark.parametrize("path", [LONG, "a\0b"])
def test_a_dump_is_refused_such_a_path(path: str) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        package.attach(f"file:{path}")


@pytest.mark.parametrize("path", [LONG, f"{LONG}/a", "a\0b"])
def test_nothing_is_where_nothing_can_be(path: str) -> None:
    assert not any(there(Path(path)) for there in (exists, is_file, is_folder))


@pytest.mark.parametrize(
    "words",
    [
        ["export", LONG, "--as", "sequence"],
        ["export", "r.jsonl", "--as", "flow", "--out", LONG],
        ["export", "/", "--as", "gif"],
        ["export", ".", "--as", "flow"],
        ["play", LONG],
        ["play", f"{LONG}.jsonl"],
        ["play", "stalled", "--out", LONG],
        ["explore", f"{LONG}.py"],
        ["course", "--copy", LONG],
        ["course", "--copy", "copy", "--lessons", LONG],
        ["lab", LONG],
        ["demo", "--out", LONG],
        ["doctor", "redis://127.0.0.1:1", "--since", LONG],
        ["queues", "rediss://127.0.0.1:1", "--ca", LONG],
        ["queues", f"file:{LONG}"],
        ["class", "--tally", LONG],
    ],
    ids=lambda words: " ".join(words).replace(LONG, "long"),
)
def test_the_command_refuses_such_a_path(
    qlab: Qlab,  # noqa: F811
    embedded: Lab,
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    embedded.recording.save("r.jsonl")
    ran = qlab(*words)
    assert (ran.code, ran.err[:6]) == (2, "qlab: "), ran
    assert "Traceback" not in ran.err
    assert [each.name for each in tmp_path.iterdir()] == ["r.jsonl"]
