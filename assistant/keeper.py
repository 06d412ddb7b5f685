"""Runs a command and ends all of it when whoever started this is gone.

`python keeper.py GRACE COMMAND…` runs the command in its own process group and reads standard input, which the starter
holds open. When it closes, because the starter wants to stop or because it died in whatever way, the whole group is
asked to end and, GRACE seconds later, killed. When the command ends by itself, what it left behind is killed too.
Imports nothing but the standard library: it is started as a script and must cost nothing.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence


def keep(command: Sequence[str], grace: float) -> None:
    """Never returns: the group that ends includes this process."""
    for ignored in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):  # sent to the group below, and by terminals
        signal.signal(ignored, signal.SIG_IGN)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=_listen)  # noqa: S603  # ours, no shell
    ended = threading.Event()

    def watch() -> None:
        child.wait()
        ended.set()

    def read() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        os.killpg(0, signal.SIGTERM)
        ended.wait(grace)
        ended.set()

    for task in (watch, read):
        threading.Thread(target=task, daemon=True).start()
    ended.wait()
    os.killpg(0, signal.SIGKILL)


def _listen() -> None:
    """The command hears what the keeper ignores (safe here: the keeper has no other thread yet)."""
    for heard in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(heard, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


if __name__ == "__main__":
    keep(sys.argv[2:], float(sys.argv[1]))
