"""The explorer's engine: actors, what can happen to them, and the search over their moves."""
