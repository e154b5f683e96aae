"""Figures of what the explorer found."""
