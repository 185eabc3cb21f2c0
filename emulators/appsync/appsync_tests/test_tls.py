import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import pytest
from appsync_emulator import (
    AuthorityUnusable,
    KnownCredentials,
    LoopbackTls,
    authority_folder,
    create_app,
    serve,
)
from appsync_emulator.serving import tls as tls_module
from appsync_emulator.serving.certificates import Certified, new_authority
from appsync_emulator.serving.shared_port import SharedPort
from appsync_emulator.serving.tls import AUTHORITY_FILE, KEY_FILE, server_context
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from websockets.asyncio.client import connect

from appsync_tests.conftest import Shop
from appsync_tests.sockets import PROTOCOL, Socket, query_string, user_headers
from appsync_tests.tokens import Pool
from appsync_tests.toy import an_api, functions

pytestmark = pytest.mark.sockets

NAMES = ("localhost", "127.0.0.1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "authority"


@pytest.fixture
def tls(folder: Path) -> LoopbackTls:
    return LoopbackTls(folder)


@pytest.fixture
def tls_shop(pool: Pool, tls: LoopbackTls) -> Iterator[Shop]:
    invoker = functions()
    app = create_app(an_api(invoker, pool.definition()), invoker, KnownCredentials())
    with serve(app, tls=tls) as url:
        yield Shop(url, pool, invoker)


def address(shop: Shop) -> tuple[str, int]:
    host, port = shop.host.split(":")
    return host, int(port)


def trusting(tls: LoopbackTls) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=tls.authority_file)


