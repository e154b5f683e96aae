"""The site, as `make docs` has built it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import axe, browser  # noqa: F401  fixtures
from tools.site.__main__ import OUT, build


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the site. It is built where it is not there; `make docs` builds it anew before these tests."""
    if not (OUT / "index.html").exists():
        assert build(OUT) == 0
    return OUT
