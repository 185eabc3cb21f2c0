"""The web page's server on the laptop: files, addresses of the page's own, and headers."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from infrastructure.console.configuration import ConsoleConfiguration
from infrastructure.console.headers import Endpoints, security_headers
from laptop.console import console_app, serving
from tests.support.ports import free_ports

ABOUT = ConsoleConfiguration(
    region="eu-west-1",
    graphql_url="http://127.0.0.1:1/graphql",
    user_pool_id="pool",
    client_id="client",
    user_pool_endpoint="http://127.0.0.1:2",
)
ENDPOINTS = Endpoints(
    graphql="http://127.0.0.1:1/graphql",
    realtime="ws://127.0.0.1:1/graphql/realtime",
    user_pool="http://127.0.0.1:2",
    bucket="http://127.0.0.1:2",
)
PAGE = "<!doctype html><title>the page</title>"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "assets" / "main-abc.js").write_text("0;" * 1000)
    [port] = free_ports(1)
    with (
        serving(console_app(tmp_path, ABOUT, ENDPOINTS), port) as url,
        httpx.Client(base_url=url, trust_env=False) as client,
    ):
        yield client


@pytest.mark.parametrize("path", ["/", "/images/abc", "/images/abc?status=FAILED", "/index.html"])
def test_every_address_of_the_console_answers_with_the_page(
    client: httpx.Client, path: str
) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.text) == (200, PAGE)
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith("text/html")


def test_assets_are_kept_for_good_and_sent_compressed(client: httpx.Client) -> None:
    answer = client.get("/assets/main-abc.js")

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert "javascript" in answer.headers["content-type"]


@pytest.mark.parametrize(
    "path", ["/assets/gone.js", "/config.yml", "/../secret.txt", "/%2e%2e/x.y"]
)
def test_a_file_that_is_not_there_is_not_found(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_page_receives_the_systems_addresses(client: httpx.Client) -> None:
    answer = client.get("/config.json")

    assert answer.json() == {
        "region": "eu-west-1",
        "graphqlUrl": "http://127.0.0.1:1/graphql",
        "userPoolId": "pool",
        "clientId": "client",
        "userPoolEndpoint": "http://127.0.0.1:2",
    }
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/config.json", "/assets/main-abc.js", "/assets/gone.js"])
def test_every_response_has_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers

    received = {name: headers.get(name) for name in security_headers(ENDPOINTS)}
    assert received == security_headers(ENDPOINTS)


def test_the_policy_names_the_endpoints_and_no_other_host(client: httpx.Client) -> None:
    policy = client.get("/").headers["content-security-policy"]

    hosts = {word for part in policy.split("; ") for word in part.split()[1:] if ":/" in word}
    assert hosts == {
        "http://127.0.0.1:1/graphql",
        "ws://127.0.0.1:1/graphql/realtime",
        "http://127.0.0.1:2",
    }
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_request_with_a_foreign_host_name_is_refused(client: httpx.Client) -> None:
    assert client.get("/", headers={"host": "rebound.example"}).status_code == 400