def served_to(client: ssl.SSLContext, server: ssl.SSLContext, name: str) -> Any:
    """The certificate that the server shows a client; raises SSLError if the client refuses it."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    dialling = client.wrap_bio(to_client, to_server, server_hostname=name)
    answering = server.wrap_bio(to_server, to_client, server_side=True)
    for side in (dialling, answering, dialling):
        with suppress(ssl.SSLWantReadError):
            side.do_handshake()
    return dialling.getpeercert()


async def answers(shop: Shop, url: str, **options: Any) -> bool:
    headers = {"authorization": shop.pool.token()}
    async with httpx.AsyncClient(trust_env=False, timeout=20, **options) as client:
        response = await client.post(url, json={"query": "{ everyone }"}, headers=headers)
    return bool(response.json() == {"data": {"everyone": "for all"}})


@pytest.mark.parametrize("name", NAMES)
async def test_plain_and_tls_clients_are_served_on_one_port(
    tls_shop: Shop, tls: LoopbackTls, name: str
) -> None:
    url = tls_shop.url.replace("127.0.0.1", name)

    assert await answers(tls_shop, url)
    assert await answers(tls_shop, url.replace("http:", "https:"), verify=trusting(tls))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", ["ws", "wss"])
async def test_plain_and_tls_sockets_are_served_on_one_port(
    tls_shop: Shop, tls: LoopbackTls, scheme: str, name: str
) -> None:
    url = tls_shop.url.replace("http", scheme, 1).replace("127.0.0.1", name)
    options: dict[str, Any] = {"ssl": trusting(tls)} if scheme == "wss" else {}

    async with connect(
        url + query_string(user_headers(tls_shop)), subprotocols=[PROTOCOL], proxy=None, **options
    ) as websocket:
        listener = Socket(websocket, tls_shop)
        await listener.subscribe("subscription { onAlbum { id } }")
        await tls_shop.ask("mutation { putAlbum(id: 1) { id } }")
        event = await listener.receive()

    assert event["payload"] == {"data": {"onAlbum": {"id": "1"}}}


async def test_a_socket_over_tls_receives_a_close_code_when_the_server_stops(
    pool: Pool, tls: LoopbackTls
) -> None:
    invoker = functions()
    app = create_app(an_api(invoker, pool.definition()), invoker, KnownCredentials())

    with serve(app, tls=tls) as url:
        shop = Shop(url, pool, invoker)
        websocket = await connect(
            url.replace("http", "wss", 1) + query_string(user_headers(shop)),
            subprotocols=[PROTOCOL],
            proxy=None,
            ssl=trusting(tls),
        )
        await Socket(websocket, shop).subscribe("subscription { onAlbum { id } }")
        leaving = asyncio.create_task(websocket.wait_closed())
    await leaving

    assert websocket.close_code == 1001


async def test_a_socket_over_tls_that_hangs_while_closing_does_not_hold_up_the_end(
    pool: Pool, tls: LoopbackTls
) -> None:
    invoker = functions()
    app = create_app(an_api(invoker, pool.definition()), invoker, KnownCredentials())

    with serve(app, tls=tls) as url:
        shop = Shop(url, pool, invoker)
        websocket = await connect(
            url.replace("http", "wss", 1) + query_string(user_headers(shop)),
            subprotocols=[PROTOCOL],
            proxy=None,
            ssl=trusting(tls),
        )
        websocket.transport.pause_reading()
        websocket.protocol.send_close(1000)
        websocket.transport.writelines(websocket.protocol.data_to_send())
        assert await answers(shop, url)  # so the close has been read
    websocket.transport.abort()

    assert invoker.closed


async def test_an_untrusting_client_is_not_served_and_the_log_names_the_authority(
    tls_shop: Shop, tls: LoopbackTls, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        await asyncio.open_connection(*address(tls_shop), ssl=ssl.create_default_context())

    assert await answers(tls_shop, tls_shop.url)
    [record] = caplog.records
    assert record.getMessage().endswith(f"Clients must trust {tls.authority_file}")


async def test_the_server_goes_on_after_garbage_or_silence_on_its_port(
    tls_shop: Shop, tls: LoopbackTls, caplog: pytest.LogCaptureFixture
) -> None:
    starts = [
        b"",
        b"\x16",
        b"\x16\x03\x01\xff\xff",
        b"\x16" * 5000,
        b"\x00",
        b"\x80\x2e\x01",
        b"GE",
    ]
    connections = [socket.create_connection(address(tls_shop)) for _ in range(20) for _ in starts]
    for connection, start in zip(connections, starts * 20, strict=True):
        connection.sendall(start)

    assert await answers(tls_shop, tls_shop.url)
    assert await answers(tls_shop, tls_shop.url.replace("http:", "https:"), verify=trusting(tls))
    for connection in connections:
        connection.close()
    assert await answers(tls_shop, tls_shop.url)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("start", [b"", b"\x16", b"\x16\x03\x01"])
def test_a_server_that_stops_closes_connections_that_sent_nothing(
    pool: Pool, tls: LoopbackTls, start: bytes
) -> None:
    invoker = functions()
    app = create_app(an_api(invoker, pool.definition()), invoker, KnownCredentials())

    with serve(app, tls=tls) as url:
        silent = socket.create_connection(address(Shop(url, pool, invoker)))
        silent.sendall(start)
        # The server answers after it has accepted the silent connection.
        httpx.post(url, trust_env=False)
    with silent:
        silent.settimeout(5)
        with suppress(ConnectionResetError):
            assert silent.recv(1) == b""


class Echo(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._transport.write(data)
        self._transport.close()


@asynccontextmanager
async def echo(tls: LoopbackTls, **options: Any) -> AsyncIterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = SharedPort(listener, Echo, tls, **options)
        yield listener.getsockname()
        port.close()
        await port.wait_closed()


@pytest.mark.parametrize("start", [b"", b"\x16", b"\x16\x03\x01\x02\x00"])
async def test_a_client_that_goes_silent_is_dropped(tls: LoopbackTls, start: bytes) -> None:
    async with echo(tls, patience_s=0.05) as served_at:
        reader, writer = await asyncio.open_connection(*served_at)
        writer.write(start)
        async with asyncio.timeout(10):
            with suppress(ConnectionResetError):
                assert await reader.read() == b""
        writer.close()


async def test_a_client_may_take_its_time_within_patience(tls: LoopbackTls) -> None:
    async with echo(tls) as served_at:
        reader, writer = await asyncio.open_connection(*served_at)
        await asyncio.sleep(0.05)
        writer.write(b"late")

        assert await reader.read() == b"late"
        writer.close()


@pytest.mark.parametrize("name", [*NAMES, "::1"])
def test_the_certificate_is_valid_for_every_loopback_name(tls: LoopbackTls, name: str) -> None:
    assert served_to(trusting(tls), tls.context(), name)


def test_the_authority_cannot_sign_for_another_host(folder: Path, tls: LoopbackTls) -> None:
    authority = x509.load_pem_x509_certificate(tls.authority_file.read_bytes())
    authority_key = load_pem_private_key((folder / KEY_FILE).read_bytes(), password=None)
    assert isinstance(authority_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    forged = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("bank.example")]), critical=True)
        .sign(authority_key, hashes.SHA256())
    )

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        served_to(trusting(tls), server_context(Certified(key, forged)), "bank.example")


def test_the_authority_is_kept_and_its_key_is_for_its_owner_only(
    folder: Path, tls: LoopbackTls
) -> None:
    first = tls.authority_file.read_bytes()

    again = LoopbackTls(folder)

    assert again.authority_file.read_bytes() == first
    assert served_to(trusting(tls), again.context(), "localhost")
    assert (folder / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert b"PRIVATE" not in first


def test_servers_that_start_at_once_share_one_authority(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_found_none = Barrier(8)

    def made_at_once(now: datetime) -> Certified:
        all_found_none.wait(timeout=30)
        return new_authority(now)

    monkeypatch.setattr(tls_module, "new_authority", made_at_once)
    with ThreadPoolExecutor(8) as pool:
        servers = list(pool.map(lambda _: LoopbackTls(folder), range(8)))

    for server in servers:
        assert served_to(trusting(servers[0]), server.context(), "localhost")
    assert list(folder.parent.iterdir()) == [folder]


def test_a_certificate_is_renewed_before_it_ends(folder: Path) -> None:
    now = datetime.now(UTC)
    clock = [now - timedelta(days=6)]
    tls = LoopbackTls(folder, clock=lambda: clock[0])
    first = served_to(trusting(tls), tls.context(), "localhost")

    clock[0] = now
    renewed = served_to(trusting(tls), tls.context(), "localhost")

    lasts = [ssl.cert_time_to_seconds(each["notAfter"]) for each in (first, renewed)]
    assert lasts[1] - lasts[0] == pytest.approx(timedelta(days=6).total_seconds(), abs=2)


def missing_key(folder: Path) -> None:
    (folder / KEY_FILE).unlink()


def damaged_certificate(folder: Path) -> None:
    (folder / AUTHORITY_FILE).write_bytes(b"-----BEGIN CERTIFICATE-----")


def foreign_key(folder: Path) -> None:
    LoopbackTls(folder.parent / "other")
    (folder.parent / "other" / KEY_FILE).replace(folder / KEY_FILE)


def test_the_authority_is_kept_in_the_users_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    elsewhere = authority_folder()
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))

    assert elsewhere == tmp_path / "appsync-on-localhost"
    assert authority_folder() == tmp_path / ".local" / "share" / "appsync-on-localhost"


@pytest.mark.parametrize("spoil", [missing_key, damaged_certificate, foreign_key])
def test_an_unusable_authority_is_reported_and_stays_as_it_is(folder: Path, spoil: Any) -> None:
    LoopbackTls(folder)
    spoil(folder)
    before = {file: file.read_bytes() for file in folder.iterdir()}

    with pytest.raises(AuthorityUnusable, match=str(folder)):
        LoopbackTls(folder)

    assert {file: file.read_bytes() for file in folder.iterdir()} == before


def test_an_authority_near_its_expiry_is_reported(folder: Path) -> None:
    LoopbackTls(folder, clock=lambda: datetime.now(UTC) - timedelta(days=3645))

    with pytest.raises(AuthorityUnusable, match="it expires on"):
        LoopbackTls(folder)


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(AuthorityUnusable, match="File exists"):
        LoopbackTls(tmp_path / "file" / "authority")
