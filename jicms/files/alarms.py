"""What happens when a stored file is not what it was: logged, recorded, told to who registered."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from jicms.access.actor import Actor, find_actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import unit_of_work

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
    recorder.record(
        Event.FILE_ALARM,
        entity=("stored_file", damage.file_id),
        reason=damage.reason,
        key=damage.key,
    )
