"""Free ports."""

import socket
from contextlib import ExitStack


def free_ports(count: int) -> list[int]:
    """Different ports: each is held until the last one is found."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [probe.getsockname()[1] for probe in probes]
