"""``python -m qlab`` is the command ``qlab``."""

from __future__ import annotations

from qlab.cli import main

if __name__ == "__main__":
    main()
