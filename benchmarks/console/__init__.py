"""What somebody in front of the console waits for."""
