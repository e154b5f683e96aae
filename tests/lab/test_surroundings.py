"""Odd surroundings: a lab works there, or says in one sentence and at once what is missing."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

import qlab
from qlab import Lab
from qlab.connect import connection_errors
from qlab.explore.stage.wire import Wire
from tests.servers import missing, need_program

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts, and limits as Linux has them")

OPENS_A_LAB = """
from qlab import Lab, QlabError
try:
    with Lab() as lab:
        print(lab.queue("q").add("a").state)
except QlabError as error:
    print(error)
"""
ODD = ["a b", "a'b", 'a"b', "a\nb", "a\\nb", "a%20b?c#d", "é", "-rf", "$(true)"]
TOO_ODD = ["x" * 150, os.fsdecode(b"\xff")]
"""Too long for a socket's path, and nothing that a URL can hold: /tmp serves."""
WORKS = "waiting"


@pytest.fixture
def base() -> Iterator[Path]:
    """A short path, as a socket's must be."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        yield Path(name)


@pytest.mark.parametrize("name", [*ODD, *TOO_ODD])
def test_any_name_of_the_temporary_directory_will_do(name: str, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = base / name
    odd.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(odd))
    with Lab() as lab:
        lab.queue("q").add("a")
        assert str(lab.url).isascii()
        inside = [each.name for each in odd.iterdir()]
        assert bool(inside) is (name not in TOO_ODD)
        with qlab.attach(str(lab.url)) as observer, Lab(url=str(lab.url)) as guest:
            assert observer.queues()[0].name == "q"
            assert guest.queue("r").add("b").state == WORKS
        wire = Wire(str(lab.url))
        assert wire.call("PING") == "PONG"
        wire.close()
    assert list(odd.iterdir()) == []


def run(*before: str, folder: Path | None = None, **variables: str) -> str:
    """What a process says that opens a lab, in surroundings of its own: one line."""
    ran = subprocess.run(
        [*before, sys.executable, "-c", OPENS_A_LAB],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={"PATH": os.environ["PATH"], **variables},
        timeout=60,
    )
    assert ran.stderr == ""
    assert ran.stdout.count("\n") == 1
    return ran.stdout.strip()


def test_without_a_home_or_any_other_variable() -> None:
    assert run() == WORKS


def test_a_relative_temporary_directory(base: Path) -> None:
    (base / "t").mkdir()
    assert run(folder=base, TMPDIR="t") == WORKS
    assert run(folder=base, TMPDIR="nowhere") == WORKS


@pytest.mark.parametrize("umask", ["000", "077", "777"])
def test_any_umask(umask: str) -> None:
    within = ["/bin/sh", "-c", f'umask {umask}; exec "$@"', "sh"]
    if os.geteuid() == 0:  # to whom no mode means anything, unless this right is taken away
        within += [need_program("setpriv"), "--bounding-set=-dac_override,-dac_read_search"]
    assert run(*within, PYTHONDONTWRITEBYTECODE="1") == WORKS


@pytest.mark.parametrize("limit", [8, 10, 20, 34, 64])
def test_few_descriptors(limit: int) -> None:
    told = run("/bin/sh", "-c", f'ulimit -n {limit}; exec "$@"', "sh")
    assert told == WORKS if limit == 64 else "ulimit -n" in told


@pytest.fixture
def mounts(base: Path) -> list[str]:
    """The beginning of a command that runs in a mount table of its own; what it mounts nobody else sees."""
    within = [shutil.which("unshare") or "unshare", "-m", "/bin/sh", "-c"]
    if subprocess.run([*within, f"mount -t tmpfs none {base}"], capture_output=True, check=False).returncode:
        missing("the right to mount a tmpfs", "run the tests as root")
    return within


def test_without_shared_memory(mounts: list[str]) -> None:
    assert run(*mounts, 'mount -t tmpfs -o ro none /dev/shm && exec "$@"', "sh") == WORKS


def test_no_place_for_temporary_files(mounts: list[str]) -> None:
    again = "mount --bind $each $each && mount -o remount,ro,bind $each"  # what lies there, such as a clone, stays
    read_only = f"for each in /tmp /var/tmp; do {again} || exit; done; cd /proc && "
    told = run(*mounts, read_only + 'exec "$@"', "sh")
    assert told.startswith("The embedded Valkey cannot be started (No usable temporary directory found")
    assert told.endswith("; set TMPDIR to a directory that can be written to and has a few MB left.")


def test_a_full_temporary_directory(mounts: list[str], base: Path) -> None:
    """Python takes another one where it can, or the server writes its log as far as there is room."""
    for size in ("4k", "8k", "16k"):
        fills = f"mount -t tmpfs -o size={size},nr_inodes=5 none {base} && head -c 3k /dev/zero >{base}/filler; "
        told = run(*mounts, fills + 'exec "$@"', "sh", TMPDIR=str(base))
        assert told == WORKS or any(why in told for why in ("set TMPDIR", "TMPDIR is full", "No space left on device"))


def test_the_descriptors_run_out_while_labs_are_open() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with Lab() as lab:
        opened = len(list(Path("/proc/self/fd").iterdir()))
        told = []
        try:
            for spare in range(1, 14):
                resource.setrlimit(resource.RLIMIT_NOFILE, (opened + spare, hard))
                for opens in (Lab, lambda: Lab(url=str(lab.url)), lambda: qlab.attach(str(lab.url))):
                    try:
                        opens().close()
                    except qlab.QlabError as error:
                        told.append(str(error))
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert len(told) > 3
        assert [text for text in told if "ulimit -n" not in text] == []
        assert lab.queue("q").add("a").state == WORKS


def test_a_client_that_only_says_that_the_descriptors_ran_out() -> None:
    with pytest.raises(qlab.QlabError, match="ulimit -n"), connection_errors("redis://127.0.0.1:6379"):
        raise redis.ConnectionError("Error 24 connecting to 127.0.0.1:6379. Too many open files.")
