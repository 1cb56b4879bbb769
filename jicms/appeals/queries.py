"""Reads of appeals. Scoped by the listener."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.appeals.models import Appeal, AppealEvent
from jicms.auth.models import Office
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.deadlines.models import CaseClock, ClockState, DeadlineRule
from jicms.deadlines.queries import clocks_and_rules
from jicms.discipline.models import DisciplinaryAction, LrReferral, Penalty

_OF_ACTION = (
    joinedload(DisciplinaryAction.case).joinedload(Case.lead_office),
    joinedload(DisciplinaryAction.office).joinedload(Office.agency),
    joinedload(DisciplinaryAction.party).joinedload(Party.person),
    joinedload(DisciplinaryAction.specialist),
    joinedload(DisciplinaryAction.referral).joinedload(LrReferral.report),
    selectinload(DisciplinaryAction.penalties).joinedload(Penalty.action_type),
)


def appeals_of(action: DisciplinaryAction) -> Sequence[Appeal]:
    """The filings of an action that the viewer sees, the first one first."""
    found = select(Appeal).where(Appeal.action_id == action.id).order_by(Appeal.n)
    return unit_of_work.session().scalars(found).all()


def appeal_of(number: str, n: int, appeal: int) -> Appeal | None:
    """A filing within its action, with what its page shows; None where hidden or missing."""
    found: Appeal | None = unit_of_work.session().scalar(
        within(select(Appeal), number, n, appeal).options(
            joinedload(Appeal.action).options(*_OF_ACTION),
            joinedload(Appeal.follows),
            joinedload(Appeal.counsel),
            joinedload(Appeal.acknowledged_by),
            joinedload(Appeal.outcome_type),
            selectinload(Appeal.events).options(
                joinedload(AppealEvent.method), joinedload(AppealEvent.recorded_by)
            ),
        )
    )
    return found


def within(statement: Select[Any], number: str, n: int, appeal: int) -> Select[Any]:
    """A statement that reads `Appeal`, narrowed to one filing of one action of one case."""
    return (
        statement.join(DisciplinaryAction, DisciplinaryAction.id == Appeal.action_id)
        .join(Case, Case.id == DisciplinaryAction.case_id)
        .where(Case.number == number, DisciplinaryAction.n == n, Appeal.n == appeal)
    )


def proof_of(number: str, n: int, appeal: int, appeal_event: int) -> AppealEvent | None:
    """A step of a filing whose proof or paper is a file."""
    found = appeal_of(number, n, appeal)
    rows = found.events if found is not None else []
    return next((row for row in rows if row.n == appeal_event and row.file_id), None)


def clocks_of(appeal: Appeal) -> Sequence[tuple[CaseClock, DeadlineRule]]:
    """The clocks that the filing owns, with their rules."""
    found = unit_of_work.session().execute(
        clocks_and_rules()
        .where(
            CaseClock.entity_type == Appeal.__tablename__,
            CaseClock.entity_id == appeal.id,
            CaseClock.state != ClockState.CANCELLED,
        )
        .order_by(CaseClock.id)
    )
    return [(row[0], row[1]) for row in found]
