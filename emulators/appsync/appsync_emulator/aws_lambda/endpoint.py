"""Functions behind a Lambda endpoint: AWS's own, or an emulator's."""

import asyncio
from urllib.parse import quote, urlsplit

import boto3
from botocore.credentials import ReadOnlyCredentials, RefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError

from appsync_emulator.api import MIB
from appsync_emulator.aws_lambda.answers import invocation_result
from appsync_emulator.aws_lambda.connections import KeptConnections, host_header
from appsync_emulator.aws_lambda.signing import RequestSigner
from appsync_emulator.invoker import InvocationFailed, InvocationResult

_AT_ONCE = 128  # other calls wait; a process may have no more than 256 files open
_TIMEOUT_S = 40  # above AppSync's own 30 s, which ends the wait earlier
_IDLE_S = 2  # less than servers keep a connection open
_MAX_ANSWER_BYTES = 64 * MIB  # Lambda's own quota is 6 MiB, and has an error of its own
_HEADERS = {"content-type": "application/json", "x-amz-log-type": "Tail"}


class LambdaEndpoint:
    """Calls functions from one event loop, with its own HTTP client and signer.

    boto3 in a thread costs 1.4 to 1.7 ms of CPU a call, aiohttp 0.25 to 0.4 ms (1,500 calls side
    by side, 1 and 8 at once), and this client less than aiohttp.
    """

    def __init__(self, session: boto3.Session, endpoint_url: str | None = None) -> None:
        client = session.client("lambda", endpoint_url=endpoint_url)
        self._url = urlsplit(client.meta.endpoint_url)
        self._credentials = session.get_credentials()
        self._signer = RequestSigner(
            service="lambda", region=client.meta.region_name, host=host_header(self._url)
        )
        self._connections: KeptConnections | None = None

    async def invoke(self, function: str, payload: bytes) -> InvocationResult:
        """Raises `InvocationFailed`, whose code is Lambda's own or the name of an `OSError`."""
        name = quote(function, safe="")
        path = f"{self._url.path.rstrip('/')}/2015-03-31/functions/{name}/invocations"
        credentials = await self._current_credentials()
        headers = self._signer.signed(credentials, path, _HEADERS, payload)
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                return invocation_result(await self._http().post(path, headers, payload))
        except OSError as error:  # TimeoutError is one
            raise InvocationFailed(type(error).__name__, str(error)) from error

    async def close(self) -> None:
        """The endpoint may be used again, from another event loop too."""
        connections, self._connections = self._connections, None
        if connections:
            connections.close()

    def _http(self) -> KeptConnections:
        """Created on the event loop that uses it."""
        if self._connections is None:
            self._connections = KeptConnections(
                self._url, at_once=_AT_ONCE, idle_s=_IDLE_S, max_body_bytes=_MAX_ANSWER_BYTES
            )
        return self._connections

    async def _current_credentials(self) -> ReadOnlyCredentials:
        """Refreshing credentials may ask a network, and is therefore done in a thread."""
        held = self._credentials
        if held is None:
            raise InvocationFailed("NoCredentials", "There are no credentials to sign with.")
        try:
            if isinstance(held, RefreshableCredentials) and held.refresh_needed():
                return await asyncio.to_thread(held.get_frozen_credentials)
            return held.get_frozen_credentials()
        except (BotoCoreError, ClientError) as error:
            raise InvocationFailed(type(error).__name__, str(error)) from error
