"""The mail catcher takes any mail that a stranger may send, and its page shows it harmlessly."""

from __future__ import annotations

import smtplib

import pytest

from qlab.app.mail import Catcher
from qlab.app.web.pages import mails_page

HOSTILE = {
    "unknown charset": b"Subject: s\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nhi\r\n",
    "charset that is not text": b"Content-Type: text/plain; charset=hex\r\n\r\nhi\r\n",
    "charset with a zero": b'Content-Type: text/plain; charset="utf-8\x00"\r\n\r\nhi\r\n',
    "broken id": b"Message-ID: <\r\nSubject: x\r\n\r\nhi\r\n",
    "no text at all": b"Subject: \xff\xfe\r\n\r\n\xff\xfe\r\n",
    "half a character": b"Subject: =?utf-16?q?=d8=00?=\r\nContent-Type: text/plain; charset=utf-16\r\n\r\n\xd8\x00\r\n",
    "deep": b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(300)),
    "nothing": b"",
    "markup": b"Subject: <script>alert(1)</script>\r\n\r\n</pre><img src=x onerror=alert(1)>\r\n",
    "terminal": b"Subject: \x1b[31m\x00\r\n\r\n\x1b[2J\x07\r\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_taken_and_shown_harmlessly(catcher: Catcher, name: str) -> None:
    with smtplib.SMTP("127.0.0.1", catcher.port, timeout=30) as client:
        client.sendmail("eve@example.com", ["ada@example.com"], HOSTILE[name])
        client.sendmail("eve@example.com", ["ada@example.com"], b"Subject: next\r\n\r\nhi\r\n")
    assert [mail.to for mail in catcher.mails] == ["ada@example.com"] * 2
    assert catcher.mails[-1].subject == "next"
    page = mails_page(catcher).partition("<main")[2]  # what stands before is our own
    page.encode()
    for never in ("<script", "<img", "\x1b", "\x00"):
        assert never not in page
