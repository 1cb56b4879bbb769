"""The entry of the accounting that an act of disclosure writes. Nothing here commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service.whole import next_number
from jicms.files.models import StoredFile
from jicms.litigation.models import AccountedDisclosure
from jicms.refdata.models import DisclosureCondition, RoutineUse
from jicms.refdata.queries import entries

#: A routine use, 5 USC 552a(b)(3).
ROUTINE = "B_3"
#: To a union, an arbitrator, MSPB and the like; to a court or tribunal and opposing counsel.
LABOR, TRIBUNAL = "RU_LABOR", "RU_TRIBUNAL"


@dataclass(frozen=True, slots=True)
class Sent:
    """What left, to whom, and on which basis."""

    disclosed_on: date
    recipient_name: str
    recipient_address: str
    nature: str
    purpose: str
    authority: str
    routine_use_code: str
    files: Sequence[tuple[str, StoredFile]] = ()


def account(action: DisciplinaryAction, source: Any, sent: Sent, *, actor: Actor) -> None:
    """Write the entry. The caller has checked who may disclose, and records its own event."""
    if ROUTINE not in entries(DisclosureCondition) or sent.routine_use_code not in entries(
        RoutineUse
    ):
        raise RuleBroken("The routine use for this disclosure is not in the list any more.")
    made = AccountedDisclosure(
        action=action,
        case_id=action.case_id,
        party_id=action.party_id,
        n=next_number(AccountedDisclosure, action_id=action.id),
        disclosed_on=sent.disclosed_on,
        recipient_name=sent.recipient_name,
        recipient_address=sent.recipient_address,
        nature=sent.nature,
        purpose=sent.purpose,
        authority=sent.authority,
        condition_code=ROUTINE,
        routine_use_code=sent.routine_use_code,
        files=[{"name": name, "sha256": file.sha256} for name, file in sent.files],
        entity=source.__tablename__,
        entity_id=source.id,
        by_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.DISCLOSURE_ACCOUNTED, obj=made, on=made.disclosed_on)
