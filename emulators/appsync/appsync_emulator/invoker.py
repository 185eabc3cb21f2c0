"""Lambda functions, as resolvers use them."""

import asyncio
import base64
import re
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

import aiohttp
import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials, RefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError
from yarl import URL

from appsync_emulator.json_text import MalformedJson, read_json, write_json

if TYPE_CHECKING:
    from collections.abc import Mapping

_AT_ONCE = 128  # others wait their turn; a process may have no more than 256 files open
_READ_TIMEOUT_S = 40  # above AppSync's own 30 s, which ends the wait earlier
_IDLE_S = 2  # below what servers keep: a request must not meet a connection being closed


@dataclass(frozen=True, slots=True)
class InvocationResult:
    """`payload` is JSON; with a `function_error` it is Lambda's error object."""

    payload: bytes
    function_error: str | None = None


class InvocationFailed(Exception):
    """The function was not run. `code` is what the Lambda service called the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class LambdaInvoker(Protocol):
    async def invoke(self, function: str, payload: bytes) -> InvocationResult:
        """Synchronously, without retries. Raises `InvocationFailed`."""

    async def close(self) -> None: ...


class LambdaEndpoint:
    """Functions behind a Lambda endpoint, called from one event loop.

    aiohttp and botocore's signer, because a call by boto3 in a thread costs four to six times
    the CPU: 1.4 to 1.7 ms against 0.25 to 0.4 ms (1,500 calls side by side, 1 and 8 at once).
    """

    def __init__(self, session: boto3.Session, endpoint_url: str | None = None) -> None:
        client = session.client("lambda", endpoint_url=endpoint_url)
        self._endpoint_url = client.meta.endpoint_url
        self._region = client.meta.region_name
        self._credentials = session.get_credentials()
        self._http: aiohttp.ClientSession | None = None

    async def invoke(self, function: str, payload: bytes) -> InvocationResult:
        path = f"/2015-03-31/functions/{quote(function, safe='')}/invocations"
        url = URL(self._endpoint_url + path, encoded=True)
        headers = await self._signed_headers(str(url), payload)
        try:
            async with self._session().post(url, data=payload, headers=headers) as response:
                return _result(response.status, response.headers, await response.read())
        except (aiohttp.ClientError, TimeoutError) as error:
            raise InvocationFailed(type(error).__name__, str(error)) from error

    async def close(self) -> None:
        """It may be used again, from another loop too."""
        http, self._http = self._http, None
        if http:
            await http.close()

    def _session(self) -> aiohttp.ClientSession:
        """Made on the loop that it belongs to."""
        if self._http is None:
            self._http = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=_AT_ONCE,
                    keepalive_timeout=_IDLE_S,
                    ssl=ssl.create_default_context(),  # aiohttp's is made when it is imported
                ),
                timeout=aiohttp.ClientTimeout(total=_READ_TIMEOUT_S),
                skip_auto_headers=["accept-encoding"],
            )
        return self._http

    async def _signed_headers(self, url: str, payload: bytes) -> dict[str, str]:
        headers = {"content-type": "application/json", "x-amz-log-type": "Tail"}
        request = AWSRequest("POST", url, headers=headers, data=payload)
        SigV4Auth(await self._current_credentials(), "lambda", self._region).add_auth(request)
        return dict(request.headers.items())

    async def _current_credentials(self) -> ReadOnlyCredentials:
        """Those that are to be refreshed may ask a network, and so do it in a thread."""
        held = self._credentials
        if held is None:
            raise InvocationFailed("NoCredentials", "There are no credentials to sign with.")
        try:
            if isinstance(held, RefreshableCredentials) and held.refresh_needed():
                return await asyncio.to_thread(held.get_frozen_credentials)
            return held.get_frozen_credentials()
        except (BotoCoreError, ClientError) as error:
            raise InvocationFailed(type(error).__name__, str(error)) from error


def _result(status: int, headers: "Mapping[str, str]", body: bytes) -> InvocationResult:
    if status >= 300:
        raise _failure(status, headers, body)
    function_error = headers.get("x-amz-function-error")
    if function_error:
        log = base64.b64decode(headers.get("x-amz-log-result", "")).decode("utf-8", "replace")
        body = with_exception_name(body, log)
    return InvocationResult(body, function_error)


def _failure(status: int, headers: "Mapping[str, str]", body: bytes) -> InvocationFailed:
    """Lambda's API tells the code in a header, and the message in the body by either name."""
    try:
        told = read_json(body)
    except MalformedJson:
        told = None
    members = told if isinstance(told, dict) else {}
    code = headers.get("x-amzn-errortype") or members.get("__type") or str(status)
    message = members.get("message") or members.get("Message") or ""
    return InvocationFailed(str(code).partition(":")[0].rpartition("#")[2], str(message))


def with_exception_name(payload: bytes, log_tail: str) -> bytes:
    """MiniStack (1.5.33) calls every exception Runtime.HandlerError; its traceback knows better."""
    try:
        error = read_json(payload)
    except MalformedJson:
        return payload
    if not isinstance(error, dict) or error.get("errorType") != "Runtime.HandlerError":
        return payload
    first_line = re.escape(str(error.get("errorMessage", "")).partition("\n")[0])
    separator = ": " if first_line else ""
    raised = re.findall(rf"^(?:[\w.]+\.)?(\w+){separator}{first_line}$", log_tail, re.MULTILINE)
    if not raised:
        return payload
    return write_json(error | {"errorType": raised[-1]}).encode()
