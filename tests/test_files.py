"""Files are whole or not at all: a full disk, an interrupt at any moment or a kill leaves the old one as it was."""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import qlab
from qlab import Lab, Recording
from qlab.cli.story.written import write_story
from qlab.errors import ExportError, UsageError
from qlab.files import write_file, write_files
from qlab.observe.watching.watch_file import write as write_watched
from tests.servers import missing

ROOT = Path(__file__).parents[1]
OLD = b"the old file, whole"


@pytest.fixture(scope="module")
def recording() -> Recording:
    with Lab() as lab:
        email = lab.queue("email")
        for number in range(40):
            email.add("welcome", {"to": "ada@example.com", "text": "x" * 400, "number": number})
        return lab.recording


def figure(recording: Recording, path: Path) -> object:
    return qlab.plot.save(qlab.plot.states(recording), path)


WRITERS: dict[str, Callable[[Recording, Path], object]] = {
    "r.jsonl": lambda recording, path: recording.save(path),
    "r.html": lambda recording, path: recording.to_html(path),
    "r.svg": figure,
    "r.png": figure,
    "watch.jsonl": lambda recording, path: write_watched(recording, iter(recording.steps), path),
    "any.txt": lambda _recording, path: write_file(path, "x" * 50_000),
}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own of 64 kB, where one can be mounted."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], capture_output=True, check=False)
    if made.returncode:
        missing("the right to mount a tmpfs", "run the tests as root")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@contextlib.contextmanager
def file_sizes_up_to(limit: int) -> Iterator[None]:
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def check_old(path: Path, folder: Path) -> None:
    assert path.read_bytes() == OLD
    assert {each.name for each in folder.iterdir()} - {"filler"} <= {path.name, f"{path.name}.part"}


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_destroys_nothing(name: str, recording: Recording, small_disk: Path) -> None:
    path = small_disk / name
    path.write_bytes(OLD)
    (small_disk / "filler").write_bytes(b"x" * 48_000)
    with pytest.raises(ExportError, match="No space left on device"):
        WRITERS[name](recording, path)
    check_old(path, small_disk)


