"""What ``import qlab`` costs beside ``import redis``."""

from __future__ import annotations

import subprocess
import sys
from functools import partial

from benchmarks.rows import Row, interleaved


def run(*, rounds: int = 11) -> list[Row]:
    """Times whole processes that import one thing each."""
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


def process(statement: str) -> None:
    """Runs a statement in a new Python."""
    subprocess.run([sys.executable, "-c", statement], check=True)
