"""Stories that a lab plays: the email story."""
