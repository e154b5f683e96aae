"""The lives of jobs, each a row: one stay in a state after the other."""
