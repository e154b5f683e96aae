"""Reading: every key of a queue at one moment, what it means, and what changed since another moment."""
