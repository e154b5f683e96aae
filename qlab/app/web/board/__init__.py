"""The board's pages: all queues, a queue's lists, a job, flows, and a queue's player."""
