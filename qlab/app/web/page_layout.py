"""Layout: what all pages of the application share. Everything that comes from Redis is escaped where it is put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qlab.text.escape import html

__all__ = ["button", "page"]

LINKS = (
    ("/board", "Board"), ("/live/email", "Live"), ("/flows", "Flows"), ("/mails", "Mails"), ("/docs", "API"),
)  # fmt: skip
KEYS = (
    ("j, k", "next, previous row of a list; the arrow keys, too, once in a list"),
    ("Enter", "open the job, the queue or the button with the focus"),
    ("x", "choose the row with the focus, or no longer"),
    ("/", "find jobs of the queue"),
    ("p", "pause or resume the queue"),
    ("r", "retry or promote the job"),
    ("Delete", "remove the job; asks first"),
    ("u", "up: to the job's queue, or the board"),
    ("g b, g l, g f, g m, g a", "board, live, flows, mails, API"),
    ("a", "add a job to the queue"),
    ("?", "this list"),
)
"""The pages' keys, as `keyboard.js` has them. They are off in fields, in the player, and while something is asked."""
_STYLES = ("palette.css", "states.css", "app.css")
_THEMES = (
    '<select id="theme" aria-label="Theme"><option value="system">System theme</option>'
    '<option value="light">Light</option><option value="dark">Dark</option></select>'
)
"""What `theme.js` chooses from."""


def page(
    title: str,
    content: str,
    *,
    live: str = "",
    still: bool = False,
    at: str = "",
    scripts: Sequence[str] = (),
    styles: Sequence[str] = (),
) -> str:
    """Return a whole page.

    Args:
        title: Its title, as plain text.
        content: Its HTML, escaped already.
        live: Fetch the content again when a job of this queue moves; ``*`` for any queue; "" for never.
        still: Nothing in it can be pressed, so its only script is that of the theme.
        at: The address of the page above it, for the key ``u``; "" where there is none.
        scripts: Further scripts, by their names below ``/static/``.
        styles: Further stylesheets, in the same form.
    """
    loaded = "".join(f'<link rel="stylesheet" href="/static/{name}">' for name in (*_STYLES, *styles))
    run = "" if still else '<script src="/static/idiomorph.min.js" defer></script>' + "".join(
        f'<script type="module" src="/static/{name}"></script>' for name in ("app.js", "keyboard.js", *scripts)
    )  # fmt: skip
    head = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{html(title)}</title>{loaded}<script src="/static/theme.js"></script>{run}</head>'
    )
    up = f' data-up="{html(at)}"' if at else ""
    main = (
        f'<main id="main"{up}><div class="title"><h1>{html(title)}</h1><p id="outcome" role="status"></p></div>'
        f'<div id="live" data-live="{html(live)}">{content}</div></main>'
    )
    skip = '<a class="skip" href="#main">Skip to the content</a>'
    return f"{head}<body>{skip}{_bar(still=still)}{main}{'' if still else _dialogs()}</body></html>"


def _bar(*, still: bool) -> str:
    links = "".join(f'<a href="{path}">{name}</a>' for path, name in LINKS)
    keys = "" if still else '<button type="button" id="keys" aria-haspopup="dialog">Keys <kbd>?</kbd></button>'
    return (
        f'<header class="bar"><strong>qlab demo</strong><nav aria-label="pages">{links}</nav>'
        f'<span class="end"><span id="told" role="status"></span>{_THEMES}{keys}</span></header>'
    )


def _dialogs() -> str:
    # No autofocus: an opened dialog focuses its first button anyway, and a browser that meets the attribute once
    # something has the focus complains in its console.
    rows = "".join(f"<dt><kbd>{html(keys)}</kbd></dt><dd>{html(what)}</dd>" for keys, what in KEYS)
    return (
        '<dialog id="ask" aria-label="Please confirm"><form method="dialog"><p></p><div class="row">'
        '<button value="">Cancel</button><button class="danger" value="yes">Yes, do it</button>'
        "</div></form></dialog>"
        f'<dialog id="help" aria-label="Keys"><form method="dialog"><h2>Keys</h2><dl>{rows}</dl>'
        '<div class="row"><button value="">Close</button></div></form></dialog>'
    )


def button(
    words: str, method: str, url: str, *, confirm: str = "", ask: str = "", key: str = "", label: str = "", **data: str
) -> str:
    """Return a button that asks something of the API.

    Args:
        words: What stands on it.
        method: The request's method.
        url: Where it goes.
        confirm: What is asked before something is lost.
        ask: What is asked before something that can be undone; "" for neither: it is done at once.
        key: The key that presses it.
        label: What it is called where its words alone do not say it.
        **data: Further data attributes for the pages' script.
    """
    given: Mapping[str, str] = {"method": method, "url": url, "confirm": confirm or ask, "key": key, **data}
    attributes = "".join(f' data-{name}="{html(value)}"' for name, value in given.items() if value)
    css = ' class="danger"' if confirm else ""
    more = f' aria-keyshortcuts="{html(key)}"' if key else ""
    more += f' aria-label="{html(label)}"' if label else ""
    return f'<button type="button" id="{html(method + url + words)}"{css}{more}{attributes}>{html(words)}</button>'
