"""A lab's server and the connections to it."""
