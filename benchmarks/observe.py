"""The observer: a page whatever the queue's size, beside bull-board's, a worker that is watched, the doctor's round."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import median

import redis

from benchmarks.rows import Row, interleaved
from qlab.lab.server_io import server
from qlab.observe.attach import Observer, attach

NODE = Path(__file__).parent / "node"
BOARD_MS = 1.7
"""What bull-board's call took on two cores, warm; used where npm's packages cannot be had."""
WATCHER = (
    "import sys, qlab\n"
    "observer = qlab.attach(sys.argv[1])\n"
    "print('ready', flush=True)\n"
    "observer.watch('work', progress=lambda *_: None)\n"
)
SLOW_US = 500
FILL = """
for n = 1, ARGV[2] do
  redis.call('LPUSH', ARGV[1] .. ':wait', 'j' .. n)
  redis.call('HSET', ARGV[1] .. ':j' .. n, 'name', 'w', 'data', '{"to":"ada@example.com"}', 'opts', '{"attempts":3}',
    'timestamp', 1767225600000, 'delay', 0, 'priority', 0)
end
redis.call('HSET', ARGV[1] .. ':meta', 'opts.maxLenEvents', 10000)
redis.call('ZADD', ARGV[1] .. ':marker', 0, '0')
"""


def run(
    small: int = 1_000,
    large: int = 1_000_000,
    sick: int = 100_000,
    calls: int = 300,
    jobs: int = 20_000,
    rounds: int = 15,
) -> list[Row]:
    """Measure the five claims; the sizes are for a quick test of the benchmark itself."""
    started = server.start(tcp=True)
    try:
        with redis.Redis.from_url(started.url) as client, attach(started.url) as observer:
            return [
                *_pages(client, observer, small, large, calls),
                *_board(started.url, client, observer, calls),
                *_doctor(client, observer, sick),
                *_found(client, observer),
                *_watched(started.url, client, jobs, rounds),
            ]
    finally:
        started.close()


def fill(client: redis.Redis, queue: str, number: int) -> None:
    """Give a queue so many waiting jobs."""
    client.eval(FILL, 0, f"bull:{queue}", number)  # one script: a million jobs in a few seconds


def _pages(client: redis.Redis, observer: Observer, small: int, large: int, calls: int) -> Iterator[Row]:
    fill(client, "small", small)
    fill(client, "large", large)
    pages: dict[str, Callable[[], object]] = {
        "small": lambda: observer.snapshot("bull:small", limit=50),
        "large": lambda: observer.snapshot("bull:large", limit=50),
    }
    took = interleaved(pages, calls, warm_up=20)
    spent = median(_server_ms(client, pages["large"], calls // 5) for _ in range(5))
    medians = {f"{small:,} jobs (ms)": took["small"], f"{large:,} jobs (ms)": took["large"]}
    ratio = took["large"] / took["small"]
    yield Row(f"snapshot(limit=50) of {large:,} waiting jobs", ratio, "×", "≤", 1.2, f"of {small:,}", medians)
    yield Row("server's time for it (INFO commandstats)", spent, "ms", "≤", 1, "one call", {"server (ms)": spent})
    client.unlink("bull:large:wait")


def _server_ms(client: redis.Redis, call: Callable[[], object], calls: int) -> float:
    """Return the server's own time for one call of a script, on average."""
    client.config_resetstat()
    for _ in range(calls):
        call()
    stats = client.info("commandstats")
    return float(next(stats[name] for name in stats if name.startswith("cmdstat_evalsha"))["usec_per_call"]) / 1_000


