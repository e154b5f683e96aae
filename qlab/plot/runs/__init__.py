"""Figures of a run: lines, waits, workers, how busy they were, and runs beside each other."""
