"""Runs a command and ends it, with its whole process group, once its owner is gone.

`python guardian.py GRACE_SECONDS COMMAND...`: the owner holds the other end of our standard
input. The operating system closes this pipe however the owner ends. This works on every system
with pipes and process groups. Linux's parent-death signal would not reach grandchildren, and macOS
has none.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading

_STDIN = 0
_CANNOT_EXECUTE = 126  # the shell's convention


def main() -> int:
    grace_s, command = float(sys.argv[1]), sys.argv[2:]
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, process_group=0)
    except OSError as error:
        print(f"cannot start {command[0]}: {error}", file=sys.stderr)
        return _CANNOT_EXECUTE
    _wait_for_child_or_owner(child)
    return _end_group(child, grace_s)


def _wait_for_child_or_owner(child: "subprocess.Popen[bytes]") -> None:
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())

    def watch_owner() -> None:
        os.read(_STDIN, 1)
        ended.set()

    def watch_child() -> None:
        child.wait()
        ended.set()

    for watch in (watch_owner, watch_child):
        threading.Thread(target=watch, daemon=True).start()
    ended.wait()


def _end_group(child: "subprocess.Popen[bytes]", grace_s: float) -> int:
    _signal_group(child.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(grace_s)
    _signal_group(child.pid, signal.SIGKILL)  # also processes that outlived the command
    exit_code = child.wait()
    return exit_code if exit_code >= 0 else 128 - exit_code


def _signal_group(group: int, number: signal.Signals) -> None:
    # Ended already. macOS answers EPERM when only zombies are left.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


if __name__ == "__main__":
    sys.exit(main())
