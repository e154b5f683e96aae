"""Commands that serve pages: the demonstration application, and a class."""
