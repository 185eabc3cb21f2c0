"""AppSync's real-time protocol, spoken with one client: text frames in, text frames out."""

import asyncio
import logging
from functools import partial
from typing import Any

from appsync_emulator.auth.authentication import Authentication, Presented
from appsync_emulator.auth.authorization import Caller
from appsync_emulator.errors import (
    OperationInvalid,
    RequestRefused,
    bad_request,
    internal_failure,
)
from appsync_emulator.json_text import MalformedJson, read_json
from appsync_emulator.realtime import frames
from appsync_emulator.realtime.channel import LEFT, Channel
from appsync_emulator.realtime.handshake import Upgrade, presented_at_start
from appsync_emulator.realtime.publication import SubscriptionHub
from appsync_emulator.realtime.subscriptions import (
    SubscriptionRefused,
    open_subscription,
    unsupported,
)

log = logging.getLogger(__name__)


class Conversation:
    """Knows no socket: `receive` takes a frame, and `channel` holds what is to be sent."""

    def __init__(
        self,
        channel: Channel,
        upgrade: Upgrade,
        hub: SubscriptionHub,
        authentication: Authentication,
    ) -> None:
        self._channel = channel
        self._upgrade = upgrade
        self._hub = hub
        self._authentication = authentication
        self._limits = hub.engine.api.realtime
        self._subscriptions: dict[str, asyncio.Task[None]] = {}
        self._acknowledged = False

    def receive(self, text: str) -> None:
        """Answers garbage with an error and goes on."""
        try:
            message = read_json(text)
        except MalformedJson:
            message = None
        if isinstance(message, dict):
            self._handle(message)
        else:
            self._refuse(None, bad_request("The message is no JSON object."))

    def _handle(self, message: dict[str, Any]) -> None:
        named = message.get("id")
        subscription_id = named if isinstance(named, str) and named else None
        match message.get("type"):
            case "connection_init":
                self._acknowledge()
            case "connection_terminate":
                self._channel.end(LEFT)
            case "start" if subscription_id:
                self._start(subscription_id, message.get("payload"))
            case "stop" if subscription_id:
                self._stop(subscription_id)
            case "start" | "stop" as kind:
                self._refuse(None, bad_request(f"{kind} without an id."))
            case kind:
                name = kind if isinstance(kind, str) else "unknown"
                self._refuse(subscription_id, unsupported(name))

    def _acknowledge(self) -> None:
        self._channel.send(frames.connection_ack(self._limits.connection_timeout_ms))
        if not self._acknowledged:
            self._acknowledged = True
            self._channel.spawn(self._keep_alive())

    async def _keep_alive(self) -> None:
        while True:
            self._channel.send(frames.KEEP_ALIVE)
            await asyncio.sleep(self._limits.keep_alive_s)

    def _start(self, subscription_id: str, payload: Any) -> None:
        refusal = self._no_room_for(subscription_id)
        members = payload if isinstance(payload, dict) else {}
        data, extensions = members.get("data"), members.get("extensions")
        if refusal or not isinstance(data, str):
            return self._refuse(subscription_id, refusal or unsupported("unknown"))
        authorization = extensions.get("authorization") if isinstance(extensions, dict) else None
        task = self._channel.spawn(self._subscribe(subscription_id, data, authorization))
        self._subscriptions[subscription_id] = task
        return None

    def _no_room_for(self, subscription_id: str) -> RequestRefused | None:
        limit = self._limits.subscriptions_per_connection
        if subscription_id in self._subscriptions:
            message = f"Duplicated operation with id {subscription_id}"
            return RequestRefused(400, "DuplicatedOperationError", message)
        if len(self._subscriptions) >= limit:
            message = f"Max number of {limit} subscriptions reached"
            return RequestRefused(400, "MaxSubscriptionsReachedError", message)
        return None

    def _stop(self, subscription_id: str) -> None:
        """Always answered: Android and iOS wait for it, whatever became of the subscription."""
        if task := self._subscriptions.pop(subscription_id, None):
            task.cancel()
        self._channel.send(frames.complete(subscription_id))

    async def _subscribe(self, subscription_id: str, data: str, authorization: Any) -> None:
        presented = presented_at_start(self._upgrade, authorization, data)
        try:
            caller = await self._permitted(presented)
            selection = await open_subscription(self._hub.engine, data, caller, presented.headers)
            deliver = partial(self._deliver, subscription_id, asyncio.current_task())
            with self._hub.joined(selection, deliver):
                self._channel.send(frames.start_ack(subscription_id))
                await asyncio.get_running_loop().create_future()  # until the task is cancelled
        except (RequestRefused, OperationInvalid, SubscriptionRefused) as reason:
            self._subscriptions.pop(subscription_id, None)
            self._refuse(subscription_id, reason)
        except Exception:
            log.exception("A subscription failed inside the emulator")
            self._subscriptions.pop(subscription_id, None)
            self._refuse(subscription_id, internal_failure())

    async def _permitted(self, presented: Presented) -> Caller:
        try:
            return await self._authentication.caller(presented)
        except RequestRefused as refusal:
            # Amplify JS looks for these words.
            message = "Permission denied"
            raise RequestRefused(refusal.status, refusal.error_type, message) from refusal

    def _deliver(self, subscription_id: str, task: Any, payload: str) -> None:
        if self._subscriptions.get(subscription_id) is not task:
            return  # the client stopped the subscription, and the task has not ended yet
        frame = frames.data(subscription_id, payload)
        size = len(frame.encode())
        if size <= self._limits.message_bytes:
            self._channel.send(frame)
        else:
            self._hub.dropped_messages += 1
            log.warning("Dropped a message of %d bytes, as AppSync does", size)

    def _refuse(
        self,
        subscription_id: str | None,
        reason: RequestRefused | OperationInvalid | SubscriptionRefused,
    ) -> None:
        self._channel.send(frames.error(reason, subscription_id))
