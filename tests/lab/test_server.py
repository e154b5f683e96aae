"""The embedded server: private, without a trace on disk, and gone with its owner, however that one goes."""

from __future__ import annotations

import os
import signal
import socket
import stat
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from qlab import Lab
from qlab.errors import AccessDenied, ClosedError, ServerStartError
from qlab.lab import server as embedded
from tests.lab.processes import ended, gone, python, said, servers_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc for what is left")

OPENS_A_LAB = """
import sys
from qlab import Lab
lab = Lab({arguments})
lab.queue("q").add("a")
print(lab.redis.config_get("dir")["dir"], flush=True)
{then}
"""
WAITS = "sys.stdin.readline()"


def directory_of(lab: Lab) -> Path:
    return Path(str(lab.redis.config_get("dir")["dir"]))


# What it is like


def test_it_listens_on_a_private_socket_alone() -> None:
    with Lab() as lab:
        settings = lab.redis.config_get()
        assert settings["port"] == "0"
        assert str(lab.url) == f"unix://{settings['unixsocket']}"
        directory = directory_of(lab)
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        assert stat.S_IMODE(Path(settings["unixsocket"]).stat().st_mode) == 0o700
        assert lab.redis.ping()
    gone(directory)


def test_nothing_goes_to_disk() -> None:
    with Lab() as lab:
        lab.queue("q").add("a", {"secret": "x" * 1000})
        settings = lab.redis.config_get()
        assert (settings["save"], settings["appendonly"]) == ("", "no")
        assert lab.redis.info("persistence")["rdb_saves"] == 0
        files = {file.name for file in directory_of(lab).iterdir()}
        assert files == {"socket", "log", "valkey.conf"}
        for file in ("log", "valkey.conf"):
            assert "secret" not in (directory_of(lab) / file).read_text()


def test_it_evicts_nothing() -> None:
    with Lab() as lab:
        assert lab.redis.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"


def test_each_lab_has_its_own() -> None:
    with Lab() as one, Lab() as two:
        one.queue("q").add("a")
        assert two.snapshot().queues == ()
        assert directory_of(one) != directory_of(two)


def test_a_long_temporary_directory_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("long" * 25)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    with Lab() as lab:
        lab.queue("q").add("a")
        assert len(str(lab.url)) < 108
    assert list(deep.iterdir()) == []


# Over TCP


def test_tcp_is_loopback_with_a_password() -> None:
    with Lab(tcp=True) as lab:
        url = urlsplit(str(lab.url))
        assert url.hostname == "127.0.0.1"
        assert lab.redis.config_get("bind")["bind"] == "127.0.0.1"
        assert len(url.password or "") >= 24
        with redis.Redis.from_url(str(lab.url)) as client:
            assert client.ping()
        once = Retry(NoBackoff(), 0)
        with redis.Redis(port=url.port or 0, retry=once) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()
        lab.queue("q").add("a")
        assert lab.last.script == "addStandardJob"


def test_the_password_shows_nowhere() -> None:
    with Lab(tcp=True) as lab:
        password = urlsplit(str(lab.url)).password or "?"
        assert repr(lab.url) == f"'redis://:***@127.0.0.1:{urlsplit(str(lab.url)).port}/0'"
        lab.queue("q").add("a")
        shown = [repr(lab), repr(lab.url), repr(lab.redis), lab.last.text(), lab.snapshot().text(), lab.recording.note]
        assert not any(password in text for text in shown)
        command_lines = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in servers_in(directory_of(lab))]
        assert command_lines
        assert not any(password.encode() in line for line in command_lines)


def test_another_port_is_tried_where_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    real, asked = embedded._free_port, []
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        def first_a_taken_one() -> int:
            asked.append(taken.getsockname()[1] if not asked else real())
            return int(asked[-1])

        monkeypatch.setattr(embedded, "_free_port", first_a_taken_one)
        with Lab(tcp=True) as lab:
            assert urlsplit(str(lab.url)).port == asked[-1]
            assert lab.redis.ping()
    assert len(asked) == 2


def test_no_free_port_at_all_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr(embedded, "_free_port", lambda: taken.getsockname()[1])
        with pytest.raises(ServerStartError, match="no free port; give the URL of a server of your own"):
            Lab(tcp=True)


