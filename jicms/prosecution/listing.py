"""The open referrals to prosecutors that an actor sees, the oldest first."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from jicms.auth.models import Office
from jicms.cases.drawing import office_name
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.people.models import Person
from jicms.prosecution.line import CLOSED
from jicms.prosecution.models import ProsecutionReferral, ProsecutionStatus
from jicms.refdata.models import ProsecutionLevel
from jicms.refdata.queries import entries, label_of
from jicms.web.dates import days_since
from jicms.web.exports import Column
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.paging import Key

#: Prosecuting offices that the filter offers.
OFFERED = 200
OPEN = tuple(status for status in ProsecutionStatus if status not in CLOSED)


def state(args: Any) -> ListState:
    """The list's state from the request's URL."""
    levels = [(code, row.label) for code, row in entries(ProsecutionLevel).items()]
    case = (Key(Case.fiscal_year, desc=True), Key(Case.sequence, desc=True))
    return ListState(
        args,
        filters=[
            Filter("status", "Status", choices=[(s, s.label) for s in OPEN], many=True),
            Filter("level", "Sovereign", choices=levels),
            Filter("office", "Office", choices=_offices()),
            Filter("prosecutor", "Prosecutor’s office", choices=_prosecuting()),
        ],
        sorts=[
            Sort("age", "Age", (Key(ProsecutionReferral.opened_on), Key(ProsecutionReferral.id))),
            Sort(
                "since",
                "Status since",
                (Key(ProsecutionReferral.status_on), Key(ProsecutionReferral.id)),
            ),
            Sort("case", "Case", (*case, Key(ProsecutionReferral.id))),
        ],
    )


def _offices() -> list[tuple[int, str]]:
    """The lead offices of the open referrals that the viewer sees."""
    found = unit_of_work.session().execute(
        select(Office.id, Office.name)
        .join(Case, Case.lead_office_id == Office.id)
        .join(ProsecutionReferral, ProsecutionReferral.case_id == Case.id)
        .where(*criteria({}))
        .distinct()
        .order_by(Office.name)
    )
    return [(row.id, row.name) for row in found]


def _prosecuting() -> list[tuple[str, str]]:
    found = unit_of_work.session().scalars(
        select(ProsecutionReferral.office)
        .where(*criteria({}))
        .distinct()
        .order_by(ProsecutionReferral.office)
        .limit(OFFERED)
    )
    return [(name, name) for name in found]


def rows(values: Mapping[str, Any]) -> Any:
    """What a row of the list shows, as columns."""
    return (
        select(
            ProsecutionReferral.n,
            ProsecutionReferral.status,
            ProsecutionReferral.status_on,
            ProsecutionReferral.opened_on,
            ProsecutionReferral.level_code,
            ProsecutionReferral.office,
            ProsecutionReferral.prosecutor,
            ProsecutionReferral.docket,
            ProsecutionReferral.is_sealed,
            Case.number,
            Case.title,
            Case.lead_office_id,
            Party.n.label("party_n"),
            Party.alias,
            Party.description,
            Person.given_name,
            Person.family_name,
        )
        .select_from(ProsecutionReferral)
        .join(Case, Case.id == ProsecutionReferral.case_id)
        .outerjoin(Party, Party.id == ProsecutionReferral.party_id)
        .outerjoin(Person, Person.id == Party.person_id)
        .where(*criteria(values))
    )


def counted(values: Mapping[str, Any]) -> Select[Any]:
    """The ids of the list's rows, for counting."""
    found = select(ProsecutionReferral.id).where(*criteria(values))
    if "office" in values:
        found = found.join(Case, Case.id == ProsecutionReferral.case_id)
    return found


def criteria(values: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """The criteria of the filters in use: open ones only."""
    found: list[ColumnElement[bool]] = [
        ProsecutionReferral.status.in_(values.get("status") or OPEN)
    ]
    if "level" in values:
        found.append(ProsecutionReferral.level_code == values["level"])
    if "office" in values:
        found.append(Case.lead_office_id == values["office"])
    if "prosecutor" in values:
        found.append(ProsecutionReferral.office == values["prosecutor"])
    return found


def subject(row: Any) -> str:
    """The subject of a row, as far as the viewer may see it."""
    if row.party_n is None:
        return "Not shown"
    named = " ".join(filter(None, (row.given_name, row.family_name)))
    return str(row.alias or named or row.description or "Unknown")


COLUMNS = (
    Column("Case", "number"),
    Column("Referral", "n"),
    Column("Subject", subject),
    Column("Office", lambda row: office_name(row.lead_office_id)),
    Column("Prosecuting office", "office"),
    Column("Sovereign", lambda row: label_of(ProsecutionLevel, row.level_code)),
    Column("Prosecutor", "prosecutor"),
    Column("Docket", "docket"),
    Column("Status", "status"),
    Column("Status since", "status_on"),
    Column("Referred on", "opened_on"),
    Column("Age in days", lambda row: days_since(row.opened_on)),
    Column("Under seal", "is_sealed"),
)
