"""Where items are: the list of an office, and the items of one case."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from jicms.access.actor import Actor
from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.custody.alerts import STATUSES, Alert, alerts_of, with_step
from jicms.custody.models import CustodyState, CustodyStep
from jicms.custody.service.events import replaced
from jicms.evidence.models import EvidenceItem
from jicms.refdata.models import EvidenceKind
from jicms.refdata.queries import label_of
from jicms.web.exports import Column
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.paging import Key

#: Places and holders that a filter offers.
OFFERED = 200
Asked = aliased(User, name="asked_user")


def state(args: Any, actor: Actor) -> ListState:
    """The list's state from the request's URL."""
    number = (
        Key(Case.fiscal_year, desc=True),
        Key(Case.sequence, desc=True),
        Key(EvidenceItem.n),
    )
    return ListState(
        args,
        filters=[
            Filter("status", "Status", choices=[(key, said[0]) for key, said in STATUSES.items()]),
            Filter("location", "Kept at", choices=_offered(CustodyState.location, actor)),
            Filter("holder", "Held by", choices=_offered(CustodyState.holder_name, actor)),
        ],
        sorts=[
            Sort("number", "Item", number),
            Sort("due", "Due back", (Key(CustodyState.due_on, nullable=True), *number)),
            Sort(
                "moved",
                "Last event",
                (Key(CustodyState.last_at, desc=True, nullable=True), *number),
            ),
        ],
    )


def _offered(column: Any, actor: Actor) -> list[tuple[str, str]]:
    """The values of a column among what the actor sees."""
    found = unit_of_work.session().scalars(
        select(column)
        .join(Case, Case.id == CustodyState.case_id)
        .where(Case.lead_office_id == actor.office_id, column != "")
        .distinct()
        .order_by(column)
        .limit(OFFERED)
    )
    return [(name, name) for name in found]


def rows() -> Any:
    """What a row shows, as columns."""
    found: Any = (
        select(
            *(EvidenceItem.n, EvidenceItem.kind_code, EvidenceItem.description),
            *(EvidenceItem.handling, EvidenceItem.file_id),
            *(CustodyState.last_n, CustodyState.last_kind, CustodyState.last_at),
            *(CustodyState.holder_name, CustodyState.location, CustodyState.seal),
            *(CustodyState.due_on, CustodyState.disposed, CustodyState.hand),
            *(CustodyState.missing_at, CustodyState.differs_at),
            Case.number,
            CustodyStep.n.label("step_n"),
            CustodyStep.begun_at.label("begun_at"),
            Asked.name.label("asked_name"),
        )
        .select_from(EvidenceItem)
        .join(Case, Case.id == EvidenceItem.case_id)
        .outerjoin(CustodyState, CustodyState.item_id == EvidenceItem.id)
        .outerjoin(CustodyStep, with_step())
        .outerjoin(Asked, Asked.id == CustodyStep.asked_id)
    )
    return found


def of_office(values: Mapping[str, Any], actor: Actor, today: date, now: datetime) -> Select[Any]:
    """The items of the actor's office, as the filters have it."""
    found = rows().where(Case.lead_office_id == actor.office_id, EvidenceItem.id.not_in(replaced()))
    if "status" in values:
        found = found.where(STATUSES[values["status"]][1](today, now))
    if "location" in values:
        found = found.where(CustodyState.location == values["location"])
    if "holder" in values:
        found = found.where(CustodyState.holder_name == values["holder"])
    return found


def of_case(case: Case) -> Sequence[Any]:
    """The items of a case that the viewer may see."""
    found = rows().where(EvidenceItem.case_id == case.id).order_by(EvidenceItem.n)
    return unit_of_work.session().execute(found).all()


def alerts(row: Any, today: date) -> list[Alert]:
    """What is wrong with the item of a row."""
    return alerts_of(state=row, begun_at=row.begun_at, today=today, now=clock.now())


def status(row: Any) -> str:
    """Where the item of a row stands, in words."""
    if row.last_n is None:
        return "Not begun"
    if row.disposed:
        return row.last_kind.label
    if row.step_n is not None:
        return f"Waits for {row.asked_name}"
    if row.hand.startswith("out:"):
        return "Out"
    return "Checked out" if row.last_kind == "CHECKED_OUT" else "Held"


COLUMNS = (
    Column("Item", lambda row: f"{row.number}-E{row.n:04d}"),
    Column("Kind", lambda row: label_of(EvidenceKind, row.kind_code)),
    Column("Description", "description"),
    Column("Held by", "holder_name"),
    Column("Kept at", "location"),
    Column("Seal", "seal"),
    Column("Status", status),
    Column("Due back", "due_on"),
    Column("Last event", lambda row: row.last_kind.label if row.last_kind else ""),
    Column("At", "last_at"),
    Column("Missing since", "missing_at"),
    Column("Hash differs since", "differs_at"),
)
