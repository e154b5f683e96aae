"""What ``qlab demo`` prints and writes."""
