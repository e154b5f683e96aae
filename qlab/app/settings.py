"""Settings: from arguments, else from the environment (``QLAB_APP_…``), else from a file ``.env``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from redis.asyncio.connection import parse_url

from qlab.connect import check_url, why_not
from qlab.errors import UsageError
from qlab.web.site import is_loopback

__all__ = ["Settings", "load"]


class Settings(BaseSettings):
    """How the application runs.

    In NestJS the connection is given once, for all queues::

        BullModule.forRootAsync({
          inject: [ConfigService],
          useFactory: (config: ConfigService) => ({
            connection: { url: config.get('REDIS_URL') },
            prefix: 'qlab-app',
            defaultJobOptions: { attempts: 4, backoff: { type: 'exponential', delay: 2000 } },
          }),
        })
    """

    model_config = SettingsConfigDict(env_prefix="QLAB_APP_", env_file=".env", extra="ignore")

    redis_url: SecretStr = Field(
        default=SecretStr("redis://127.0.0.1:6379"), description="The server; may hold a password."
    )
    prefix: str = Field(
        default="qlab-app",
        min_length=1,
        description="BullMQ's key prefix; `bull`, npm's default, shares queues with whoever else is there.",
    )
    attempts: int = Field(default=4, ge=1, le=100, description="How often a job may run, the first time included.")
    backoff_ms: int = Field(
        default=2_000, ge=1, description="The wait after the first failed attempt, ms; it doubles each time."
    )
    keep_finished: int = Field(default=1_000, ge=0, description="How many completed jobs a queue keeps.")

    host: str = Field(default="127.0.0.1", description="Where the HTTP API listens.")
    port: int = Field(default=8_000, ge=0, le=65_535)
    token: SecretStr | None = Field(
        default=None, description="A bearer token; required where the API listens beyond loopback."
    )
    largest_body: int = Field(default=100_000, ge=1_000, description="The most bytes a request may have.")

    smtp_host: str = Field(
        default="127.0.0.1", description="Who takes the mails; on loopback `qlab app up` starts its catcher there."
    )
    smtp_port: int = Field(default=8_025, ge=1, le=65_535)
    smtp_tls: Literal["none", "starttls", "tls"] = Field(
        default="none", description="`starttls` is usual on port 587, `tls` on 465."
    )
    smtp_user: str = Field(default="", description="Empty: no login.")
    smtp_password: SecretStr = SecretStr("")
    smtp_timeout_s: float = Field(default=5.0, gt=0)
    mail_delay_ms: int = Field(
        default=0,
        ge=0,
        le=60_000,
        description="How long the catcher takes over each mail, ms; try 3000.",
    )
    sender: str = "focus-bear@example.com"

    data: Path = Field(default=Path("data"), description="The folder whose CSV files may be processed.")
    database: Path = Field(default=Path("qlab-app.sqlite"), description="The SQLite file that data-sync writes.")
    reports: Path = Field(default=Path("qlab-reports"), description="Where reports are written.")

    @field_validator("redis_url")
    @classmethod
    def _usable(cls, url: SecretStr) -> SecretStr:
        try:
            check_url(url.get_secret_value())
            parse_url(url.get_secret_value())
        except ValueError as error:
            raise ValueError(why_not(error)) from error
        return url

    @model_validator(mode="after")
    def _guarded(self) -> Self:
        if not self.on_loopback and (self.token is None or not self.token.get_secret_value()):
            raise ValueError(f"listening on {self.host} needs a token: set QLAB_APP_TOKEN, or listen on 127.0.0.1")
        return self

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the API."""
        return is_loopback(self.host)

    @property
    def url(self) -> str:
        """The server's URL, whole."""
        return self.redis_url.get_secret_value()

    def environment(self) -> dict[str, str]:
        """Return the settings as variables of the environment, for another process; secrets are among them, in the
        clear.
        """
        given = {name: value for name, value in self.model_dump().items() if value is not None}
        plain = {name: each.get_secret_value() if isinstance(each, SecretStr) else each for name, each in given.items()}
        return {f"QLAB_APP_{name.upper()}": str(value) for name, value in plain.items()}


def load(**given: object) -> Settings:
    """Return the settings, arguments first.

    Raises:
        UsageError: If one makes no sense; the sentence names the first.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        what = first["msg"].removeprefix("Value error, ")  # pydantic's
        where = "".join(f"{part}: " for part in first["loc"])
        raise UsageError(f"The settings are invalid ({where}{what}); fix them.") from error
