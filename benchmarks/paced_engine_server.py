"""Answers every DetectFaces alike, after the same time, and looks at no image. With a quota, it
throttles what comes too soon, as the laptop's own engine does.

Its address is its first line of JSON. After that each line sets what it names, of delay_s, faces
and tps, and is answered with the calls until then.
"""

import asyncio
import json
import socket
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from rekognition_emulator.arrival import ArrivalProtocol
from rekognition_emulator.errors import ThroughputExceeded
from rekognition_emulator.protocol import refusal
from rekognition_emulator.quota import Quota
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from laptop.child_process import LOOPBACK


@dataclass(slots=True)
class _Engine:
    delay_s: float = 0.0
    faces: Sequence[dict[str, Any]] = ()
    quota: Quota | None = None
    answered_at: list[float] = field(default_factory=list)
    throttled: int = 0

    async def detect_faces(self, request: Request) -> Response:
        try:
            if self.quota:
                self.quota.spend(request.state.arrived_at)
        except ThroughputExceeded as error:
            self.throttled += 1
            return refusal(error)
        self.answered_at.append(request.state.arrived_at)
        await request.body()
        await asyncio.sleep(self.delay_s)
        return JSONResponse(
            {"FaceDetails": list(self.faces)}, media_type="application/x-amz-json-1.1"
        )

    def set(self, pace: dict[str, Any]) -> None:
        self.delay_s = pace.get("delay_s", self.delay_s)
        self.faces = pace.get("faces", self.faces)
        if "tps" in pace:
            self.quota = Quota(pace["tps"])

    def calls(self) -> dict[str, Any]:
        return {"answered_at": sorted(self.answered_at), "throttled": self.throttled}


def main() -> None:
    engine = _Engine()
    app = Starlette(routes=[Route("/", engine.detect_faces, methods=["POST"])])
    server = uvicorn.Server(
        uvicorn.Config(
            app, http=ArrivalProtocol, ws="none", log_level="warning", server_header=False
        )
    )
    with socket.create_server((LOOPBACK, 0)) as listener:
        print(json.dumps({"url": f"http://{LOOPBACK}:{listener.getsockname()[1]}"}), flush=True)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        for line in sys.stdin:
            engine.set(json.loads(line))
            print(json.dumps(engine.calls()), flush=True)
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