def test_a_binary_that_does_not_run_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "valkey-server"
    broken.write_text("#!/bin/sh\necho cannot run here\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(embedded, "get_binary_path", lambda: broken)
    monkeypatch.setattr(embedded, "DEADLINE_S", 0.5)
    with pytest.raises(ServerStartError, match="cannot run here"):
        Lab()


# How it ends


def test_close_ends_it_and_may_be_said_twice() -> None:
    lab = Lab()
    directory = directory_of(lab)
    lab.queue("q").add("a")
    assert servers_in(directory)
    lab.close()
    assert not directory.exists()
    assert servers_in(directory) == []
    lab.close()
    assert lab.closed
    assert len(lab.steps) == 1
    assert repr(lab) == "Lab(closed, prefix 'bull', 1 queues, 1 steps)"


def test_a_closed_lab_says_so(recwarn: pytest.WarningsRecorder) -> None:
    lab = Lab()
    queue = lab.queue("q")
    job = queue.add("a")
    lab.close()
    for call in (
        lambda: queue.add("b"),
        queue.take,
        lambda: queue.job("1"),
        queue.counts,
        job.complete,
        lambda: lab.queue("r"),
        lambda: lab.flow({"name": "p", "queue": "q"}),
        lab.snapshot,
        lambda: lab.redis,
        lambda: lab.clock.advance("1s"),
        lambda: lab.observe().__enter__(),
    ):
        with pytest.raises(ClosedError, match=r"This lab is closed; make a new one: lab = Lab\(\)\."):
            call()
    assert len(lab.steps) == 1
    assert job.state == "waiting"
    assert list(recwarn) == []


def test_an_exception_ends_it() -> None:
    found = []

    def fails() -> None:
        with Lab() as lab:
            found.append(directory_of(lab))
            lab.queue("q").add("a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    gone(found[0])


@pytest.mark.parametrize(
    ("arguments", "then"),
    [
        ("", ""),
        ("tcp=True", ""),
        ('clock="real"', ""),
        ("", "raise SystemExit(3)"),
        ("", "1 / 0"),
        ("", "lab = None; import gc; gc.collect()"),
    ],
)
def test_the_interpreters_exit_ends_it(arguments: str, then: str) -> None:
    script = OPENS_A_LAB.format(arguments=arguments, then=f"sys.stderr.close(); {then}" if then else "")
    process = python(script)
    directory = said(process)
    assert directory
    ended(process)
    gone(directory)


@pytest.mark.parametrize("arguments", ["", "tcp=True"])
def test_kill_9_ends_it_within_ten_seconds(arguments: str) -> None:
    process = python(OPENS_A_LAB.format(arguments=arguments, then=WAITS))
    directory = said(process)
    assert servers_in(directory)
    process.send_signal(signal.SIGKILL)
    ended(process)
    assert process.returncode == -signal.SIGKILL
    gone(directory)


def test_sigterm_ends_it() -> None:
    process = python(OPENS_A_LAB.format(arguments="", then=WAITS))
    directory = said(process)
    process.terminate()
    ended(process)
    gone(directory)


def test_an_interrupt_does_not() -> None:
    """Jupyter's interrupt goes to the kernel's whole process group: the cell ends, the server stays."""
    then = """
try:
    sys.stdin.readline()
except KeyboardInterrupt:
    lab.queue("q").add("after the interrupt")
    print(lab.redis.ping(), len(lab.steps), flush=True)
sys.stdin.readline()
"""
    process = python(OPENS_A_LAB.format(arguments="", then=then), new_session=True)
    directory = said(process)
    os.killpg(process.pid, signal.SIGINT)
    assert said(process) == "True 2"
    assert servers_in(directory)
    ended(process)
    gone(directory)


def test_a_child_of_the_owner_does_not_keep_it_alive() -> None:
    """A child that outlives the process must not hold the pipe that the server hangs on."""
    then = """
import subprocess
subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.readline()"])
sys.stdin.readline()
"""
    process = python(OPENS_A_LAB.format(arguments="", then=then))
    directory = said(process)
    process.kill()
    process.wait()
    gone(directory)
    process.communicate()


def test_a_lab_that_cannot_open_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("qlab.lab.session.Tracker", _refuse)
    with pytest.raises(AccessDenied):
        Lab()
    assert list(tmp_path.iterdir()) == []


def _refuse(*_: object) -> None:
    raise AccessDenied("No.")
