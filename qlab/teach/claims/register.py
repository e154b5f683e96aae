"""All the statements, by theme."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qlab.errors import UsageError
from qlab.teach.claims import dying, failing, families, naming, ordering, sharing, telling, waiting
from qlab.teach.claims.claim import Claim
from qlab.text.escape import repr_of
from qlab.text.words import listed

__all__ = ["CLAIMS", "THEMES", "claims_about"]

THEMES: Mapping[str, tuple[Claim, ...]] = MappingProxyType(
    {
        "failing": failing.CLAIMS,
        "waiting": waiting.CLAIMS,
        "ordering": ordering.CLAIMS,
        "naming": naming.CLAIMS,
        "dying": dying.CLAIMS,
        "sharing": sharing.CLAIMS,
        "families": families.CLAIMS,
        "telling": telling.CLAIMS,
    }
)
"""The statements, by the module that plays them."""

CLAIMS: Mapping[str, Claim] = MappingProxyType({each.slug: each for theme in THEMES.values() for each in theme})
"""The statements, by their names."""


def claims_about(theme: str) -> tuple[Claim, ...]:
    """Return the statements of a theme.

    Raises:
        UsageError: If there is no such theme.
    """
    if theme not in THEMES:
        raise UsageError(f"There are no claims about {repr_of(theme)}; choose {listed(list(THEMES))}.")
    return THEMES[theme]
