"""Any mail server by settings: one that wants TLS and a login, and where the application starts no catcher."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from bullmq.custom_errors import UnrecoverableError
from pydantic import SecretStr

from qlab.app.processes import up
from qlab.app.processors.email import deliver, render
from qlab.app.settings import Settings
from qlab.web.sockets import listening_at
from tests.observe.places import certificates
from tests.servers import need_program


class Office:
    """Takes what comes."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        self.taken += envelope.rcpt_tos
        return "250 OK"


@asynccontextmanager
async def post_office(office: Office, tls: str, context: ssl.SSLContext) -> AsyncIterator[int]:
    """A mail server that wants TLS and a login; its port."""

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == (b"ada", b"s3cret"), handled=False)

    def protocol() -> SMTP:
        if tls == "starttls":
            asked = {"tls_context": context, "require_starttls": True, "auth_required": True}
        else:
            asked = {"auth_require_tls": False}  # it does not see the TLS below it
        return SMTP(office, hostname="office", authenticator=authenticate, **asked)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=context if tls == "tls" else None)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The server's side; the client's trusts who signed it."""
    certificates(need_program("openssl"), tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.crt"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "server.crt", tmp_path / "server.key")
    return context


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_mail_server_may_want_tls_and_a_login(context: ssl.SSLContext, tls: str) -> None:
    office = Office()

    async def story() -> None:
        async with post_office(office, tls, context) as port:
            settings = Settings.model_validate(
                {
                    "smtp_port": port,
                    "smtp_tls": tls,
                    "smtp_user": "ada",
                    "smtp_password": "s3cret",
                    "smtp_timeout_s": 60,
                }
            )
            mail = render(settings, "1", {"to": "grace@example.com"})
            await asyncio.to_thread(deliver, settings, mail)
            wrong = settings.model_copy(update={"smtp_password": SecretStr("wrong")})
            with pytest.raises(UnrecoverableError, match="SMTP 535"):  # no second attempt will know it better
                await asyncio.to_thread(deliver, wrong, mail)
            assert "s3cret" not in repr(settings)
            assert settings.environment()["QLAB_APP_SMTP_PASSWORD"] == "s3cret"

    asyncio.run(story())
    assert office.taken == ["grace@example.com"]


@pytest.mark.parametrize(("host", "caught"), [("127.0.0.1", True), ("localhost", True), ("mail.example.com", False)])
def test_mails_for_another_machine_are_not_caught(monkeypatch: pytest.MonkeyPatch, host: str, *, caught: bool) -> None:
    served: list[bool] = []

    async def serve(_settings: Any, catcher: Any, *_: object) -> None:
        served.append(catcher is not None)

    monkeypatch.setattr(up, "_serve", serve)
    monkeypatch.setattr(up, "_catching", up.contextlib.nullcontext)
    up.up(Settings(smtp_host=host, port=0), lambda _: None, embedded=True)
    assert served == [caught]
    with listening_at("127.0.0.1", 0) as listener:
        text = up._addresses(listener, None if caught else f"{host}:25")
    assert [name for name in text if "mails" in name] == ["caught mails" if caught else "mails go to"]
