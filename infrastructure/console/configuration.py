"""The page's configuration: a file beside the page, with the system's addresses."""

from dataclasses import dataclass

CONFIGURATION_FILE = "config.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleConfiguration:
    """`user_pool_endpoint`: Cognito's address, unless it is the region's default."""

    region: str
    graphql_url: str
    user_pool_id: str
    client_id: str
    user_pool_endpoint: str | None = None
