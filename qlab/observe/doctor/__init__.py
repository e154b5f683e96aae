"""The doctor: what is wrong with a queue, the evidence, what it means, and what to do."""
