"""Queues that have a fault, made on a real server, each with a healthy neighbour that nearly has it."""
