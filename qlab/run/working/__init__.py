"""The workers of a run in virtual time: who they are, and how they call a processor."""
