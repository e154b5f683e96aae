"""The handles a user drives a queue, its jobs and its flows with."""
