"""The line to a server: a deadline for whole replies, the greeting, and the shape that each reply must have."""
