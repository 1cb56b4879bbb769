"""A stored file that is not what it was makes its items an alert of custody, and only the store,
having read the whole of it, ends that alert."""

from sqlalchemy import Exists, exists, or_, select

from jicms.access.actor import Actor
from jicms.cases.notices import whole
from jicms.core import clock, unit_of_work
from jicms.custody.kinds import STORE
from jicms.custody.models import CustodyEvent, CustodyState
from jicms.evidence.models import EvidenceItem
from jicms.files import alarms
from jicms.files.alarms import Damage


def sound(damage: Damage) -> None:
    """Mark the items of the file: in the open write transaction, else in one of its own."""
    if unit_of_work.is_writing():
        _mark(damage)
        return
    with unit_of_work.write(Actor.system("files")):
        _mark(damage)


def _mark(damage: Damage) -> None:
    """Whoever met the damage may not see every item of the file."""
    found = unit_of_work.session().scalars(
        whole(
            select(CustodyState)
            .join(EvidenceItem, EvidenceItem.id == CustodyState.item_id)
            .where(EvidenceItem.file_id == damage.file_id, CustodyState.differs_at.is_(None))
        )
    )
    for state in found.all():
        state.differs_at = clock.now()


def tells_of_a_difference() -> Exists:
    """Criterion on `CustodyState`: an event of the item has two hashes that differ."""
    return exists().where(
        CustodyEvent.item_id == CustodyState.item_id,
        CustodyEvent.hash_before != "",
        CustodyEvent.hash_after != "",
        CustodyEvent.hash_before != CustodyEvent.hash_after,
    )


def settle(file_id: int) -> None:
    """The store read the whole file and it is what was received: for what lies there, any alert is
    over. For a thing with a picture of it, one that its own record tells stays."""
    found = unit_of_work.session().scalars(
        whole(
            select(CustodyState)
            .join(EvidenceItem, EvidenceItem.id == CustodyState.item_id)
            .where(
                EvidenceItem.file_id == file_id,
                CustodyState.differs_at.is_not(None),
                or_(CustodyState.hand == STORE.key, ~tells_of_a_difference()),
            )
        )
    )
    for state in found.all():
        state.differs_at = None


def register() -> None:
    """Listen."""
    if sound not in alarms.on_damage:
        alarms.on_damage.append(sound)
    if settle not in alarms.on_sound:
        alarms.on_sound.append(settle)
