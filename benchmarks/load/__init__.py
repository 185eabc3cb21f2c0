"""Many uploads and listeners, while parts of the system are killed."""
