import argparse
import os
from contextlib import suppress
from importlib.metadata import version


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="rekognition-emulator",
        description="Amazon Rekognition's DetectFaces on this machine",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {_version()}")
    parser.add_argument("--port", type=int, required=True, help="the port to listen on")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument(
        "--workers", type=_positive, default=os.cpu_count() or 1, help="processes that detect faces"
    )
    parser.add_argument("--tps", type=_positive, help="throttle above this many calls a second")
    arguments = parser.parse_args()

    # Imported here because the worker processes import this module and need no server.
    from rekognition_emulator.server import serve

    serve(arguments.host, arguments.port, arguments.workers, arguments.tps)


def run() -> None:
    with suppress(KeyboardInterrupt):  # Ctrl-C before the server handles it
        main()


def _version() -> str:
    return version("rekognition-emulator")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


if __name__ == "__main__":
    run()
