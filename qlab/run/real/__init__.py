"""Processors in real time, by BullMQ's own Worker."""
