"""Email: a mail rendered and sent by SMTP. A 4xx reply or a silence is worth another attempt, a 5xx reply is not."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from string import Template
from typing import Any

import bullmq
from bullmq.custom_errors import UnrecoverableError

from qlab.app.settings import Settings

__all__ = ["deliver", "process", "render"]

TEMPLATES = {
    "welcome": ("Welcome, $name", "Hello $name,\n\nwelcome to Focus Bear. Your first session waits for you.\n"),
    "reminder": ("Time to focus, $name", "Hello $name,\n\nyour next focus session starts in five minutes.\n"),
    "digest": ("Your day, $name", "Hello $name,\n\nhere is what you did today.\n"),
}
"""Subject and text of each kind of mail."""


async def process(settings: Settings, job: bullmq.Job) -> dict[str, Any]:
    """Send the job's mail.

    Returns:
        The message's id: made from the job's, so that a receiver can tell a second delivery of the same mail.

    Raises:
        UnrecoverableError: If the server will never take it (5xx), or there is no such template.
        OSError: If it may take it later (4xx), or does not answer in time.
    """
    message = render(settings, str(job.id), job.data)
    await asyncio.to_thread(deliver, settings, message)
    return {"messageId": message["Message-ID"], "to": message["To"]}


def render(settings: Settings, id: str, data: dict[str, Any]) -> EmailMessage:
    """Return the mail of a job."""
    template = data.get("template", "welcome")
    if template not in TEMPLATES:
        raise UnrecoverableError(f"there is no mail template {template!r}; use one of {', '.join(TEMPLATES)}")
    name = {"name": " ".join(str(data.get("name", "friend")).split())}  # one line: it becomes a header
    subject, text = (Template(part).safe_substitute(name) for part in TEMPLATES[template])
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, settings.sender, data["to"]
    message["Message-ID"] = f"<job-{id}@{settings.sender.rpartition('@')[2]}>"
    message.set_content(text)
    return message


def deliver(settings: Settings, message: EmailMessage) -> None:
    """Hand a mail to the SMTP server."""
    try:
        with _connected(settings) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise _refused(code, text) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPServerDisconnected as error:
        raise ConnectionError(f"SMTP: the server hung up ({error})") from error


@contextlib.contextmanager
def _connected(settings: Settings) -> Iterator[smtplib.SMTP]:
    where, timeout_s, tls = (settings.smtp_host, settings.smtp_port), settings.smtp_timeout_s, settings.smtp_tls
    with (
        smtplib.SMTP_SSL(*where, timeout=timeout_s, context=ssl.create_default_context())
        if tls == "tls"
        else smtplib.SMTP(*where, timeout=timeout_s)
    ) as server:
        if tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        yield server


def _refused(code: int, text: bytes | str) -> Exception:
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    error = UnrecoverableError if code >= 500 else ConnectionError
    refused: Exception = error(f"SMTP {code}: {said}")
    return refused
