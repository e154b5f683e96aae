"""QR: an address as a picture that a phone reads, for a terminal and for a page."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["QrCode"]

QUIET = 2
"""This many light modules surround it: the standard's four cost four lines of a terminal, and phones need two."""
_BLOCKS = {(1, 1): "█", (1, 0): "▀", (0, 1): "▄", (0, 0): " "}


class QrCode:
    """An address as a QR code.

    Args:
        text: The address.

    Attributes:
        rows: Its modules, 1 for dark, with the quiet zone.
    """

    def __init__(self, text: str) -> None:
        import segno

        made = segno.make_qr(text, error="m")
        self.rows: Sequence[Sequence[int]] = [[int(cell) for cell in row] for row in made.matrix_iter(border=QUIET)]

    @property
    def size(self) -> int:
        """How many modules a side has."""
        return len(self.rows)

    def lines(self, *, inverted: bool = False) -> list[str]:
        """Return two rows of modules to a line of text.

        Args:
            inverted: Draw the light modules: for a terminal of unknown colours, which as a rule is dark.
        """
        rows = [[1 - cell for cell in row] if inverted else list(row) for row in self.rows]
        under = [*rows[1::2], *([[0] * self.size] if self.size % 2 else [])]
        return [
            "".join(_BLOCKS[both] for both in zip(*pair, strict=True)) for pair in zip(rows[::2], under, strict=True)
        ]

    def path(self) -> str:
        """Return the dark modules as the path of an SVG, one unit per module."""
        return "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(self.rows) for x, dark in enumerate(row) if dark)