def _board(url: str, client: redis.Redis, observer: Observer, calls: int) -> Iterator[Row]:
    fill(client, "bench", 1_000)

    def page() -> object:
        return observer.snapshot("bull:bench", limit=10, states=["waiting"])

    with _script("board.mjs", url) as ask:
        ours, theirs = [], []
        for _ in range(5):
            ours.append(_median_ms(page, calls // 5))
            theirs.append(float(ask(str(calls // 5))) if ask else BOARD_MS)
    mine, board = median(ours), median(theirs)
    source = "bull-board's API call" if ask else "bull-board's call, as measured before"
    yield Row("a page of ten jobs", mine / board, "×", "≤", 0.5, source, {"qlab (ms)": mine, "bull-board (ms)": board})
    trips = float(_round_trips(observer, page))
    yield Row("round trips for it", trips, "", "≤", 1, "bull-board's 65 commands", {"round trips": trips})


def _median_ms(call: Callable[[], object], calls: int) -> float:
    """Return the median of calls one right after the other, as the script on the other side makes them."""
    times = []
    for _ in range(calls):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1_000)
    return median(times)


def _round_trips(observer: Observer, call: Callable[[], object]) -> int:
    """Return how many commands a call sends, counted where they are sent."""
    ask, sent = observer.connection._ask, []

    def counted(commands: Sequence[Sequence[object]], *, raw: bool = False) -> list[object]:
        sent.extend(commands)
        return ask(commands, raw=raw)

    observer.connection._ask = counted  # type: ignore[method-assign]
    try:
        call()
    finally:
        observer.connection._ask = ask  # type: ignore[method-assign]
    return len(sent)


def _doctor(client: redis.Redis, observer: Observer, sick: int) -> Iterator[Row]:
    fill(client, "sick", sick)
    client.config_set("slowlog-log-slower-than", SLOW_US)
    client.config_set("slowlog-max-len", 10_000)
    longest = []
    for _ in range(3):  # whatever else the machine does makes a command look longer, never shorter: the best counts
        client.slowlog_reset()
        observer.doctor("bull:sick")
        longest.append(max((entry["duration"] for entry in client.slowlog_get(10_000)), default=SLOW_US) / 1_000)
    client.config_set("slowlog-log-slower-than", -1)
    medians = {"longest command, best of three rounds (ms)": min(longest), "worst of three (ms)": max(longest)}
    what = f"doctor on {sick:,} jobs: longest command"
    yield Row(what, min(longest), "ms", "≤", 5, "so long the server is blocked", medians)


def _found(client: redis.Redis, observer: Observer) -> Iterator[Row]:
    """Look for a text that no job of the sick queue has: this process's CPU and the server's, beside reading each."""
    looks: dict[str, Callable[[], object]] = {
        "qlab": lambda: observer.find("bull:sick", "nobody@example.org"),
        "by hand": lambda: _by_hand(client, "bull:sick", "nobody@example.org"),
    }
    spent = {name: [min(each) for each in zip(*(_cpu_s(client, look) for _ in range(3)), strict=True)]
             for name, look in looks.items()}  # fmt: skip
    took = {f"{name}, {side} (s)": cpu for name, both in spent.items()
            for side, cpu in zip(("client", "server"), both, strict=True)}  # fmt: skip
    jobs, (ours, theirs) = f"{client.llen('bull:sick:wait'):,}", (max(spent[name][0], 1e-6) for name in looks)
    yield Row(f"find() in {jobs} jobs", ours / theirs, "×", "≤", 0.25, "HMGET of each by hand, client's CPU", took)
    whole = sum(spent["qlab"]) / max(sum(spent["by hand"]), 1e-6)
    yield Row("the same, with the server's CPU", whole, "×", "≤", 1, "HMGET of each by hand", took)


def _by_hand(client: redis.Redis, base: str, text: str) -> list[bytes]:
    """Find a text as one writes it by hand: ids by the hundred, and the fields of each in a pipeline."""
    found = []
    for first in range(0, client.llen(f"{base}:wait"), 100):
        ids = client.lrange(f"{base}:wait", first, first + 99)
        with client.pipeline(transaction=False) as pipe:
            for id in ids:
                pipe.hmget(f"{base}:{id.decode()}", "name", "data", "failedReason", "returnvalue")
            for id, values in zip(ids, pipe.execute(), strict=True):
                if any(value and text in value.decode().casefold() for value in values):
                    found.append(id)
    return found


def _cpu_s(client: redis.Redis, look: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of this process and of the server that a look takes."""

    def spent() -> tuple[float, float]:
        used = client.info("cpu")
        return time.process_time(), float(used["used_cpu_user"]) + float(used["used_cpu_sys"])

    began = spent()
    look()
    ours, theirs = spent()
    return ours - began[0], theirs - began[1]


def _watched(url: str, client: redis.Redis, jobs: int, rounds: int) -> Iterator[Row]:
    with _script("worker.mjs", url) as ask:
        if ask is None:
            return
        ask(str(jobs))
        alone, watched, shares = [], [], []
        for at in range(rounds):
            for beside in (True, False) if at % 2 else (False, True):
                with _watcher(url) if beside else nullcontext():
                    client.config_resetstat()
                    (watched if beside else alone).append(float(ask(str(jobs))))
                    shares += [_share(client)] if beside else []
    without, beside_it = median(alone), median(watched)
    kept = 100 * median(one / other for one, other in zip(watched, alone, strict=True))
    medians = {"alone (jobs/s)": without, "watched (jobs/s)": beside_it}
    share = median(shares)
    what = "server's time for the watcher, of that for both"
    yield Row(what, share, "%", "≤", None, "the worker's scripts", {"share (%)": share})
    yield Row("a worker's throughput while watched", kept, "%", "≥", 95, "without a watcher, same round", medians)


def _share(client: redis.Redis) -> float:
    """Return what part of the server's time went to the watcher's commands; BullMQ sends none of these."""
    spent = {name.removeprefix("cmdstat_"): stat["usec"] for name, stat in client.info("commandstats").items()}
    watcher = sum(spent.get(name, 0) for name in ("evalsha_ro", "xrange", "xread", "hgetall"))
    return 100 * float(watcher) / max(watcher + spent.get("evalsha", 0), 1)


@contextmanager
def _watcher(url: str) -> Iterator[None]:
    command = [sys.executable, "-c", WATCHER, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline().strip() == "ready"
        try:
            yield
        finally:
            running.terminate()


@contextmanager
def _script(name: str, url: str) -> Iterator[Callable[[str], str] | None]:
    """Ask a Node script and return its answer; None where Node or npm's packages are missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or not _installed(npm):
        print(f"  {name}: skipped, for want of Node and npm's packages", file=sys.stderr)
        yield None
        return
    port, password = url.rpartition(":")[2].partition("/")[0], url.partition("//:")[2].partition("@")[0]
    with subprocess.Popen(
        [node, name, port], cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={"PATH": str(Path(node).parent), "REDIS_PASSWORD": password},
    ) as running:  # fmt: skip
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stdout.readline().strip() == "ready"

        def ask(line: str) -> str:
            running.stdin.write(line + "\n")  # type: ignore[union-attr]
            running.stdin.flush()  # type: ignore[union-attr]
            return running.stdout.readline()  # type: ignore[union-attr]

        yield ask
        running.stdin.close()


def _installed(npm: str) -> bool:
    if (NODE / "node_modules").is_dir():
        return True
    command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    return subprocess.run(command, cwd=NODE, capture_output=True, check=False).returncode == 0
