r"""Templates of texts: what texts of one kind have in common, and a name in angle brackets where they vary.

``Timeout after 1032 ms`` and ``Timeout after 998 ms`` are both ``Timeout after <number> ms``. Words are never touched:
two texts with the same template differ only in numbers, moments, ids, quoted values, addresses and paths. (That is why
no log miner such as Drain does it: those join lines that are similar, and let words differ.)

What looks like a number and is a word is kept: a status, an error code or a signal (``status code 404``, ``SMTP 451
4.7.1``, ``P2002``, ``sha256``), for with another one the error is another.
"""

from __future__ import annotations

import re

__all__ = ["LONGEST", "template"]

LONGEST = 2_000
"""Only this many characters of a text are looked through; the rest stays as it is."""

_CODE = r"(?:status(?:[ _]code)?|(?:exit[ _])?code|HTTP(?:/\d(?:\.\d)?)?|SMTP|signal|errno|exited with)[ :=#(]{1,2}"
_KEPT = (
    rf"\b(?:{_CODE}|[Ee]rror #?)-?\d{{1,5}}\b(?:[ -]\d\.\d{{1,3}}\.\d{{1,3}}\b)?"  # status code 404, SMTP 451 4.7.1
    r"|^[1-5]\d\d\b(?:[ -]\d\.\d{1,3}\.\d{1,3}\b)?(?=[ :-])"  # 550 5.1.1 user unknown
    r"|\b[45]\d\d(?= [A-Z][a-z])"  # 503 Service Unavailable
)
_NAME = r"[A-Za-z][\w-]{0,62}"
_HOSTS = (
    r"\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b",
    r"(?<![\w:])\[?(?:[0-9a-fA-F]{1,4}:){2,7}(?::|[0-9a-fA-F]{1,4})(?:\]:\d+)?(?![\w:])",
    r"(?<![\w:])::1(?::\d+)?\b",
    r"(?<=ENOTFOUND )[\w.-]+|(?<=EAI_AGAIN )[\w.-]+|(?<=ECONNREFUSED )[\w.-]+:\d+|(?<=ETIMEDOUT )[\w.-]+:\d+",
    rf"\b(?:localhost|{_NAME}(?:\.{_NAME}){{1,8}}):\d{{2,5}}\b(?!:)",
)
_TIMES = (
    r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z| ?[+-]\d\d:?\d\d)?)?\b",
    r"\b\d\d:\d\d:\d\d(?![\w:])",
)
_HEX = (
    r"\b0x[0-9a-fA-F]+\b",
    r"\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{8,}\b",
    r"\b(?=[0-9A-F]*[A-F])(?=[0-9A-F]*\d)[0-9A-F]{8,}\b",
)
_NUMBERS = (
    r"(?<![A-Za-z0-9.])[-+]?\d+(?:[.,_]\d+)*(?![A-Za-z0-9]|[.,_]\d)",
    r"(?<![A-Za-z0-9.])\d+(?:\.\d+)?(?=(?:[mnuµ]?s|min|h|d|[kKMGT]?i?B|x|px)\b)",
    r"(?<=[a-z])\d{4,}\b",  # user1234
)
_KINDS = {
    "kept": _KEPT,
    "uuid": r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b",
    "url": r"\b[a-z][a-z0-9+.-]{1,15}://[^\s'\"`<>)\]},]+",
    "email": r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "quoted": r"(?<!\w)(?:'[^'\n]{0,500}'|\"[^\"\n]{0,500}\"|`[^`\n]{0,500}`|“[^”\n]{0,500}”)(?!\w)",
    "time": "|".join(_TIMES),
    "host": "|".join(_HOSTS),
    "path": r"(?<![\w/<.])(?:[A-Za-z]:\\|\.{0,2}/)[^\s'\"`<>:,;)\]}]*[^\s'\"`<>:,;.)\]}]",
    "hex": "|".join(_HEX),
    "id": r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]{8,}(?![A-Za-z0-9]))\d*(?:[A-Za-z]+\d+){2,}[A-Za-z]*(?![A-Za-z0-9])",
    "number": "|".join(_NUMBERS),
}
"""What varies, the first that fits first."""
_ANY = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _KINDS.items()))


def template(text: str) -> str:
    """Return what a text has in common with others of its kind; what varies is named, such as ``<number>``."""
    return _ANY.sub(_named, text[:LONGEST]) + text[LONGEST:]


def _named(match: re.Match[str]) -> str:
    kind = match.lastgroup
    return match.group() if kind == "kept" else f"<{kind}>"
