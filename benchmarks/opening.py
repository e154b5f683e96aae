"""What it costs to begin: ``import qlab`` beside ``import redis``, and a ``Lab`` beside its server alone."""

from __future__ import annotations

import resource
import subprocess
import sys
from functools import partial
from statistics import median

from benchmarks.rows import Row, interleaved
from qlab import Lab
from qlab.lab.server_io import server


def run(*, rounds: int = 11) -> list[Row]:
    """Time whole processes that import one thing each, and servers from nothing to gone."""
    return [*imports(rounds), *helped(rounds), opened(rounds)]


def imports(rounds: int) -> list[Row]:
    """Return what the imports cost."""
    statements = {
        "redis": "import redis",
        "qlab": "import qlab",
        "bullmq": "import bullmq",
        "Lab": "from qlab import Lab",
    }
    times = interleaved({name: partial(process, text) for name, text in statements.items()}, rounds)
    medians = {f"{statements[name]} (ms)": took for name, took in times.items()}
    more, lab = times["qlab"] - times["redis"], times["Lab"] - times["bullmq"]
    return [
        Row("import qlab, more than", more, "ms", "≤", 150, "import redis", medians),
        Row("from qlab import Lab, more than", lab, "ms", "≤", None, "import bullmq", medians),
    ]


def helped(rounds: int) -> list[Row]:
    """Return what it costs to ask for help: CPU time, of which other programs take none."""
    asked = {f"qlab {words} --help".replace("  ", " "): words.split() for words in ("", "doctor", "app up")}
    rows = []
    for name, words in asked.items():
        script = f"from qlab.cli import main; main([*{words!r}, '--help'])"
        spent = {
            "import redis": [cpu_ms("import redis") for _ in range(rounds)],
            name: [cpu_ms(script) for _ in range(rounds)],
        }
        medians = {f"{each} (CPU ms)": median(times) for each, times in spent.items()}
        base, took = medians.values()
        rows.append(Row(f"{name}, CPU time of", took / base, "×", "≤", 2, "import redis", medians))
    return rows


def cpu_ms(script: str) -> float:
    """Return the CPU time of a new Python that runs a script, in ms."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def process(statement: str) -> None:
    """Run a statement in a new Python."""
    subprocess.run([sys.executable, "-c", statement], check=True)


def opened(rounds: int) -> Row:
    """Return what a lab costs from ``Lab()`` to closed: more than until it is ready."""
    times = interleaved({"a lab (ms)": lab, "its server alone (ms)": alone}, rounds)
    return Row("Lab() opened, ready and closed again", times["a lab (ms)"], "ms", "≤", 500, "its server alone", times)


def lab() -> None:
    """Open a lab and close it."""
    with Lab():
        pass


def alone() -> None:
    """Start the lab's server and end it."""
    server.start().close()
