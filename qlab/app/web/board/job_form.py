"""The form that adds a job to a queue: name, data, and BullMQ's options; the API says what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from qlab.app.demo_request import example
from qlab.app.queues import QueueName
from qlab.text.escape import html

__all__ = ["job_form"]


def job_form(queue: QueueName, options: Mapping[str, Any]) -> str:
    """Return the form, closed; `new_job.js` sends it, and writes what the API says beside the fields.

    Args:
        queue: The queue.
        options: Its jobs' options, which hold where a field is left empty.
    """
    name, data = example(queue)
    backoff = options.get("backoff", {})
    kinds = (("", f"the queue's: {backoff.get('type', 'none')}"), ("fixed", "fixed"), ("exponential", "exponential"))
    choices = "".join(f'<option value="{value}">{html(words)}</option>' for value, words in kinds)
    text = json.dumps(data, indent=2, ensure_ascii=False)
    fields = (
        _field("name", "Name", f'<input id="new-name" autocomplete="off" value="{html(name)}" {_TOLD.format("name")}>')
        + _number("delay", "Delay, ms", "none")
        + _number("attempts", "Attempts", str(options.get("attempts", 1)))
        + _number("priority", "Priority", "none")
        + _field("type", "Backoff", f'<select id="new-type" {_TOLD.format("type")}>{choices}</select>')
        + _number("backoff", "Wait before a retry, ms", str(backoff.get("delay", 0)))
    )
    area = f'<textarea id="new-data" rows="5" spellcheck="false" {_TOLD.format("data")}>{html(text)}</textarea>'
    return (
        '<details id="add"><summary>Add a job</summary>'
        f'<form id="new-job" data-keep novalidate data-url="/api/queues/{queue}/jobs">'
        f'<div class="fields">{fields}</div>{_field("data", "Data, as JSON", area)}'
        '<div class="row"><button type="submit">Add this job</button><span id="new-said" role="status"></span></div>'
        "</form></details>"
    )


_TOLD = 'aria-describedby="new-{}-wrong"'


def _number(name: str, words: str, default: str) -> str:
    given = f'inputmode="numeric" autocomplete="off" placeholder="{html(default)}" {_TOLD.format(name)}'
    return _field(name, words, f'<input id="new-{name}" {given}>')


def _field(name: str, words: str, control: str) -> str:
    wrong = f'<small class="wrong" id="new-{name}-wrong"></small>'
    return f'<div><label for="new-{name}">{words}</label>{control}{wrong}</div>'
