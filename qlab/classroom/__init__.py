"""A class that answers together: phones vote, the wall shows bars, then the truth."""
