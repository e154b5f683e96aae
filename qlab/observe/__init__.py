"""Looking at others' queues: read-only, one connection, one page at a time."""
