r"""Make hostile text safe to show.

All that comes from Redis is ``str`` decoded with UTF-8 and surrogateescape, so a byte that is not UTF-8 arrives as a
lone surrogate. Here it becomes visible as ``\xff``, and so do control characters, ANSI escapes, bidirectional controls
and invisible characters (``\x1b``, ``\u202e``): what a reader sees is what is there. Backslashes are left alone.
"""

from __future__ import annotations

import re
from html import escape

__all__ = ["HIDDEN", "html", "mask_url", "mask_urls", "repr_of", "shorten", "terminal"]

# ZWJ (200d) and ZWNJ (200c) stay: emoji and Persian need them.
HIDDEN = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    r"\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"  # zero width, direction, line separators
    r"\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"  # byte order mark, annotations, surrogates, tags
)
"""Characters that hide or move text, as the inside of a class of a regular expression."""
_UNSAFE = re.compile(f"[{HIDDEN}]")
_UNSAFE_OR_BREAK = re.compile(f"[{HIDDEN}\t\n]")
_NAMED = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}
_SECRET_PARAMETER = re.compile(r"([?&;#](?:password|passwd|pwd|pass|secret|token|auth)=)[^&;#]*", re.IGNORECASE)
_USER_INFO = re.compile(r"^([a-z][a-z0-9+.-]*://)?(.*)@", re.IGNORECASE | re.DOTALL)
_LOGIN_WITHIN = re.compile(r"([a-z][a-z0-9+.-]*://).*@", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_MASK = "***"


def _visible(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    if char in _NAMED:
        return _NAMED[char]
    if 0xDC80 <= code <= 0xDCFF:  # surrogateescape's range: one raw byte
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def html(text: object) -> str:
    """Return text safe inside an HTML or SVG element or a quoted attribute; line breaks and tabs stay as they are."""
    return escape(_UNSAFE.sub(_visible, str(text)), quote=True)


def terminal(text: object, *, lines: bool = False) -> str:
    r"""Return text safe to print: it can move no cursor, change no colour and reverse nothing.

    With ``lines=True`` line breaks and tabs stay; else they show as ``\n`` and ``\t``, and the result is one line.
    """
    whole = str(text)
    if whole.isascii() and whole.isprintable():  # nearly always so, and found ten times as fast
        return whole
    return (_UNSAFE if lines else _UNSAFE_OR_BREAK).sub(_visible, whole)


def shorten(text: object, width: int = 80) -> str:
    """Cut text to at most ``width`` characters, with a mark that says how many were cut: ``"abcdef… (+1,234)"``.

    Shorten after ``terminal()``, which makes text longer, but before ``html()``, whose entities must stay whole.
    """
    whole = str(text)
    if len(whole) <= width:
        return whole
    kept = width
    while kept > 0:
        mark = f"… (+{len(whole) - kept:,})"
        if kept + len(mark) <= width:
            return whole[:kept] + mark
        kept -= 1
    return "…"[: max(width, 0)]


def repr_of(value: object, width: int = 40) -> str:
    """Return a value given by the caller as a short piece of an error's sentence: its ``repr``, printable, without
    addresses.

    A value whose ``repr`` raises is told by its type.
    """
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001  it is somebody's code, and the error to be raised is another
        text = f"an object of {type(value).__name__}"
    return shorten(terminal(_ADDRESS.sub("", text)), width)


def mask_url(url: object) -> str:
    """Return a server's URL with its password hidden, wherever it stands: ``redis://ada:***@host/0?password=***``.

    A malformed URL loses rather too much than too little: all that stands before its last ``@`` counts as the login.
    """
    masked = _SECRET_PARAMETER.sub(rf"\g<1>{_MASK}", str(url))
    return _USER_INFO.sub(_mask_login, masked, count=1)


def mask_urls(text: object) -> str:
    """Return a sentence with the logins of URLs in it hidden: all from the first ``://`` to the last ``@``."""
    return _LOGIN_WITHIN.sub(rf"\g<1>{_MASK}@", _SECRET_PARAMETER.sub(rf"\g<1>{_MASK}", str(text)))


def _mask_login(match: re.Match[str]) -> str:
    user, colon, _password = match.group(2).partition(":")
    return f"{match.group(1) or ''}{user}{colon}{_MASK if colon else ''}@"
