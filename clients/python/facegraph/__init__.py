"""Facegraph from Python: the typed client, and the command `facegraph`."""
