"""Reads of discipline from outside the system. The listener adds each viewer's scope."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, joinedload

from jicms.core import unit_of_work
from jicms.discipline.earlier import Earlier, Mark, Outside
from jicms.discipline.models import ActionStatus, PenaltyStage
from jicms.discipline.models_outside import OutsideDiscipline
from jicms.discipline.models_prior import MarkKind
from jicms.people.models import Person


def _standing(person_id: int) -> Select[Any]:
    """The rows of a person that no later one corrects."""
    later = aliased(OutsideDiscipline)
    corrected = select(later.id).where(later.corrects_id == OutsideDiscipline.id).exists()
    return (
        select(OutsideDiscipline)
        .where(OutsideDiscipline.person_id == person_id, ~corrected)
        .order_by(OutsideDiscipline.decided_on.desc(), OutsideDiscipline.id.desc())
        .options(joinedload(OutsideDiscipline.action_type))
    )


def outside_actions(person_id: int, *, agency_id: int) -> list[Earlier]:
    """What labor relations of the agency recorded of the person, as it stands; no withdrawn one."""
    rows = unit_of_work.session().scalars(
        _standing(person_id).where(
            OutsideDiscipline.agency_id == agency_id, OutsideDiscipline.withdrawn_at.is_(None)
        )
    )
    return [_earlier(row) for row in rows]


def withdrawn_of(person_id: int) -> Sequence[OutsideDiscipline]:
    """What was recorded of the person and withdrawn."""
    statement = _standing(person_id).where(OutsideDiscipline.withdrawn_at.is_not(None))
    return unit_of_work.session().scalars(statement).all()


def _earlier(row: OutsideDiscipline) -> Earlier:
    stage = PenaltyStage.FINAL if row.is_final else PenaltyStage.DECIDED
    imposed = (row.action_type, row.days, row.effective_on)
    return Earlier(
        id=row.id,
        number="Outside the system",
        office_id=row.office_id,
        status=ActionStatus.FINAL if row.is_final else ActionStatus.SERVED,
        decided_on=row.decided_on,
        received_on=row.known_from,
        effective_on=row.effective_on,
        penalties={PenaltyStage.DECIDED: imposed, stage: imposed},
        misconduct=[f"{row.charge} ({row.offense_code})" if row.offense_code else row.charge],
        marks=_marks(row),
        outside=Outside(
            row.imposed_by, row.in_writing, row.contestable, row.verified_at is not None
        ),
    )


def _marks(row: OutsideDiscipline) -> list[Mark]:
    marks = []
    if row.expires_on is not None:
        marks.append(Mark(MarkKind.EXPIRES, row.expires_on, "", ""))
    if row.ended is not None and row.ended_on is not None:
        marks.append(Mark(row.ended, row.ended_on, "", ""))
    return marks


def outside_of(person: Person, record: int) -> OutsideDiscipline | None:
    """A record of that person."""
    found: OutsideDiscipline | None = unit_of_work.session().scalar(
        select(OutsideDiscipline)
        .where(OutsideDiscipline.person_id == person.id, OutsideDiscipline.id == record)
        .options(*_whole())
    )
    return found


def _whole() -> tuple[Any, ...]:
    who = (
        OutsideDiscipline.entered_by,
        OutsideDiscipline.verified_by,
        OutsideDiscipline.withdrawn_by,
        OutsideDiscipline.action_type,
        OutsideDiscipline.person,
        OutsideDiscipline.agency,
    )
    return tuple(joinedload(each) for each in who)


def versions_of(row: OutsideDiscipline) -> list[OutsideDiscipline]:
    """All versions of a record, the newest first."""
    found = unit_of_work.session().scalars(
        select(OutsideDiscipline)
        .where(OutsideDiscipline.person_id == row.person_id)
        .options(*_whole())
    )
    rows = {each.id: each for each in found}
    after = {each.corrects_id: each for each in rows.values() if each.corrects_id is not None}
    newest = row
    while newest.id in after:
        newest = after[newest.id]
    chain = [newest]
    while (before := chain[-1].corrects_id) is not None and before in rows:
        chain.append(rows[before])
    return chain


def is_corrected(row: OutsideDiscipline) -> bool:
    """Whether a later version stands in its place."""
    later = select(OutsideDiscipline.id).where(OutsideDiscipline.corrects_id == row.id)
    return unit_of_work.session().scalar(later.limit(1)) is not None
