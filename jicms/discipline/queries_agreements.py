"""Reads of agreements. Scoped by the listener."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.auth.models import Office
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction, Penalty
from jicms.discipline.models_agreements import Agreement, BreachEvent

_OF_ACTION = (
    joinedload(DisciplinaryAction.case).joinedload(Case.lead_office),
    joinedload(DisciplinaryAction.office).joinedload(Office.agency),
    joinedload(DisciplinaryAction.party).joinedload(Party.person),
    joinedload(DisciplinaryAction.deciding_official),
    selectinload(DisciplinaryAction.penalties).joinedload(Penalty.action_type),
)


def agreements_of(action: DisciplinaryAction) -> Sequence[Agreement]:
    """The agreements of an action that the viewer sees."""
    found = select(Agreement).where(Agreement.action_id == action.id).order_by(Agreement.n)
    return unit_of_work.session().scalars(found).all()


def agreement_of(number: str, n: int, agreement: int) -> Agreement | None:
    """An agreement within its action, with what its page shows."""
    found: Agreement | None = unit_of_work.session().scalar(
        _within(number, n, agreement).options(
            joinedload(Agreement.action).options(*_OF_ACTION),
            joinedload(Agreement.held),
            joinedload(Agreement.agreed),
            joinedload(Agreement.statement_by),
            joinedload(Agreement.file),
            selectinload(Agreement.terms),
            selectinload(Agreement.signatures),
            selectinload(Agreement.breaches).joinedload(BreachEvent.official),
        )
    )
    return found


def signed_copy_of(number: str, n: int, agreement: int) -> Agreement | None:
    """An agreement whose signed copy is there."""
    found = agreement_of(number, n, agreement)
    return found if found is not None and found.file is not None else None


def breach_of(number: str, n: int, agreement: int, breach: int) -> BreachEvent | None:
    """A breach within its agreement."""
    found = agreement_of(number, n, agreement)
    rows = found.breaches if found is not None else []
    return next((row for row in rows if row.n == breach), None)


def _within(number: str, n: int, agreement: int) -> Select[Any]:
    return (
        select(Agreement)
        .join(DisciplinaryAction, DisciplinaryAction.id == Agreement.action_id)
        .join(Case, Case.id == DisciplinaryAction.case_id)
        .where(Case.number == number, DisciplinaryAction.n == n, Agreement.n == agreement)
    )
