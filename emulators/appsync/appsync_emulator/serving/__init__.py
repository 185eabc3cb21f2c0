"""An application on a port, with and without TLS."""
