"""Reads of departures. Scoped by the listener."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.auth.models import Office, User
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_departures import Departure
from jicms.discipline.service.departures import counsel_of


def departure_of(number: str, n: int) -> Departure | None:
    """The departure in an action, with what its page shows."""
    found: Departure | None = unit_of_work.session().scalar(
        select(Departure)
        .join(DisciplinaryAction, DisciplinaryAction.id == Departure.action_id)
        .join(Case, Case.id == DisciplinaryAction.case_id)
        .where(Case.number == number, DisciplinaryAction.n == n)
        .options(
            joinedload(Departure.nature),
            joinedload(Departure.asked),
            joinedload(Departure.determined_by),
            joinedload(Departure.decision_file),
            joinedload(Departure.action).options(
                joinedload(DisciplinaryAction.case).joinedload(Case.lead_office),
                joinedload(DisciplinaryAction.office).joinedload(Office.agency),
                joinedload(DisciplinaryAction.party).joinedload(Party.person),
                joinedload(DisciplinaryAction.referral),
                selectinload(DisciplinaryAction.penalties),
            ),
        )
    )
    return found


def decision_file_of(number: str, n: int) -> Departure | None:
    """A departure whose written decision is there."""
    found = departure_of(number, n)
    return found if found is not None and found.decision_file is not None else None


def of_action(action: DisciplinaryAction) -> Departure | None:
    """The departure in an action that the viewer sees."""
    found: Departure | None = unit_of_work.session().scalar(
        select(Departure).where(Departure.action_id == action.id)
    )
    return found


def counsel(action: DisciplinaryAction) -> Sequence[User]:
    """The counsel who may be asked."""
    found = select(User).where(User.id.in_(counsel_of(action))).order_by(User.name)
    return unit_of_work.session().scalars(found).all()


def is_open() -> Any:
    """Criterion: somebody still has to do something. As `Departure.is_open`."""
    return or_(
        Departure.is_covered.is_(None),
        and_(Departure.is_covered.is_(True), Departure.resolved_on.is_(None)),
        and_(Departure.is_adverse.is_(True), Departure.decided_on.is_(None)),
        and_(Departure.is_notation.is_(True), Departure.noted_on.is_(None)),
        and_(Departure.appealed_on.is_not(None), Departure.appeal_decided_on.is_(None)),
        and_(Departure.is_reversed.is_(True), Departure.removed_on.is_(None)),
    )


def listed() -> Select[Any]:
    """The departures that are open, for the list: with action, case and employee."""
    return (
        select(Departure)
        .join(DisciplinaryAction, DisciplinaryAction.id == Departure.action_id)
        .join(Case, Case.id == Departure.case_id)
        .where(is_open())
        .options(
            joinedload(Departure.action).options(
                joinedload(DisciplinaryAction.case),
                joinedload(DisciplinaryAction.party).joinedload(Party.person),
            )
        )
    )
