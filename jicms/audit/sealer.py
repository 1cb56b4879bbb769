"""The embedded server's own sealer: a thread that seals what is committed every second.

Servers with several processes have it beside them as a process: `flask audit seal --follow`. Of
several sealers on the same data folder one seals: the holder of a lock file; another takes over
when it ends.
"""

import fcntl
import logging
import signal
import threading
import time
from pathlib import Path
from typing import IO

from flask import Flask

from jicms.access.actor import Actor
from jicms.audit import seal as sealing
from jicms.audit.cli import seal_all
from jicms.core import unit_of_work

log = logging.getLogger(__name__)

PERIOD = 1.0
#: An alarm that stays is said again after so many seconds, not every second.
AGAIN = 600.0
_LOCK = "audit-sealer.lock"


class Sealer(threading.Thread):
    """Seals every `period` seconds until `stop`. Nothing that goes wrong ends it: it is logged."""

    def __init__(self, app: Flask, *, period: float = PERIOD) -> None:
        super().__init__(name="audit-sealer", daemon=True)
        self._app, self._period = app, period
        self._path = Path(app.config["DATA_DIR"]) / _LOCK
        self._lock: IO[str] | None = None
        self._stopping = threading.Event()
        self._refused: set[int] = set()
        self._said: dict[str, float] = {}

    def stop(self, *, timeout: float = 10.0) -> None:
        """Seal once more and end; returns when that is done."""
        self._stopping.set()
        self.join(timeout)

    def run(self) -> None:
        """Until stopped, and once after."""
        try:
            while not self._stopping.wait(self._period):
                self._pass()
            self._pass()
        finally:
            if self._lock is not None:
                self._lock.close()

    def _pass(self) -> None:
        try:
            if self._holds_lock():
                with self._app.app_context():
                    self._seal()
        except Exception as error:
            self._alarm("pass", "The audit trail could not be sealed: %s", type(error).__name__)

    def _holds_lock(self) -> bool:
        if self._lock is not None:
            return True
        held = self._path.open("w")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.close()
            return False
        self._lock = held
        return True

    def _seal(self) -> None:
        while True:
            with unit_of_work.read(Actor.system("seal")) as session:
                if not sealing.is_anything_unsealed(session, refused=self._refused):
                    break
            try:
                seal_all(refused=self._refused)
            except sealing.BadRow as error:
                self._refused.add(error.event_id)
        for event_id in sorted(self._refused):
            self._alarm(
                f"event {event_id}",
                "ALARM: audit event %s was not written by the application and is not sealed",
                event_id,
            )

    def _alarm(self, key: str, message: str, *values: object) -> None:
        last, now = self._said.get(key), time.monotonic()
        if last is None or now - last >= AGAIN:
            self._said[key] = now
            log.critical(message, *values)


def start_sealer(app: Flask, *, period: float = PERIOD) -> Sealer:
    """Start the sealer of an embedded server; the caller stops it before the process ends."""
    sealer = Sealer(app, period=period)
    sealer.start()
    return sealer


def follow(app: Flask) -> None:
    """Seal every second in this process until SIGTERM or Ctrl-C, and once more before it ends."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: told.set())
    sealer = start_sealer(app)
    told.wait()
    sealer.stop()
