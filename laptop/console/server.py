"""Serves an application on a loopback port, in a thread of this process."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from laptop.child_process import LOOPBACK

_STARTUP_POLL_S = 0.01


@contextmanager
def serving(app: Starlette, port: int) -> Iterator[str]:
    """Yields the address, served until the block ends. Raises OSError if the port is taken."""
    with socket.create_server((LOOPBACK, port)) as listener:
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                lifespan="off",
                ws="none",
                log_config=None,
                log_level=logging.WARNING,
                access_log=False,
                server_header=False,
            )
        )
        thread = threading.Thread(
            target=server.run, args=([listener],), name="console", daemon=True
        )
        thread.start()
        try:
            while not server.started and thread.is_alive():
                thread.join(_STARTUP_POLL_S)
            yield f"http://{LOOPBACK}:{port}"
        finally:
            server.should_exit = True
            thread.join()
