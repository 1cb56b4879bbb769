"""The embedded server of the demonstration: waitress, and the sealer of the audit trail beside it.

Usage: `python -m tools.server HOST:PORT`, in demo mode, from the repository. Ctrl-C or SIGTERM
stops it cleanly: requests under way end, and what they recorded is sealed. With JICMS_PUBLIC=1 the
public report page is served by a process of its own, on the next port, and collected from here.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import waitress
import waitress.buffers
from flask import Flask

from jicms.audit.sealer import start_sealer
from jicms.dropbox import notice
from jicms.files.uploads import SealedSpool
from jicms.intake.collecting import Collector

THREADS = 8
#: A little more than the application takes of a form; files that are larger come in parts.
LARGEST_BODY = 65 * 1024 * 1024


class SealedBuffer(waitress.buffers.TempfileBasedBuffer):  # type: ignore[misc] # it has no types
    """waitress takes a request in whole before the application sees it, a large one into a
    temporary file: here into a sealed one."""

    def newfile(self) -> SealedSpool:
        """Nothing of it is readable on disk."""
        return SealedSpool()


def server(app: Any, listen: str) -> Any:
    """A server with constant memory, and with nothing in the clear in temporary files: requests
    are sealed, and what is sent waits in memory, no more than 16 MB for each client."""
    waitress.buffers.TempfileBasedBuffer = SealedBuffer
    return waitress.create_server(
        app,
        listen=listen,
        threads=THREADS,
        max_request_body_size=LARGEST_BODY,
        outbuf_overflow=1 << 40,
    )


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


@contextmanager
def public_page(app: Flask, listen: str) -> Iterator[None]:
    """The public report page in a process of its own, with nothing of ours but two settings."""
    if os.environ.get("JICMS_PUBLIC") != "1":
        yield
        return
    host, _, port = listen.rpartition(":")
    with app.app_context():
        own = {"JICMS_PUBLIC_KEY": notice.public_key(), "JICMS_DROPBOX": app.config["DROPBOX"]}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JICMS_")}
    collector = Collector(app)
    collector.start()
    page = subprocess.Popen(
        [sys.executable, "-m", "waitress", f"--listen={host}:{int(port) + 1}", "public_wsgi:app"],
        env=kept | {"JICMS_ENV": "demo"} | own,
    )
    try:
        yield
    finally:
        page.terminate()
        page.wait()
        collector.stop()


def main(listen: str) -> None:
    """Serve until told to stop."""
    from wsgi import app  # noqa: PLC0415 - builds the application

    signal.signal(signal.SIGTERM, _stop)
    sealer = start_sealer(app)
    try:
        with public_page(app, listen):
            server(app, listen).run()
    finally:
        sealer.stop()


if __name__ == "__main__":
    main(sys.argv[1])
