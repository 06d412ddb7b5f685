"""Stands in for vLLM's server in tests of its keeper: a real process with a real child, healthy or not as told.

Usage: standin_server.py BEHAVIOUR FOLDER --port N …; writes the process ids it made into FOLDER/pids.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()


def main() -> None:
    behaviour, folder = sys.argv[1], Path(sys.argv[2])
    port = int(sys.argv[sys.argv.index("--port") + 1])
    if behaviour == "dies":
        raise SystemExit("ValueError: this model cannot be served")
    if behaviour == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen([sys.executable, "-c", "import signal; signal.signal(15, signal.SIG_IGN); signal.pause()"])
    with (folder / "pids").open("a") as pids:
        pids.write(f"{os.getpid()} {child.pid}\n")
    HTTPServer(("127.0.0.1", port), Health).serve_forever()


if __name__ == "__main__":
    main()
