"""The triage queue: what waits for the desk, its filters and its order."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from jicms.access.actor import Actor
from jicms.allegations.models import Allegation
from jicms.auth.models import Office
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.deadlines.models import CaseClock, ClockSide
from jicms.intake.models_returns import DeskReturn
from jicms.intake.queries import WAITING, accepted, in_queue
from jicms.refdata.models import AllegationCategory, AllegationGroup, SeverityClass
from jicms.refdata.queries import entries
from jicms.web.dates import viewer_today
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.paging import Key

# Made once: making one takes longer than a short statement.
_Due = aliased(CaseClock, name="due_clock")
#: The next clock of a case in the queue, and when it falls.
DUE: Any = _Due
_STAGES = {
    "open": "To decide",
    "returned": "Back at the desk",
    "accepted": "Accepted, to be assigned",
}
_AGES = {"2": "Over 2 days", "5": "Over 5 days", "10": "Over 10 days"}
_DUE = {"over": "Overdue", "1": "By tomorrow", "7": "In 7 days"}


def filters() -> list[Filter]:
    """What the queue may be narrowed by."""
    ours = [row for row in entries(SeverityClass).values() if not row.is_legacy]
    classes = [(row.code, f"{row.code.split('-')[0]} {row.label}") for row in ours]
    known = entries(AllegationGroup).values()
    groups = [(row.code, row.label) for row in known if not row.is_legacy]
    return [
        Filter("status", "Status", choices=WAITING, many=True),
        Filter("stage", "Stage", choices=list(_STAGES.items())),
        Filter("class", "Class", choices=classes, many=True),
        Filter("group", "Group of codes", choices=groups),
        Filter("age", "Age", choices=list(_AGES.items())),
        Filter("due", "Next clock", choices=list(_DUE.items())),
    ]


def sorts() -> list[Sort]:
    """By the next clock, or by the receipt."""
    return [
        Sort("clock", "Next clock", [Key(_Due.due_on, nullable=True), Key(Case.id)]),
        Sort("received", "Received", [Key(Case.received_at), Key(Case.id)]),
    ]


def queue(values: Mapping[str, Any], actor: Actor) -> Select[Any]:
    """The cases of the actor's office that wait for the desk, as its filters narrow them."""
    joined = and_(_Due.case_id == Case.id, _Due.is_next, _Due.side == ClockSide.INVESTIGATION)
    criteria = [_CRITERIA[key](value) for key, value in values.items()]
    return select(Case).outerjoin(_Due, joined).where(in_queue(actor), *criteria)


def with_codes(rows: Select[Any]) -> Select[Any]:
    """The same with the class and type that the list shows."""
    return rows.options(joinedload(Case.severity_class), joinedload(Case.case_type))


def state(args: Any) -> ListState:
    """The list's state from the request's URL."""
    return ListState(args, filters=filters(), sorts=sorts())


def first_of(actor: Actor, limit: int) -> Sequence[Case]:
    """The cases whose clock falls first."""
    rows = (
        with_codes(queue({}, actor))
        .order_by(_Due.due_on.is_(None), _Due.due_on, Case.id)
        .limit(limit)
    )
    return unit_of_work.session().scalars(rows).all()


def _returned() -> ColumnElement[bool]:
    return exists().where(DeskReturn.case_id == Case.id, DeskReturn.completed_at.is_(None))


def _stage(value: str) -> ColumnElement[bool]:
    if value == "open":
        return and_(~_returned(), ~accepted())
    return _returned() if value == "returned" else accepted()


def _group(value: str) -> ColumnElement[bool]:
    return exists().where(
        Allegation.case_id == Case.id,
        AllegationCategory.code == Allegation.category_code,
        AllegationCategory.group_code == value,
    )


def _due(value: str) -> ColumnElement[bool]:
    today = viewer_today()
    if value == "over":
        return _Due.due_on < today
    return and_(_Due.due_on >= today, _Due.due_on <= today + timedelta(int(value)))


_CRITERIA: dict[str, Any] = {
    "status": Case.status.in_,
    "stage": _stage,
    "class": Case.class_code.in_,
    "group": _group,
    "age": lambda days: Case.received_at < clock.now() - timedelta(int(days)),
    "due": _due,
}


def returns_in(case_ids: Sequence[int]) -> dict[int, DeskReturn]:
    """What the desk still has to complete in these cases, by case."""
    found = unit_of_work.session().scalars(
        select(DeskReturn).where(
            DeskReturn.case_id.in_(case_ids or (0,)), DeskReturn.completed_at.is_(None)
        )
    )
    return {row.case_id: row for row in found}


def to_complete(actor: Actor, limit: int) -> Sequence[DeskReturn]:
    """What the desk of the actor's office has to complete, the longest first."""
    found = (
        select(DeskReturn)
        .join(Case, Case.id == DeskReturn.case_id)
        .where(in_queue(actor), DeskReturn.completed_at.is_(None))
        .options(contains_eager(DeskReturn.case), joinedload(DeskReturn.sent_by))
        .order_by(DeskReturn.created_at, DeskReturn.id)
        .limit(limit)
    )
    return unit_of_work.session().scalars(found).all()


def return_of(number: str) -> DeskReturn | None:
    """What the desk still has to complete in a case, in the actor's sight."""
    return unit_of_work.session().scalar(
        select(DeskReturn)
        .join(Case, Case.id == DeskReturn.case_id)
        .where(Case.number == number, DeskReturn.completed_at.is_(None))
        .options(
            joinedload(DeskReturn.case).joinedload(Case.agency),
            joinedload(DeskReturn.case).joinedload(Case.lead_office).joinedload(Office.agency),
            joinedload(DeskReturn.sent_by),
        )
    )
