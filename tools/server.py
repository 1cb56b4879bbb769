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

import waitress
from flask import Flask

from jicms.audit.sealer import start_sealer
from jicms.dropbox import notice
from jicms.intake.collecting import Collector

THREADS = 8


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
            waitress.serve(app, listen=listen, threads=THREADS)
    finally:
        sealer.stop()


if __name__ == "__main__":
    main(sys.argv[1])
