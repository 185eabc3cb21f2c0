"""The web page: its build, its configuration, and how it is served."""
