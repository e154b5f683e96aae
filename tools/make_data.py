"""Writes data/email-story.jsonl anew: `python -m tools.make_data`. The same bytes wherever it runs."""

from __future__ import annotations

import os
from pathlib import Path

from qlab import Lab
from qlab.stories.email import email_story

ROOT = Path(__file__).resolve().parent.parent
EMAIL_STORY = ROOT / "data" / "email-story.jsonl"


def make_email_story(path: Path = EMAIL_STORY) -> Path:
    """Play the email story on the embedded server and save its recording.

    Returns:
        The path written.
    """
    os.environ.pop("QLAB_REDIS_URL", None)  # on another server, encodings would differ
    with Lab() as lab:
        email_story(lab)
        return lab.recording.save(path)


if __name__ == "__main__":
    print(make_email_story().relative_to(ROOT))
