"""What Lambda's Invoke API answers."""

import base64
import re
from typing import Any

from appsync_emulator.aws_lambda.connection import HttpResponse
from appsync_emulator.invoker import InvocationFailed, InvocationResult
from appsync_emulator.json_text import MalformedJson, read_json, write_json


def invocation_result(response: HttpResponse) -> InvocationResult:
    """Raises `InvocationFailed`."""
    if response.status >= 300:
        raise _failure(response)
    function_error = response.headers.get("x-amz-function-error")
    if not function_error:
        return InvocationResult(response.body)
    encoded_log = response.headers.get("x-amz-log-result", "")
    log_tail = base64.b64decode(encoded_log).decode("utf-8", "replace")
    return InvocationResult(with_exception_name(response.body, log_tail), function_error)


def with_exception_name(payload: bytes, log_tail: str) -> bytes:
    """MiniStack (1.5.33) calls every exception Runtime.HandlerError; its traceback knows better."""
    error = _members(payload)
    if error.get("errorType") != "Runtime.HandlerError":
        return payload
    first_line = re.escape(str(error.get("errorMessage", "")).partition("\n")[0])
    separator = ": " if first_line else ""
    raised = re.findall(rf"^(?:[\w.]+\.)?(\w+){separator}{first_line}$", log_tail, re.MULTILINE)
    if not raised:
        return payload
    return write_json(error | {"errorType": raised[-1]}).encode()


def _failure(response: HttpResponse) -> InvocationFailed:
    """The code is in a header of Lambda's response; the body has `message` or `Message`."""
    members = _members(response.body)
    code = response.headers.get("x-amzn-errortype") or members.get("__type") or response.status
    message = members.get("message") or members.get("Message") or ""
    return InvocationFailed(str(code).partition(":")[0].rpartition("#")[2], str(message))


def _members(body: bytes) -> dict[str, Any]:
    """The members of a JSON object; empty for any other body."""
    try:
        found = read_json(body)
    except MalformedJson:
        return {}
    return found if isinstance(found, dict) else {}
