"""Many uploads, many listeners, and parts of the system that die in between."""
