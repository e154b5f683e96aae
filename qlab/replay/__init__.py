"""A queue's stream of events, played back into steps."""
