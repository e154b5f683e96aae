"""What BullMQ keeps in Redis, and by which rules: each told once, with its source. No I/O."""
