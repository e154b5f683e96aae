"""The application's processes: the one that starts the others, workers, and the load test."""
