"""Build the site (`make docs`): ``python -m tools.site [FOLDER]``. Warnings are errors, and no network is needed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "site"


def build(out: Path = OUT) -> int:
    """Build every page anew.

    Args:
        out: The folder of the site; what Sphinx keeps in between lies beside it.

    Returns:
        Sphinx's exit status: 1 where it warned.
    """
    shutil.rmtree(out, ignore_errors=True)  # else a page that is no more would stay
    kept = out.with_name(f"{out.name}-doctrees")
    options = ["-b", "html", "-W", "--keep-going", "-n", "-E", "-a", "-q", "-j", "auto"]
    places = ["-c", str(ROOT / "docs"), "-d", str(kept), str(ROOT), str(out)]
    return subprocess.run([sys.executable, "-m", "sphinx", *options, *places], check=False).returncode


if __name__ == "__main__":
    sys.exit(build(*map(Path, sys.argv[1:2])))
