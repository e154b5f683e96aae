"""The file a recording is saved in."""
