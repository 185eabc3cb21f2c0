"""`.facegraph/outputs.json`: all addresses, for any AWS tool and GraphQL client."""

import dataclasses
import json
import os
from dataclasses import dataclass
from pathlib import Path

from core.model.wire import to_wire


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    username: str
    password: str
    sub: str
    id_token: str
    access_token: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    aws_endpoint: str
    engine_url: str
    region: str
    stack_name: str
    bucket_name: str
    table_name: str
    topic_arn: str
    queue_url: str
    dead_letter_queue_url: str
    failed_events_bucket_name: str
    graphql_url: str
    realtime_url: str
    console_url: str | None
    graphql_api_id: str
    user_pool_id: str
    client_id: str
    users: tuple[User, ...]

    def with_users(self, users: tuple[User, ...]) -> "Outputs":
        return dataclasses.replace(self, users=users)

    def write(self, path: Path) -> None:
        """Replaces the whole file. Only the file's owner may read it, because it holds tokens."""
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(to_wire(self), file, indent=2)
        draft.replace(path)
