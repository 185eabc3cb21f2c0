"""The web page: how it is built, what it is told, and where it is served."""
