"""What the application can be asked to do: the data of its jobs, checked where it comes in."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Data", "Email", "Notification", "Report", "Sync"]

ADDRESS = r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,4}$"
FILE = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.csv$"
WORD = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"

Address = Annotated[str, Field(pattern=ADDRESS, max_length=254, examples=["ada@example.com"])]
CsvFile = Annotated[str, Field(pattern=FILE, examples=["customers.csv"], description="A file of the data folder.")]
Word = Annotated[str, Field(pattern=WORD)]


class _Strict(BaseModel):
    """Takes no unknown fields, and no number for a text."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Email(_Strict):
    """A mail."""

    to: Address
    name: str = Field(default="friend", min_length=1, max_length=100)
    template: Word = Field(default="welcome", examples=["welcome"])


class Data(_Strict):
    """A CSV file to go through."""

    file: CsvFile = "customers.csv"
    strict: bool = Field(default=False, description="Fail at the first bad row instead of collecting bad rows.")


class Notification(_Strict):
    """A message to a user's devices."""

    user: Word = Field(examples=["ada"])
    kind: Word = Field(default="reminder", examples=["reminder"])
    text: str = Field(default="Time for a break", min_length=1, max_length=500)


class Report(_Strict):
    """A report over several sources."""

    title: str = Field(default="Weekly report", min_length=1, max_length=100)
    sources: list[CsvFile] = Field(default=["customers.csv"], min_length=1, max_length=10)


class Sync(_Strict):
    """A CSV file whose rows go into the database, by their column `id`."""

    file: CsvFile = "customers.csv"
