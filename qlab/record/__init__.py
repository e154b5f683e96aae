"""Remembering: steps, recordings, their sentences and tables."""
