"""Scripts of BullMQ 5, word for word: what the lab's own release no longer has."""

__all__: list[str] = []
