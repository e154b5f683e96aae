"""Names in a NestJS module: what a queue is called there; any name in Redis gives a valid one."""

from __future__ import annotations

import re

__all__ = ["class_name", "property_names"]

_WORD = re.compile(r"[A-Za-z0-9]+")
_LONGEST = 40


def property_names(queues: list[str]) -> dict[str, str]:
    """Return what the injected queues are called: ``emailQueue`` for ``email``, each once.

    Args:
        queues: The queues' names, hostile ones included.
    """
    names: dict[str, str] = {}
    for queue in queues:
        name = base = _property(queue)
        number = 1
        while name in names.values():
            number += 1
            name = f"{base}{number}"
        names[queue] = name
    return names


def class_name(property_name: str, number: int) -> str:
    """Return what the class of a queue's workers is called: ``EmailProcessor``.

    Args:
        property_name: What the queue is called.
        number: The how manyth class of that queue it is, from 1.
    """
    base = property_name.removesuffix("Queue") or property_name
    return f"{base[0].upper()}{base[1:]}Processor{number if number > 1 else ''}"


def _property(queue: str) -> str:
    words = _WORD.findall(queue)
    name = "".join([word[0].upper() + word[1:] for word in words])[:_LONGEST]
    if not name or name[0].isdigit():
        name = f"Queue{name}"
    name = name[0].lower() + name[1:]
    return name if name.lower().endswith("queue") else f"{name}Queue"
