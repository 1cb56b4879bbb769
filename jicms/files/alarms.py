"""What happens when a stored file is not what it was: logged, recorded, told to who registered."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, update

from jicms.access.actor import Actor, find_actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.types import UtcDateTime
from jicms.files.models import StoredFile

#: There would be a line for each file of each check.
_UNAUDITED = "the alarm, and the run of the check, are on the trail"
log = logging.getLogger(__name__)


class Reason(StrEnum):
    """How the damage showed."""

    MISSING = "MISSING"
    UNREADABLE = "UNREADABLE"
    TAMPERED = "TAMPERED"
    KEY = "KEY"
    SIZE = "SIZE"
    HASH = "HASH"


@dataclass(frozen=True, slots=True)
class Damage:
    """Plain values, good after the session that loaded the file is gone."""

    file_id: int
    key: str
    reason: Reason


#: Called with each damage after it was logged; what they raise is logged and goes no further.
on_damage: list[Callable[[Damage], None]] = []
#: Called with the id of each file that was read in whole and is what was received, in the write
#: transaction that notes it.
on_sound: list[Callable[[int], None]] = []


def sound(damage: Damage) -> None:
    """Tell everybody who is to know. Needs an application context; never raises."""
    log.critical("stored file %s (%s): %s", damage.file_id, damage.key, damage.reason)
    for tell in on_damage:
        try:
            tell(damage)
        except Exception:
            log.exception("an alarm about stored file %s was not passed on", damage.file_id)


def record(damage: Damage) -> None:
    """Write the alarm to the audit trail: in the open write transaction, else in one of its own.

    If that open transaction is rolled back the log line remains: SQLite has one writer at a time,
    so there is no second transaction to put it in.
    """
    if unit_of_work.is_writing():
        _write(damage)
        return
    with unit_of_work.write(find_actor() or Actor.system("files")):
        _write(damage)


def _write(damage: Damage) -> None:
    mark_damaged(damage.file_id)
    recorder.record(
        Event.FILE_ALARM,
        entity=("stored_file", damage.file_id),
        reason=damage.reason,
        key=damage.key,
    )


def mark_damaged(file_id: int) -> None:
    """Note since when the file is damaged; the first time stays."""
    since = func.coalesce(StoredFile.damaged_at, clock.now(), type_=UtcDateTime())
    _set(file_id, damaged_at=since)


def mark_sound(file: StoredFile) -> None:
    """The file was read in whole and is what was received; where it was damaged, that is over."""
    _set(file.id, checked_at=clock.now(), damaged_at=None)
    if file.damaged_at is not None:
        recorder.record(Event.FILE_RESTORED, entity=("stored_file", file.id))
    for tell in on_sound:
        tell(file.id)


def _set(file_id: int, **values: object) -> None:
    unit_of_work.session().execute(
        update(StoredFile)
        .where(StoredFile.id == file_id)
        .values(**values)
        .execution_options(synchronize_session=False, unaudited=_UNAUDITED)
    )
