"""Workers of a lab, as objects."""
