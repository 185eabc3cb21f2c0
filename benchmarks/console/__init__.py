"""What a user of the console waits for."""
