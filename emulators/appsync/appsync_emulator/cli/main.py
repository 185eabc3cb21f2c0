"""The command's options, what it prints, and its exit codes."""

import argparse
import logging
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from threading import Event

from appsync_emulator.api import UnsupportedApi
from appsync_emulator.app import REALTIME_PATH, create_app
from appsync_emulator.auth.authentication import GRAPHQL_PATH
from appsync_emulator.auth.credentials import KnownCredentials
from appsync_emulator.cli.api_file import ApiFile, Overrides, read_api_file
from appsync_emulator.cli.sections import ConfigurationError
from appsync_emulator.serving.server import ServerFailed, serve
from appsync_emulator.serving.tls import AuthorityUnusable, LoopbackTls, authority_folder

NAME = "appsync-emulator"
STOPPED, CANNOT_SERVE, WRONG_INPUT = 0, 1, 2
_EPILOG = """exit codes:
  0  stopped by Ctrl-C or SIGTERM
  1  cannot serve: the port is taken, or the certificate authority is unusable
  2  the options, the API file, the schema or a function that they name is wrong"""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.WARNING)
    overrides = Overrides(options.schema, options.api_key, options.lambda_endpoint, options.region)
    try:
        api = read_api_file(options.file, overrides)
        app = create_app(api.definition, api.invoker, KnownCredentials(api.access_keys))
        tls = LoopbackTls(authority_folder()) if options.tls else None
        with _signals() as stopped, serve(app, options.host, options.port, tls) as url:
            print(_welcome(options.file, api, url, tls), flush=True)
            stopped.wait()
    except (ConfigurationError, UnsupportedApi) as error:
        return _failed(error, WRONG_INPUT)
    except (AuthorityUnusable, ServerFailed, OSError) as error:
        return _failed(error, CANNOT_SERVE)
    return STOPPED


def run() -> None:
    """The console script."""
    sys.exit(main())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        NAME,
        description="Serve a GraphQL API on this machine as AWS AppSync does.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("file", type=Path, metavar="API.toml", help="schema, resolvers and authorization modes")
    add("--schema", type=Path, metavar="FILE", help="use this schema instead of the file's")
    add("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    add("--port", type=int, default=20002, help="0 takes a free port (%(default)s)")
    add("--tls", action="store_true", help="serve https and wss, too, on the same port")
    add("--api-key", action="append", default=[], metavar="KEY", help="accept this API key, too")
    add("--lambda-endpoint", metavar="URL", help="where Lambda functions are invoked")
    add("--region", help="region of the Lambda functions")
    add("--version", action="version", version=f"{NAME} {version(NAME)}")
    return parser


def _welcome(file: Path, api: ApiFile, url: str, tls: LoopbackTls | None) -> str:
    socket_url = url.replace("http", "ws", 1)
    realtime = REALTIME_PATH.removeprefix(GRAPHQL_PATH)
    lines = [
        f"{NAME} {version(NAME)} serves {file}",
        f"  GraphQL        {url}",
        f"  subscriptions  {socket_url} (also {socket_url}{realtime})",
        *(f"  API key        {key}" for key in api.api_keys),
    ]
    if tls:
        lines.append(f"  https, wss     on the same port; clients must trust {tls.authority_file}")
    return "\n".join([*lines, "Stop with Ctrl-C."])


@contextmanager
def _signals() -> Iterator[Event]:
    """Set by Ctrl-C and by SIGTERM."""
    stopped = Event()
    before = {
        number: signal.signal(number, lambda *_: stopped.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _failed(error: Exception, code: int) -> int:
    print(f"{NAME}: {error}", file=sys.stderr)
    return code
