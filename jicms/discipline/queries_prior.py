"""Earlier discipline of a person: the few facts that labor relations of the agency may count.

The rows are read past the scope of single cases: a specialist learns what was imposed on the person
in the agency and when, never the case behind it. What is open or unproven, of a restricted case, or
of a case that the reader is walled from, is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from jicms.access.actor import Actor, Role
from jicms.access.scope import alias_of, fixed, there_is
from jicms.auth.models import Agency, Office
from jicms.cases.models import Case, Party
from jicms.cases.scope import walls
from jicms.core import clock, unit_of_work
from jicms.discipline.earlier import NOT_IMPOSED, Earlier, Mark
from jicms.discipline.models import (
    AFTER_SERVICE,
    DisciplinaryAction,
    Penalty,
    PenaltyStage,
)
from jicms.discipline.models_charges import Charge
from jicms.discipline.models_prior import MarkKind, PenaltyRange, PriorDiscipline, RecordMark
from jicms.discipline.queries_outside import outside_actions
from jicms.discipline.service.whole import whole
from jicms.refdata.models import ActionType


def earlier_actions(
    person_id: int | None, *, actor: Actor, agency_id: int, but: int | None = None
) -> list[Earlier]:
    """The served actions of the person in that agency, and what was recorded of others from
    outside the system, newest first, in five statements.

    Cleared ones are there for a supervisor of the office that imposed or recorded them alone.
    """
    if person_id is None or not _may_read(actor, agency_id):
        return []
    rows = unit_of_work.session().execute(_served(person_id, actor, agency_id)).all()
    found = {row.id: _earlier(row) for row in rows if row.id != but}
    _add_penalties(found)
    _add_charges(found)
    _add_marks(found)
    rows_found = [*found.values(), *outside_actions(person_id, agency_id=agency_id)]
    shown = [row for row in rows_found if _was_imposed(row) and _is_shown(row, actor)]
    return sorted(shown, key=lambda row: row.decided_on or date.min, reverse=True)


def _may_read(actor: Actor, agency_id: int) -> bool:
    labor_relations = actor.role in {Role.LR_SPECIALIST, Role.LR_SUPERVISOR}
    return actor.is_system or (labor_relations and actor.agency_id == agency_id)


def _served(person_id: int, actor: Actor, agency_id: int) -> Select[Any]:
    outside = () if actor.is_system else (Case.restricted.is_(False), *walls(actor, Case.id))
    statement: Any = (
        select(
            DisciplinaryAction.id,
            DisciplinaryAction.n,
            DisciplinaryAction.office_id,
            DisciplinaryAction.status,
            DisciplinaryAction.decided_on,
            DisciplinaryAction.decision_received_at,
            DisciplinaryAction.effective_on,
            DisciplinaryAction.on_appeal,
            Case.number,
            Agency.zone,
        )
        .join(Case, Case.id == DisciplinaryAction.case_id)
        .join(Party, Party.id == DisciplinaryAction.party_id)
        .join(Office, Office.id == DisciplinaryAction.office_id)
        .join(Agency, Agency.id == Office.agency_id)
        .where(
            Party.person_id == person_id,
            Party.withdrawn_at.is_(None),
            Office.agency_id == agency_id,
            DisciplinaryAction.status.in_(AFTER_SERVICE),
            *outside,
        )
        .order_by(DisciplinaryAction.decided_on.desc(), DisciplinaryAction.id.desc())
    )
    return whole(statement)


def _earlier(row: Any) -> Earlier:
    at: datetime | None = row.decision_received_at
    return Earlier(
        id=row.id,
        number=f"{row.number}-D{row.n:02d}",
        office_id=row.office_id,
        status=row.status,
        decided_on=row.decided_on,
        received_on=clock.local_date(at, row.zone) if at is not None else None,
        effective_on=row.effective_on,
        on_appeal=row.on_appeal,
    )


def _add_penalties(found: Mapping[int, Earlier]) -> None:
    statement: Any = (
        select(Penalty.action_id, Penalty.stage, Penalty.days, Penalty.on, ActionType)
        .join(ActionType, ActionType.code == Penalty.action_type_code)
        .where(Penalty.action_id.in_(found), Penalty.stands)
    )
    for row in unit_of_work.session().execute(whole(statement)):
        found[row.action_id].penalties[row.stage] = (row.ActionType, row.days, row.on)


def _add_charges(found: Mapping[int, Earlier]) -> None:
    statement: Any = (
        select(Charge.action_id, Charge.title)
        .where(Charge.action_id.in_(found))
        .order_by(Charge.action_id, Charge.n)
    )
    for row in unit_of_work.session().execute(whole(statement)):
        found[row.action_id].misconduct.append(row.title)


def _add_marks(found: Mapping[int, Earlier]) -> None:
    statement: Any = (
        select(
            RecordMark.action_id,
            RecordMark.kind,
            RecordMark.on,
            RecordMark.reason,
            RecordMark.agreement,
        )
        .where(RecordMark.action_id.in_(found))
        .order_by(RecordMark.id)
    )
    for row in unit_of_work.session().execute(whole(statement)):
        found[row.action_id].marks.append(Mark(row.kind, row.on, row.reason, row.agreement))


def _was_imposed(row: Earlier) -> bool:
    decided = row.penalties.get(PenaltyStage.DECIDED)
    imposed = decided is not None and decided[0].penalty_group not in NOT_IMPOSED
    return imposed or row.is_imposed


def _is_shown(row: Earlier, actor: Actor) -> bool:
    if row.mark(MarkKind.CLEARED) is None or actor.is_system:
        return True
    return actor.role is Role.LR_SUPERVISOR and actor.office_id == row.office_id


def marked(action_id: Any, kind: MarkKind, by: date | None = None) -> ColumnElement[bool]:
    """Criterion: the record bears a mark, set for a day or before. Not scoped: it takes away."""
    mark = alias_of(RecordMark.__table__, "mark_of_record")
    terms = [mark.c.action_id == action_id, mark.c.kind == fixed(kind)]
    if by is not None:
        terms.append(mark.c.on <= by)
    return there_is(mark, where=terms)


def no_longer_relied_on(action_id: Any) -> ColumnElement[bool]:
    """Criterion: the action's record was cancelled, or has expired."""
    expired = marked(action_id, MarkKind.EXPIRES, by=clock.now().date())
    return or_(marked(action_id, MarkKind.CANCELLED), expired)


