"""What belongs to a student: how far one is in a working copy of the course."""
