"""What the person at the terminal reads."""
