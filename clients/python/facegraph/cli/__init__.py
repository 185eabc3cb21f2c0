"""The command `facegraph`. It knows the system by its public API only."""
