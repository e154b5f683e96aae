"""Widgets: the player, its page, the backoff explorer and the board."""
