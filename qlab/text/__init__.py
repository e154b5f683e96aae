"""Text for people: escaping, HTML, durations, words. Knows nothing of BullMQ."""
