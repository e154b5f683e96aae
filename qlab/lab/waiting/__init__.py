"""What a call waits for: its turn, its reply, an event loop; and what waits for it: an interrupt."""
