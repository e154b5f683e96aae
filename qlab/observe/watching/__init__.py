"""Following what happens in somebody's queues."""
