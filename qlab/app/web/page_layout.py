"""Layout: what all pages of the application share. Everything that comes from Redis is escaped where it is put in."""

from __future__ import annotations

from collections.abc import Mapping

from qlab.text.escape import html

__all__ = ["button", "page"]

LINKS = (("/board", "Board"), ("/mails", "Mails"), ("/docs", "API"))
_SCRIPT = '<script type="module" src="/static/app.js"></script>'
_DIALOG = (
    '<dialog id="ask" aria-label="Please confirm"><form method="dialog"><p></p><div class="row">'
    '<button value="" autofocus>Cancel</button><button class="danger" value="yes">Yes, do it</button>'
    "</div></form></dialog>"
)


def page(title: str, content: str, *, live: bool = False, still: bool = False) -> str:
    """Return a whole page.

    Args:
        title: Its title, as plain text.
        content: Its HTML, escaped already.
        live: Fetch the content anew whenever a queue's counts change.
        still: Nothing in it can be pressed, so it has no script.
    """
    links = "".join(f'<a href="{path}">{name}</a>' for path, name in LINKS)
    head = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{html(title)}</title><link rel="stylesheet" href="/static/palette.css">'
        '<link rel="stylesheet" href="/static/app.css">'
        f"{'' if still else _SCRIPT}</head>"
    )
    bar = f'<header class="bar"><strong>qlab demo</strong><nav aria-label="pages">{links}</nav><span id="told" role="status"></span></header>'  # noqa: E501
    main = (
        f'<main id="main"><h1>{html(title)}</h1><div id="live"{" data-live=1" if live else ""}>{content}</div></main>'
    )
    skip = '<a class="skip" href="#main">Skip to the content</a>'
    return f"{head}<body>{skip}{bar}{main}{'' if still else _DIALOG}</body></html>"


def button(words: str, method: str, url: str, *, confirm: str = "", **data: str) -> str:
    """Return a button that asks something of the API.

    Args:
        words: What stands on it.
        method: The request's method.
        url: Where it goes.
        confirm: What is asked before; "" for what can be undone.
        **data: Further data attributes for the pages' script.
    """
    given: Mapping[str, str] = {"method": method, "url": url, **({"confirm": confirm} if confirm else {}), **data}
    attributes = "".join(f' data-{name}="{html(value)}"' for name, value in given.items())
    css = ' class="danger"' if confirm else ""
    return f'<button type="button" id="{html(method + url + words)}"{css}{attributes}>{html(words)}</button>'
