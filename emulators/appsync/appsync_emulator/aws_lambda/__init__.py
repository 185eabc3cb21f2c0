"""Functions behind a Lambda endpoint: signed requests over kept connections."""
