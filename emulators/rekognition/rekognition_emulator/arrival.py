"""The time at which a request arrived, which on a busy machine is before it was read."""

import socket
import struct
import sys
import time

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_TCP_INFO_BYTES = 104  # of Linux's struct tcp_info, which later kernels only add to
_LAST_DATA_RECEIVED = 52  # the offset of tcpi_last_data_recv, in ms before now


class ArrivalProtocol(HttpToolsProtocol):
    """Sets `request.state.arrived_at`, by time.monotonic.

    On Linux this is when the machine received the request's head, exact to a few ms; elsewhere it
    is when the server read the head.
    """

    def on_headers_complete(self) -> None:
        connection = self.transport.get_extra_info("socket")
        self.scope["state"]["arrived_at"] = time.monotonic() - _unread_s(connection)
        super().on_headers_complete()


def _unread_s(connection: socket.socket) -> float:
    if sys.platform != "linux":
        return 0.0
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
    (milliseconds,) = struct.unpack_from("I", info, _LAST_DATA_RECEIVED)
    return float(milliseconds) / 1000
