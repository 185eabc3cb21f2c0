"""The operations that this engine has, for validated requests."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool

from rekognition_emulator.analysis import face_details
from rekognition_emulator.errors import InvalidParameter, OperationNotImplemented
from rekognition_emulator.objects import ObjectReader
from rekognition_emulator.workers import WorkerPool

Document = dict[str, Any]
Operation = Callable[[Document], Awaitable[Document]]


class Operations:
    def __init__(self, workers: WorkerPool, objects: ObjectReader) -> None:
        self._workers = workers
        self._objects = objects
        self._by_name: dict[str, Operation] = {"DetectFaces": self.detect_faces}

    def named(self, name: str) -> Operation:
        if name not in self._by_name:
            raise OperationNotImplemented(
                f"{name} is an operation of Amazon Rekognition that this engine does not have; "
                f"it has {', '.join(self._by_name)}."
            )
        return self._by_name[name]

    async def detect_faces(self, request: Document) -> Document:
        """OrientationCorrection is absent, as in Rekognition: boxes are already upright."""
        image = await self._image_bytes(request["Image"])
        return {"FaceDetails": await self._workers.run(face_details, image)}

    async def _image_bytes(self, image: Document) -> bytes:
        match image:
            case {"Bytes": _, "S3Object": _}:
                raise InvalidParameter
            case {"Bytes": data}:
                return bytes(data)
            case {"S3Object": {"Bucket": bucket, "Name": name} as place}:
                version = place.get("Version")
                return await run_in_threadpool(self._objects.read, bucket, name, version)
            case _:
                raise InvalidParameter
