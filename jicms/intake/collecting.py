"""Emptying the drop box: items in, letters out, the notice renewed. Kill it anywhere: run again.

An item is stored in a transaction of its own and deleted from the box after that; a letter is
posted before it is marked as posted. So a crash between the two repeats a step that is done once,
by the item's key, and loses nothing.
"""

import logging
import threading
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from jicms.access.actor import Actor
from jicms.auth.models import Agency, Office, OfficeKind
from jicms.core import clock, unit_of_work
from jicms.core.crypto import CryptoError
from jicms.dropbox import engines, envelope, inside, notice
from jicms.intake import going_live, service
from jicms.intake.models_received import ReceivedReport, ReporterMessage
from jicms.intake.reported import words_of
from jicms.intake.service import mailboxes

ZONE = "America/New_York"
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Collected:
    """What a run did. `left`: items that could not be stored, or wait for their report, and letters
    that could not be read. `aside`: letters that no mailbox can take, which are not tried again."""

    taken: int = 0
    left: int = 0
    posted: int = 0
    aside: int = 0
    is_live: bool = False


def collect(address: str) -> Collected:
    """Collect from the drop box at `address`. Raises `BadAddress`, and what the driver raises."""
    engine, done = engines.connect(address), Collected()
    try:
        for key in inside.waiting(engine):
            _take(engine, key, done)
        _post(engine, done)
        done.is_live = _publish(engine)
    finally:
        engine.dispose()
    return done


def _take(engine: Engine, key: str, done: Collected) -> None:
    try:
        is_stored = _store(engine, key)
    except IntegrityError:
        return  # another collector stores it at this moment, and deletes it
    except Exception as error:
        # Anybody may send one: whatever it breaks, the others don't wait for it.
        log.warning("An item was left in the drop box: %s", type(error).__name__)
        done.left += 1
        return
    if is_stored is None:
        return  # another collector was faster
    if not is_stored:
        done.left += 1
        return
    inside.remove(engine, key)
    done.taken += 1


def _store(engine: Engine, key: str) -> bool | None:
    """Store an item; None where it is gone, False where it has to wait."""
    dropped = inside.look(engine, key)
    if dropped is None:
        return None
    item = envelope.open_item(dropped.key, dropped.kind, dropped.box, dropped.parts)
    actor = Actor.system("public")
    with unit_of_work.write(actor):
        return service.take_in(item, actor=actor)


def _post(engine: Engine, done: Collected) -> None:
    """Put what was written to reporters into their mailboxes; no letter keeps another from it."""
    actor, letters = Actor.system("public"), []
    with unit_of_work.read(actor) as session:
        rows = session.scalars(
            select(ReporterMessage)
            .where(
                ReporterMessage.is_from_reporter.is_(False),
                ReporterMessage.posted_at.is_(None),
                ReporterMessage.set_aside_at.is_(None),
            )
            .options(joinedload(ReporterMessage.report).joinedload(ReceivedReport.office))
            .order_by(ReporterMessage.id)
        ).all()
        for row in rows:
            try:
                letters.append((row.id, row.key, row.report.code_digest, _sealed(row)))
            except (CryptoError, ValueError) as error:  # ours: a key may be back tomorrow
                log.warning("A letter can't be read: %s", type(error).__name__)
                done.left += 1
    for number, key, digest, box in letters:
        if box is not None:
            inside.post(engine, key=key, digest=digest, box=box)
        with unit_of_work.write(actor):
            mailboxes.note_posting(number, is_posted=box is not None)
        if box is None:
            log.warning("A letter was set aside: its report gave no key to seal it to")
            done.aside += 1
        else:
            done.posted += 1


def _sealed(message: ReporterMessage) -> bytes | None:
    """The letter for the mailbox; None where the report gave no key. Raises `CryptoError`."""
    report = message.report
    body = {
        "text": words_of(report, message).text,
        "at": message.written_at.isoformat(),
        "sender": report.office.name,
    }
    try:
        return envelope.seal_letter(message.key, report.writes_to, body)
    except ValueError:
        return None


def _publish(engine: Engine) -> bool:
    with unit_of_work.read(Actor.system("public")) as session:
        rows = session.execute(
            select(Agency.code, Agency.name, Office.telephone)
            .join(Office, Office.agency_id == Agency.id)
            .where(Agency.is_legacy.is_(False), Office.kind == OfficeKind.INVESTIGATIONS)
            .where(Agency.valid_to.is_(None), Office.valid_to.is_(None))
            .order_by(Agency.code, Office.id)
        ).all()
        is_live, form_number = going_live.is_live(), going_live.form_number()
        kept_days = mailboxes.kept_days(ZONE)
    agencies = {
        row.code: notice.Agency(row.code, row.name, row.telephone) for row in reversed(rows)
    }
    notice.publish(
        engine,
        is_live=is_live,
        at=clock.now(),
        agencies=tuple(agencies[code] for code in sorted(agencies)),
        form_number=form_number,
        zone=ZONE,
        kept_days=kept_days,
    )
    return is_live


class Collector(threading.Thread):
    """Collects every few seconds beside an embedded server; one that fails tries again."""

    def __init__(self, app: Flask, *, period: float = 10.0) -> None:
        super().__init__(name="collector", daemon=True)
        self._app, self._period, self._told = app, period, threading.Event()

    def run(self) -> None:
        """Collect until told to stop."""
        while not self._told.is_set():
            try:
                with self._app.app_context():
                    collect(self._app.config["DROPBOX"])
            except Exception as error:
                log.warning("The drop box could not be emptied: %s", type(error).__name__)
            self._told.wait(self._period)

    def stop(self) -> None:
        """End after the pass under way."""
        self._told.set()
        self.join()
