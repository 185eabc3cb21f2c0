"""The web page on loopback, as CloudFront serves it on AWS."""

from collections.abc import Iterator
from contextlib import contextmanager

from infrastructure.console.build import built_console
from infrastructure.console.configuration import ConsoleConfiguration
from infrastructure.console.headers import Endpoints
from laptop.console.app import console_app
from laptop.console.server import serving

__all__ = ["console_app", "serving", "serving_console"]


@contextmanager
def serving_console(about: ConsoleConfiguration, port: int) -> Iterator[str]:
    """Builds the page if needed, and yields its address. Raises NpmFailed or OSError."""
    assert about.user_pool_endpoint  # the emulated AWS, which also serves the bucket
    endpoints = Endpoints(
        graphql=about.graphql_url,
        realtime=f"{about.graphql_url.replace('http', 'ws', 1)}/realtime",
        user_pool=about.user_pool_endpoint,
        bucket=about.user_pool_endpoint,
    )
    with serving(console_app(built_console(), about, endpoints), port) as url:
        yield url
