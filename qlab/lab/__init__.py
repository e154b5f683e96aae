"""The lab: real BullMQ jobs on a real server, an operation a step."""
