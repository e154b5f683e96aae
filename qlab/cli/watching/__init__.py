"""``qlab watch``: its options, and the lines it prints as things happen."""
