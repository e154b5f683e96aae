"""BullMQ's programming interface: its methods, and the options of its Worker."""
