"""The mail catcher: an SMTP server on loopback that keeps what it gets, and fails as it is told to.

What to do is written in the address, so that any client can ask for it: ``ada+451x2@example.com`` is refused twice with
a 451 and then taken, and so is the next mail to it; ``+550`` is refused for good, ``+421`` makes the server hang up,
``+timeout`` gets no answer. The numbers are SMTP's (RFC 5321, 4.2.3).
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter, deque
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

__all__ = ["Catcher", "fault_of"]

KEPT = 200
"""This many mails are kept, the latest."""
_FAULT = re.compile(r"\+(421|450|451|452|550|552|554|timeout)(?:x(\d{1,2}))?@")
_TEXTS = {"421": "4.3.2 try again later", "451": "4.7.1 greylisted, try again later", "550": "5.1.1 no such mailbox"}


@dataclass(frozen=True)
class Mail:
    """A mail that was caught."""

    id: str
    to: str
    subject: str
    text: str


class Catcher:
    """Catches mails.

    Args:
        host, port: Where it listens; port 0 is any free one.
        silence_s: How long ``+timeout`` keeps silent, s.
        delay_s: How long it takes over each mail, s: mail servers are seldom quick.
        answer_s: How long it then takes to say that it has the mail, s.

    Attributes:
        mails: What was caught, oldest first.
        busy: The addresses of the mails that are being taken right now.
        delay_s, answer_s: As given; a change holds for the mails that come after it.
        down: Whether each recipient gets a 421, after which the server hangs up.
        refused: How often each address was refused since a mail to it was taken.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        silence_s: float = 3_600,
        delay_s: float = 0,
        answer_s: float = 0,
    ) -> None:
        self.mails: deque[Mail] = deque(maxlen=KEPT)
        self.refused: Counter[str] = Counter()
        self.busy: list[str] = []
        self.delay_s, self.answer_s = delay_s, answer_s
        self.down = False
        self._silence_s = silence_s
        self._host, self._wanted = host, port
        self._controller: Controller | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        server = cast("asyncio.Server | None", self._controller.server) if self._controller else None
        return int(server.sockets[0].getsockname()[1]) if server else self._wanted

    def start(self) -> None:
        """Begin to listen, in a thread of its own."""
        self._controller = _Controller(self, hostname=self._host, port=self._wanted, server_hostname="catcher")
        self._controller.start()

    def close(self) -> None:
        """End it; harmless the second time."""
        controller, self._controller = self._controller, None
        if controller is not None:
            controller.stop()

    # -- aiosmtpd's hooks, by its names --------------------------------------------------------------------------------

    async def handle_RCPT(self, server: Any, _session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Take a recipient, or fail as its address says."""
        fault = "421" if self.down else self._fault(address)
        if fault is not None:
            self.refused[address] += 1
            return await self._fail(server, fault)
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a mail, unless its sender is gone before: aiosmtpd cancels this when the connection ends."""
        self.busy.append(envelope.rcpt_tos[0])
        try:
            await asyncio.sleep(self.delay_s)
        finally:
            self.busy.remove(envelope.rcpt_tos[0])
        self.mails.append(read(envelope.rcpt_tos[0], envelope.content))
        for address in envelope.rcpt_tos:
            self.refused.pop(address, None)  # the next mail is refused as often
        await asyncio.sleep(self.answer_s)  # whose sender goes away now does not know that it was taken
        return "250 OK"

    def _fault(self, address: str) -> str | None:
        fault, times = fault_of(address)
        return None if times is not None and self.refused[address] >= times else fault

    async def _fail(self, server: Any, fault: str) -> str:
        if fault == "timeout":
            await asyncio.sleep(self._silence_s)
            fault = "421"
        answer = f"{fault} {_TEXTS.get(fault, 'as the address asked for')}"
        if fault == "421":
            await server.push(answer)
            server.transport.close()
        return answer


def read(to: str, content: bytes) -> Mail:
    """Return a mail as it can be shown, whatever was sent: what cannot be understood is shown as it came."""
    try:
        message = message_from_bytes(content, policy=policy.default)
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        id, subject = str(message["Message-ID"]), str(message["Subject"])
    except Exception:  # noqa: BLE001  Python's parser stumbles in many ways over what a stranger may send
        id, subject, text = "None", "(a mail that cannot be read)", content.decode(errors="replace")
    return Mail(id, to, subject, text.replace("\r\n", "\n"))  # SMTP ends each line with both


def fault_of(address: str) -> tuple[str | None, int | None]:
    """Return what an address asks for: the fault, or None, and how many times; None: each time."""
    match = _FAULT.search(address)
    return (match[1], int(match[2]) if match[2] else None) if match else (None, None)


class _Controller(Controller):
    def _trigger_server(self) -> None:
        """Connect, as aiosmtpd does, to see whether it listens; on port 0 it must ask where."""
        server = cast("asyncio.Server", self.server)
        wanted, self.port = self.port, server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]
        self.port = wanted

    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="catcher", enable_SMTPUTF8=True)
