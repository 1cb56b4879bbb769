"""The embedded server of the demonstration: waitress, and the sealer of the audit trail beside it.

Usage: `python -m tools.server HOST:PORT`, in demo mode, from the repository. Ctrl-C or SIGTERM
stops it cleanly: requests under way end, and what they recorded is sealed.
"""

import signal
import sys
from types import FrameType

import waitress

from jicms.audit.sealer import start_sealer

THREADS = 8


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def main(listen: str) -> None:
    """Serve until told to stop."""
    from wsgi import app  # noqa: PLC0415 - builds the application

    signal.signal(signal.SIGTERM, _stop)
    sealer = start_sealer(app)
    try:
        waitress.serve(app, listen=listen, threads=THREADS)
    finally:
        sealer.stop()


if __name__ == "__main__":
    main(sys.argv[1])
