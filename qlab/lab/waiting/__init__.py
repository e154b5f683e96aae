"""What a call waits for: its reply, or an event loop."""
