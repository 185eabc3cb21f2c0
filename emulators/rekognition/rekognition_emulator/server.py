"""The HTTP server: POST / for operations, GET /ready once every worker is warm."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rekognition_emulator.arrival import ArrivalProtocol
from rekognition_emulator.errors import ImageTooLarge, InternalServerError, RekognitionError
from rekognition_emulator.objects import ObjectReader
from rekognition_emulator.operations import Operations
from rekognition_emulator.protocol import (
    ENGINE,
    answer,
    input_shape,
    json_document,
    refusal,
    requested_operation,
)
from rekognition_emulator.quota import Quota
from rekognition_emulator.validation import parsed
from rekognition_emulator.workers import WorkerPool

MAX_BODY_BYTES = 7 * 1024 * 1024  # 5 MiB in base64, and some room
SHUTDOWN_GRACE_SECONDS = 10

logger = logging.getLogger(__name__)


def create_app(workers: int, tps: int | None = None) -> Starlette:
    pool = WorkerPool(workers)
    operations = Operations(pool, ObjectReader())
    quota = Quota(tps) if tps else None

    async def operate(request: Request) -> Response:
        name = requested_operation(request.headers)
        operation = operations.named(name)
        if quota:
            quota.spend(request.state.arrived_at)
        with pool.place():
            document = json_document(await _body(request))
            return answer(await operation(parsed(document, input_shape(name))))

    async def ready(_: Request) -> Response:
        return JSONResponse({"engine": ENGINE, "workers": pool.pids})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.start()
        yield
        pool.stop()

    return Starlette(
        routes=[Route("/", operate, methods=["POST"]), Route("/ready", ready)],
        exception_handlers={RekognitionError: _refused, ClientDisconnect: _gone, 500: _failed},
        lifespan=lifespan,
    )


def serve(host: str, port: int, workers: int, tps: int | None) -> None:
    """Until SIGINT or SIGTERM. Listens only when ready."""
    uvicorn.run(
        create_app(workers, tps),
        host=host,
        port=port,
        http=ArrivalProtocol,
        lifespan="on",
        ws="none",
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_GRACE_SECONDS,
    )


async def _body(request: Request) -> bytes:
    """Reads a too long body to its end, because a client that is sending reads no error."""
    body = bytearray()
    async for chunk in request.stream():
        if len(body) <= MAX_BODY_BYTES:
            body += chunk
    if len(body) > MAX_BODY_BYTES:
        raise ImageTooLarge
    return bytes(body)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, RekognitionError)
    if error.__cause__ is not None and error.status >= 500:
        logger.error("%s: %r", error.code, error.__cause__)
    return refusal(error)


async def _gone(_: Request, __: Exception) -> Response:
    return Response(status_code=400)  # the client has gone


async def _failed(_: Request, __: Exception) -> Response:
    """Starlette raises the error again afterwards, and uvicorn logs it."""
    return refusal(InternalServerError())
