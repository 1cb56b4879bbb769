"""Reads of what became of contractors. Scoped by the listener."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from jicms.auth.models import Office
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_contractors import ContractorKind, ContractorOutcome
from jicms.web.dates import viewer_today
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.paging import Key

_WITH_ACTION = joinedload(ContractorOutcome.action).options(
    joinedload(DisciplinaryAction.case).joinedload(Case.lead_office),
    joinedload(DisciplinaryAction.office).joinedload(Office.agency),
    joinedload(DisciplinaryAction.party).joinedload(Party.person),
)
OVERDUE = "over"


def state(args: Any) -> ListState:
    """The list's state from the request's URL."""
    key = Key(ContractorOutcome.id, desc=True)
    kinds = [(kind, kind.label) for kind in ContractorKind]
    return ListState(
        args,
        filters=[
            Filter("kind", "Outcome", choices=kinds),
            Filter("reply", "Reply", choices=[(OVERDUE, "Overdue")]),
        ],
        sorts=[
            Sort("on", "On", (Key(ContractorOutcome.happened_on, desc=True), key)),
            Sort("due", "Reply due", (Key(ContractorOutcome.reply_due_on, nullable=True), key)),
        ],
    )


def listed(values: Mapping[str, Any]) -> Select[Any]:
    """The outcomes of the list."""
    found = select(ContractorOutcome).options(_WITH_ACTION)
    if "kind" in values:
        found = found.where(ContractorOutcome.kind == values["kind"])
    if "reply" in values:
        found = found.where(
            ContractorOutcome.reply_due_on < viewer_today(), ContractorOutcome.replied_on.is_(None)
        )
    return found


def counts() -> list[tuple[str, int]]:
    """How many outcomes of each kind the viewer sees. They are no discipline."""
    rows = unit_of_work.session().execute(
        select(ContractorOutcome.kind, func.count()).group_by(ContractorOutcome.kind)
    )
    found = {row[0]: row[1] for row in rows}
    return [(kind.label, found.get(kind, 0)) for kind in ContractorKind]


def of_action(action: DisciplinaryAction) -> Sequence[ContractorOutcome]:
    """The outcomes about the subject of an action."""
    found = select(ContractorOutcome).where(ContractorOutcome.action_id == action.id)
    return unit_of_work.session().scalars(found.order_by(ContractorOutcome.n)).all()


def outcome_of(number: str, n: int, outcome: int) -> ContractorOutcome | None:
    """An outcome within its action."""
    found: ContractorOutcome | None = unit_of_work.session().scalar(
        select(ContractorOutcome)
        .join(DisciplinaryAction, DisciplinaryAction.id == ContractorOutcome.action_id)
        .join(Case, Case.id == DisciplinaryAction.case_id)
        .where(Case.number == number, DisciplinaryAction.n == n, ContractorOutcome.n == outcome)
        .options(_WITH_ACTION)
    )
    return found
