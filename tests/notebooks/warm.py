"""A plugin for pytest, beside nbval's: its kernels are forks of one process that has imported the libraries.

Each is a process of its own, with a namespace, servers and figures of its own. It saves what costs more than most
notebooks do, and is the same for each: to import numpy, Matplotlib, ipykernel and qlab. A kernel that starts in the
usual way is tested in test_mutation.py, and makes the stored notebooks.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from importlib.metadata import EntryPoint
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

ROOT = Path(__file__).parents[2]
NAME = "warm"
CONTEXT = multiprocessing.get_context("forkserver")


class Forked:
    """A kernel's process, as jupyter_client speaks to one of subprocess.

    Args:
        process: The process, started.
    """

    stdin = stdout = stderr = None

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        assert process.pid is not None
        self.pid = process.pid

    def poll(self) -> int | None:
        """Its exit status; None while it runs."""
        return self._process.exitcode

    def wait(self) -> int | None:
        """Its exit status, once it has ended."""
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class Warm(LocalProvisioner):
    """Starts kernels as forks."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel; the rest is as for any other on this machine."""
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        made = CONTEXT.Process(target=_serve, args=(arguments, kwargs["env"], kwargs["cwd"]))
        made.start()
        self.process = Forked(made)  # type: ignore[assignment]
        self.pid = self.pgid = self.process.pid  # it leads a group of its own
        self.cwd = kwargs["cwd"]
        return self.connection_info


def _serve(arguments: list[str], env: dict[str, str], cwd: str) -> None:
    """Be a kernel, until it is shut down."""
    os.setsid()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env, JPY_PARENT_PID=str(os.getppid()))  # it ends when the process it was forked from does
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)  # as nbval has it
    sys.path[:] = [each for each in sys.path if each and Path(each).resolve() != ROOT]  # as a student's kernel has it
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(arguments)


def pytest_configure() -> None:
    """Let jupyter_client know it."""
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = EntryPoint(NAME, f"{__name__}:{Warm.__name__}", factory.GROUP_NAME)
    factory.default_provisioner_name = NAME
    CONTEXT.set_forkserver_preload(["tests.notebooks.imported"])
