"""What the page is told of the system it is to show, in a file beside it."""

from dataclasses import dataclass

CONFIGURATION_FILE = "config.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleConfiguration:
    """`user_pool_endpoint`: of a Cognito elsewhere than where the region's is."""

    region: str
    graphql_url: str
    user_pool_id: str
    client_id: str
    user_pool_endpoint: str | None = None
