"""Who is connected to the server, and works on its queues."""
