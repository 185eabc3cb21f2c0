"""Invokes the function with a batch."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from streams_emulator.record import StreamRecord, event_of
from streams_emulator.response import first_failed
from streams_emulator.steps import Failed, InvocationResult, NotInvoked, Response, Succeeded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.type_defs import InvocationResponseTypeDef

    from streams_emulator.mapping import StreamMapping

_logger = logging.getLogger(__name__)


def invoke(
    mapping: StreamMapping, records: Sequence[StreamRecord], client: LambdaClient
) -> InvocationResult:
    """One synchronous invocation."""
    try:
        answer = client.invoke(
            FunctionName=mapping.function_arn,
            InvocationType="RequestResponse",
            Payload=json.dumps(event_of(records), ensure_ascii=False).encode(),
        )
        payload = answer["Payload"].read()
    except (ClientError, BotoCoreError) as error:
        _logger.warning("%s could not be invoked: %s", mapping.function_arn, error)
        return NotInvoked()
    response = _response(answer)
    if response.function_error is not None:
        _logger.warning("%s failed: %s", mapping.function_arn, payload.decode(errors="replace"))
        return Failed(response)
    if not mapping.reports_item_failures:
        return Succeeded()
    index = first_failed(payload, [record.sequence_number for record in records])
    return Succeeded() if index is None else Failed(response, index)


def _response(answer: InvocationResponseTypeDef) -> Response:
    return Response(
        request_id=answer["ResponseMetadata"]["RequestId"],
        executed_version=answer.get("ExecutedVersion") or "$LATEST",
        function_error=answer.get("FunctionError"),
    )
