"""What the project's claims of speed rest on: ``python -m benchmarks`` measures each and prints one table."""

MODULES = (
    "steps",
    "story",
    "recordings",
    "snapshots",
    "observe",
    "large",
    "opening",
    "run",
    "growth",
    "player",
    "explorer",
    "app",
    "classroom",
    "votes",
)
"""The modules that measure, in the table's order; each has ``run() -> list[Row]``. A new one needs its name here."""
