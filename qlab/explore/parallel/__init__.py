"""Searching with an executor: its workers try the moves, each on a server of its own."""
