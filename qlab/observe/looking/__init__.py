"""Finding and seeing more of a queue: jobs by their text, flows, metrics, latency, schedulers, failures."""