@pytest.mark.parametrize("name", WRITERS)
def test_a_limit_on_the_size_of_files_destroys_nothing(name: str, recording: Recording, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(OLD)
    with file_sizes_up_to(4_096), pytest.raises(ExportError, match="File too large"):
        WRITERS[name](recording, path)
    check_old(path, tmp_path)


FOLDERS: dict[str, Callable[[Path], object]] = {
    "one too large": lambda folder: write_files(folder, {"a": "small", "b": "x" * 50_000}),
    "one a folder": lambda folder: write_files(folder, {"a": "small", "taken": "small"}),
    "parquet": lambda folder: Recording.load(folder / "r.jsonl").to_parquet(folder),
}


@pytest.mark.parametrize("what", FOLDERS)
def test_of_several_files_none_is_put_in_its_place_before_all_are_whole(
    what: str, recording: Recording, tmp_path: Path
) -> None:
    recording.save(tmp_path / "r.jsonl")
    (tmp_path / "taken").mkdir()
    (tmp_path / "jobs.parquet").mkdir()
    (tmp_path / "a").write_bytes(OLD)
    before = {each.name for each in tmp_path.iterdir()}
    with file_sizes_up_to(4_096), pytest.raises(ExportError):
        FOLDERS[what](tmp_path)
    assert (tmp_path / "a").read_bytes() == OLD
    assert {each.name for each in tmp_path.iterdir()} == before


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # files that an interrupt left open
def test_an_interrupt_at_any_line_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    """Every line that writing runs through is interrupted once."""
    path, new = tmp_path / "f", b"the new one, whole"
    module = sys.modules["qlab.files"].__file__
    at = reached = 0

    def trace(frame: object, event: str, _argument: object) -> object:
        nonlocal reached
        if frame.f_code.co_filename != module:  # type: ignore[attr-defined]
            return None
        if event == "line":
            reached += 1
            if reached == at:
                raise KeyboardInterrupt
        return trace

    interrupted = True
    while interrupted:
        at, reached = at + 1, 0
        path.write_bytes(OLD)
        before = sys.gettrace()
        sys.settrace(trace)  # type: ignore[arg-type]
        try:
            write_file(path, new)
            interrupted = False
        except KeyboardInterrupt:
            pass
        finally:
            sys.settrace(before)
        assert path.read_bytes() in (OLD, new), at
        left = {each.name for each in tmp_path.iterdir()} - {"f"}
        for each in left:  # only where the interrupt came before the file could be known
            (tmp_path / each).unlink()
    gc.collect()
    assert at > 15
    assert path.read_bytes() == new


KILLED = """
import os, signal, sys
from qlab.files import write_file
def pieces():
    yield "half"
    os.kill(os.getpid(), signal.SIGKILL)
write_file(sys.argv[1], pieces())
"""


def test_a_killed_process_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(OLD)
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == OLD


def test_what_fails_in_between_keeps_its_own_error(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(OLD)

    def pieces() -> Iterator[str]:
        yield "half"
        raise UsageError("Something else.")

    with pytest.raises(UsageError, match="Something else"):
        write_file(path, pieces())
    check_old(path, tmp_path)


def test_links_modes_and_pipes_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(OLD)
    real.chmod(0o640)
    link.symlink_to(real)
    write_file(link, "new")
    assert (link.is_symlink(), real.read_text(), real.stat().st_mode & 0o777) == (True, "new", 0o640)
    read, write = os.pipe()
    write_file(f"/dev/fd/{write}", "through")
    os.close(write)
    with os.fdopen(read) as file:
        assert file.read() == "through"
    write_file("/dev/null", "nothing")
    assert Path("/dev/null").is_char_device()
    for umask, mode in ((0o022, 0o644), (0o077, 0o600), (0o777, 0)):
        before = os.umask(umask)
        try:
            made = write_file(tmp_path / f"new{umask}", "x")
        finally:
            os.umask(before)
        assert made.stat().st_mode & 0o777 == mode


@pytest.mark.parametrize("name", ["no/such/folder", "", "\0", "x" * 300, "folder"])
def test_a_path_that_cannot_be_written_is_told_in_a_sentence(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ExportError, match="choose another path"):
        write_file(f"{tmp_path}/{name}", "x", "page")


def test_a_watch_keeps_what_it_wrote_and_replaces_at_its_end(recording: Recording, tmp_path: Path) -> None:
    path, part = tmp_path / "w.jsonl", tmp_path / "w.jsonl.part"

    def steps(*, whole: bool) -> Iterator[object]:
        yield from recording.steps[:10]
        held = part if part.exists() else path
        assert held.read_text().count("\n") == 11  # as it comes
        if not whole:
            raise KeyboardInterrupt

    write_watched(recording, steps(whole=True), path)  # type: ignore[arg-type]
    first = path.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        write_watched(recording, steps(whole=False), path)  # type: ignore[arg-type]
    assert path.read_bytes() == first
    assert part.read_text().count("\n") == 11
    write_watched(recording, steps(whole=True), path)  # type: ignore[arg-type]
    assert (path.read_bytes(), part.exists()) == (first, False)


def test_the_demo_writes_over_its_own_files(recording: Recording, tmp_path: Path) -> None:
    first = {name: (tmp_path / name).read_bytes() for name in write_story(recording, tmp_path)}
    assert {name: (tmp_path / name).read_bytes() for name in write_story(recording, tmp_path)} == first
    assert {each.name for each in tmp_path.iterdir()} == set(first)


def test_nothing_else_in_the_project_writes_files() -> None:
    """A new writer must go through ``qlab.files``; the two exceptions write where nothing is yet."""
    writing = (".write_text(", ".write_bytes(", 'open("w', "open('w", "savefig(", "nbformat.write(", ".to_csv(")
    allowed = {"qlab/files.py", "qlab/lab/server_io/private_directory.py", "qlab/observe/watching/watch_file.py"}
    found = {
        str(path.relative_to(ROOT))
        for folder in ("qlab", "tools", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        if any(each in path.read_text(encoding="utf-8") for each in writing)
    }
    assert found - allowed <= {"qlab/plot/drawing/picture.py", "qlab/export/gif.py"}  # they draw into memory
