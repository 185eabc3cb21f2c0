"""An engine with a known latency: it answers every DetectFaces alike, and looks at no image.
With a quota, it throttles what comes too soon, as the laptop's own engine does.

It stands in for Rekognition where only the time it takes, or the size of its answer, matters.
"""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.child_process import LOOPBACK
from local.rekognition.errors import ThroughputExceeded
from local.rekognition.protocol import refusal
from local.rekognition.quota import Quota

_STARTUP_POLL_S = 0.01


@dataclass(slots=True)
class PacedEngine:
    """`delay_s`, `faces` and `quota` may be changed at any time.

    `answered_at`, by time.monotonic, and `throttled` are of the calls since its start.
    """

    url: str
    delay_s: float = 0.0
    faces: Sequence[dict[str, Any]] = field(default_factory=tuple)
    quota: Quota | None = None
    answered_at: list[float] = field(default_factory=list)
    throttled: int = 0

    async def detect_faces(self, request: Request) -> Response:
        await request.body()
        try:
            if self.quota:
                self.quota.spend()
        except ThroughputExceeded as error:
            self.throttled += 1
            return refusal(error)
        self.answered_at.append(time.monotonic())
        await asyncio.sleep(self.delay_s)
        return JSONResponse(
            {"FaceDetails": list(self.faces)}, media_type="application/x-amz-json-1.1"
        )


@contextmanager
def paced_engine() -> Iterator[PacedEngine]:
    with socket.create_server((LOOPBACK, 0)) as listener:
        engine = PacedEngine(f"http://{LOOPBACK}:{listener.getsockname()[1]}")
        app = Starlette(routes=[Route("/", engine.detect_faces, methods=["POST"])])
        server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, log_level="warning", server_header=False)
        )
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(_STARTUP_POLL_S)
            yield engine
        finally:
            server.should_exit = True
            thread.join()