# What a proposal made of it


def prior_of(action: DisciplinaryAction) -> Sequence[PriorDiscipline]:
    """The earlier actions as they were kept for this one, as far as the viewer may read them."""
    return (
        unit_of_work.session()
        .scalars(
            select(PriorDiscipline)
            .where(PriorDiscipline.action_id == action.id)
            .order_by(PriorDiscipline.decided_on.desc(), PriorDiscipline.id)
        )
        .all()
    )


def cited_of(action: DisciplinaryAction) -> list[PriorDiscipline]:
    """The earlier actions that the proposal cites: part of the notice material."""
    return [row for row in prior_of(action) if row.cited]


def range_of(action: DisciplinaryAction) -> PenaltyRange | None:
    """The range that the proposal was held to."""
    return unit_of_work.session().scalar(
        select(PenaltyRange)
        .where(PenaltyRange.action_id == action.id)
        .options(joinedload(PenaltyRange.low_type), joinedload(PenaltyRange.high_type))
    )


def marks_of(action: DisciplinaryAction) -> Sequence[RecordMark]:
    """What happened to the record of the action, in order."""
    return (
        unit_of_work.session()
        .scalars(
            select(RecordMark).where(RecordMark.action_id == action.id).order_by(RecordMark.id)
        )
        .all()
    )


def expiry_of(marks: Iterable[RecordMark | Mark]) -> date | None:
    """The day on which a record expires: the latest row holds."""
    return next((m.on for m in reversed(list(marks)) if m.kind is MarkKind.EXPIRES), None)
