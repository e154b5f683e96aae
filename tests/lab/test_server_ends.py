"""However its owner goes, the embedded server goes too, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qlab import Lab
from qlab.errors import AccessDenied, ClosedError
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
    assert repr(lab) == "Lab(closed, prefix 'bull', 1 queue, 1 step)"


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
    with python(script) as process:
        directory = said(process)
        assert directory
        ended(process)
        gone(directory)


@pytest.mark.parametrize("arguments", ["", "tcp=True"])
def test_kill_9_ends_it_within_ten_seconds(arguments: str) -> None:
    with python(OPENS_A_LAB.format(arguments=arguments, then=WAITS)) as process:
        directory = said(process)
        assert servers_in(directory)
        process.send_signal(signal.SIGKILL)
        ended(process)
        assert process.returncode == -signal.SIGKILL
        gone(directory)


def test_sigterm_ends_it() -> None:
    with python(OPENS_A_LAB.format(arguments="", then=WAITS)) as process:
        directory = said(process)
        process.terminate()
        ended(process)
        gone(directory)


def test_an_interrupt_does_not() -> None:
    """Jupyter's interrupt goes to the kernel's whole process group: the cell ends, the server stays."""
    then = """
try:
    print("inside", flush=True)
    sys.stdin.readline()
except KeyboardInterrupt:
    lab.queue("q").add("after the interrupt")
    print(lab.redis.ping(), len(lab.steps), flush=True)
sys.stdin.readline()
"""
    with python(OPENS_A_LAB.format(arguments="", then=then), new_session=True) as process:
        directory = said(process)
        assert said(process) == "inside"
        os.killpg(process.pid, signal.SIGINT)
        assert said(process) == "True 2"
        assert servers_in(directory)
        ended(process)
        gone(directory)


def test_a_child_of_the_owner_does_not_keep_it_alive() -> None:
    """A child that outlives the process must not hold the pipe that the server hangs on."""
    then = """
import subprocess
subprocess.Popen([sys.executable, "-c", "import sys; print('born', flush=True); sys.stdin.readline()"])
sys.stdin.readline()
"""
    with python(OPENS_A_LAB.format(arguments="", then=then)) as process:
        directory = said(process)
        assert said(process) == "born"
        process.kill()
        process.wait()
        gone(directory)
        process.communicate()


def test_a_forked_child_that_exits_takes_nothing_along() -> None:
    then = """
import os
sys.stdout.flush()
if os.fork() == 0:
    sys.exit()
os.wait()
lab.queue("q").add("after the child's exit")
print(lab.redis.ping(), len(lab.steps), flush=True)
sys.stdin.readline()
"""
    with python(OPENS_A_LAB.format(arguments="", then=then)) as process:
        directory = said(process)
        assert said(process) == "True 2"
        ended(process)
        gone(directory)


def test_a_forked_child_that_lives_on_does_not_keep_it_alive() -> None:
    """What multiprocessing forks off inherits the pipe that the server hangs on, and outlives a killed process."""
    then = """
import os
sys.stdout.flush()
if os.fork() == 0:
    print("born", flush=True)
    sys.stdin.readline()
    os._exit(0)
sys.stdin.readline()
"""
    with python(OPENS_A_LAB.format(arguments="", then=then)) as process:
        directory = said(process)
        assert said(process) == "born"
        assert servers_in(directory)
        process.kill()
        process.wait()
        gone(directory)
        process.communicate()


def test_a_lab_that_cannot_open_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("qlab.lab.server_io.session.Tracker", _refuse)
    with pytest.raises(AccessDenied):
        Lab()
    assert list(tmp_path.iterdir()) == []


def _refuse(*_: object) -> None:
    raise AccessDenied("No.")


def test_a_whole_life_leaves_no_warning_behind() -> None:
    """Connections, tasks and loops are closed, whether the lab is or not: else Python would say so on the way out."""
    script = """
import asyncio, gc
from qlab import Lab

def life():
    with Lab() as lab:
        queue = lab.queue("q", attempts=2, backoff="1s")
        queue.add("a")
        queue.take().fail("once")
        lab.flow({"name": "p", "queue": "q", "children": [{"name": "c", "queue": "q"}]})
        queue.schedule("tick", every="1m")
        lab.redis.ping()
        lab.snapshot()
        queue.obliterate(force=True)
    gc.collect()

async def inside_a_loop():
    life()

life()
asyncio.run(inside_a_loop())
open_to_the_end = Lab(tcp=True)
open_to_the_end.queue("q").add("a")
print("done")
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")
