import argparse
import os
from contextlib import suppress


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m rekognition_emulator",
        description="Rekognition's DetectFaces on this machine",
    )
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--workers", type=_positive, default=os.cpu_count() or 1)
    parser.add_argument("--tps", type=_positive, help="calls per second, above which to throttle")
    arguments = parser.parse_args()

    # Here, not above: the workers import this module too and need none of the server.
    from rekognition_emulator.server import serve

    serve(arguments.host, arguments.port, arguments.workers, arguments.tps)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):  # Ctrl-C before the server has taken over
        main()
