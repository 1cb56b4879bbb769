"""Compelled by hand: a record of what somebody had to say, which no interview here asked for.

Nobody can ask the declination gate of what exists already. Whether it was open is kept, those who
answer for the wall are told, and from then on the record is as any compelled statement.
"""

from typing import Any

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.handling import COMPELLED, Handling
from jicms.cases.models import Party
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.evidence.models import Statement
from jicms.evidence.models_derived import CompelledMark
from jicms.evidence.service.derived import name_of, spread
from jicms.prosecution import gate


def note_mark(row: Any, *, actor: Actor, whose: Party | None, why: str) -> CompelledMark:
    """Say whose words under compulsion an item, statement or document holds, and why. The caller
    has set the mark. It is tainted at once where a prosecutor has the person's matter in hand.

    A statement holds the words of whoever gave it. Raises `RuleBroken`.
    """
    case = row.case
    if isinstance(row, Statement):
        whose = row.giver
    if whose is None or whose.case_id != case.id or whose.withdrawn_at is not None:
        raise RuleBroken("Choose whose words under compulsion it holds.", field="whose")
    if not why.strip():
        raise RuleBroken("Write why it is compelled.", field="why")
    made = CompelledMark(
        case_id=case.id,
        entity=row.__tablename__,
        entity_id=row.id,
        party=whose,
        reason=why.strip(),
        gate_was_open=gate.may_be_compelled(case, whose),
        handling=int(Handling.GARRITY_COMPELLED),
        user_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(
        Event.COMPELLED_MARKED, case=case, obj=row, number=row.n, gate_was_open=made.gate_was_open
    )
    if gate.is_taken_up(whose):
        spread(name_of(row), COMPELLED)
        recorder.record(Event.COMPELLED_TAINTED, case=case, obj=row, number=row.n)
    return made


def is_new(before: int, after: int) -> bool:
    """Whether the compelled mark is set now and was not before."""
    return bool(after & ~before & Handling.GARRITY_COMPELLED)


def mark_of(row: Any) -> CompelledMark | None:
    """How a record came to be marked by hand, where it was and the viewer sees it."""
    return unit_of_work.session().scalar(
        select(CompelledMark).where(
            CompelledMark.entity == row.__tablename__, CompelledMark.entity_id == row.id
        )
    )
