"""Events as an auditor reads them: by reference, without titles, names of persons or narratives.

A sealed matter reads "Under seal": neither its case nor its record is named. A restricted case
reads "Restricted case": its number is taken out of every text, and so are the numbers of the cases
that the auditor is walled off from.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import not_, or_, select
from sqlalchemy.orm import joinedload

from jicms.access.actor import Actor, Role
from jicms.admin.audit.queries import NO_GROUND, WHY
from jicms.audit.events import Event
from jicms.audit.models import AuditEvent
from jicms.audit.withheld import is_withheld
from jicms.auth.models import Office, User
from jicms.cases.models import Case
from jicms.cases.scope import walls
from jicms.core import unit_of_work
from jicms.people.models import Person
from jicms.web.filters import label

NUMBER = re.compile(r"(?<![0-9])[0-9]{9,12}(?![0-9])")
WITHHELD = "(number withheld)"
RESTRICTED = "Restricted case"
SEALED = "Under seal"
#: How a ground of access reads.
GROUNDS = {
    "NAMED": "On the named list",
    "ASSIGNMENT": "Assigned",
    "PACKAGE": "Package",
    "REFERRAL": "Referred to the office",
    "SHARE": "Share",
    "OFFICE": "Whole office",
    "SYSTEM": "The installation itself",
    NO_GROUND: "No assignment",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One event. `case` is a number, RESTRICTED, SEALED or "". `facts` are pairs for its page."""

    id: int
    at: datetime
    who: str
    role: str
    event: str
    did: str
    said: str
    case: str
    person: str
    ground: str
    has_no_ground: bool
    is_refused: bool
    source: str
    address: str
    path: str
    entity: str
    request_id: str
    facts: tuple[tuple[str, str], ...]


class Names:
    """What a page of events refers to, read in six statements whatever its length."""

    def __init__(self, actor: Actor, events: Sequence[AuditEvent]) -> None:
        session = unit_of_work.session()
        users = {event.user_id for event in events if event.user_id}
        self.users = {u.id: u for u in session.scalars(select(User).where(User.id.in_(users)))}
        offices = session.scalars(select(Office).options(joinedload(Office.agency)))
        self.offices = {office.id: office.short_name for office in offices}
        cases = session.execute(
            select(Case.id, Case.number, Case.restricted)
            .where(Case.id.in_({event.case_id for event in events if event.case_id}))
            .execution_options(unscoped=WHY)
        )
        self.cases = {row.id: RESTRICTED if row.restricted else row.number for row in cases}
        persons = session.execute(
            select(Person.id, Person.employee_number)
            .where(Person.id.in_({event.person_id for event in events if event.person_id}))
            .execution_options(unscoped=WHY)
        )
        self.persons = {row.id: row.employee_number for row in persons}
        self.hidden = self._hidden(actor, events)
        ids = {event.id for event in events}
        sealed = select(AuditEvent.id).where(AuditEvent.id.in_(ids), is_withheld(actor))
        self.sealed = frozenset(session.scalars(sealed))

    @staticmethod
    def _hidden(actor: Actor, events: Sequence[AuditEvent]) -> frozenset[str]:
        """Numbers in these events' texts that may not be read."""
        numbers = {number for event in events for number in NUMBER.findall(event.detail)}
        if not numbers:
            return frozenset()
        shut = [not_(wall) for wall in walls(actor, Case.id)]
        rows = unit_of_work.session().scalars(
            select(Case.number)
            .where(Case.number.in_(numbers), or_(Case.restricted, *shut))
            .execution_options(unscoped=WHY)
        )
        return frozenset(rows)

    def masked(self, text: str) -> str:
        """The text without numbers that may not be read."""
        return NUMBER.sub(
            lambda found: WITHHELD if found.group() in self.hidden else found.group(), text
        )


#: Events in plain words, where the code alone does not say it well.
WORDS: dict[str, str] = {
    Event.CASE_VIEWED: "Viewed case",
    Event.PERSON_VIEWED: "Viewed person",
    Event.RECORD_VIEWED: "Viewed record",
    Event.PACKAGE_VIEWED: "Viewed package",
    Event.LIST_VIEWED: "Listed",
    Event.SEARCHED: "Searched",
    Event.CASE_PRINTED: "Printed",
    Event.REPORT_RUN: "Ran report",
    Event.API_READ: "Read by program",
    Event.AUDIT_VIEWED: "Read the trail",
    Event.ADMIN_VIEWED: "Read administration",
}


def rows(actor: Actor, events: Sequence[AuditEvent]) -> list[Row]:
    """The events of a page or of a piece of an export."""
    names = Names(actor, events)
    return [_row(event, names) for event in events]


def _row(event: AuditEvent, names: Names) -> Row:
    is_sealed = event.id in names.sealed
    case = SEALED if is_sealed else names.cases.get(event.case_id or 0, "")
    is_shut = case in {SEALED, RESTRICTED}
    detail = {} if is_shut else _detail(event.detail, names)
    user = names.users.get(event.user_id or 0)
    path = str(detail.pop("path", ""))
    return Row(
        id=event.id,
        at=event.at,
        who=user.short_name if user else event.username or "Nobody signed in",
        role=_role(event, names),
        event=event.event,
        did=WORDS.get(event.event, label(event.event)),
        said=_said(event, detail),
        case=case,
        person="" if is_shut else _person(event, names),
        ground=GROUNDS.get(event.ground, label(event.ground)),
        has_no_ground=event.ground == NO_GROUND,
        is_refused=event.event == Event.REFUSED,
        source=event.source,
        address=event.address,
        path=path,
        entity="" if is_shut or not event.entity else f"{event.entity} {event.entity_id or ''}",
        # It joins what was done in one request: to an event that names the case, too.
        request_id="" if is_sealed else event.request_id,
        facts=tuple((label(key.upper()), _words(value)) for key, value in detail.items()),
    )


def _detail(text: str, names: Names) -> dict[str, Any]:
    try:
        found = json.loads(names.masked(text))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _role(event: AuditEvent, names: Names) -> str:
    try:
        role = label(Role(event.role)) if event.role else ""
    except ValueError:
        role = event.role
    office = names.offices.get(event.office_id or 0, "")
    return ", ".join(part for part in (role, office) if part)


def _person(event: AuditEvent, names: Names) -> str:
    if event.person_id is None:
        return ""
    number = names.persons.get(event.person_id)
    return f"Employee {number}" if number else f"Person {event.person_id}"


def _said(event: AuditEvent, detail: dict[str, Any]) -> str:
    """The second line of a row: the text of a search, what was refused, how much went out."""
    if event.event == Event.REFUSED and detail:
        answer = "as not found" if detail.get("answered") == 404 else f"{detail.get('answered')}"
        return f"{detail.get('action', '')}, answered {answer}"
    if text := detail.get("text"):
        return f"“{text}”"
    if "text_hash" in detail:
        return "Text kept as a keyed hash"
    if "rows" in detail:
        return f"{detail['rows']} rows"
    if event.event.startswith("ROW_") and detail:
        return label(event.entity.upper())
    return f"Through {detail['through']}" if "through" in detail else ""


def _words(value: Any) -> str:
    """A value of the detail as text."""
    if isinstance(value, dict):
        return "; ".join(f"{label(str(k).upper())}: {_words(v)}" for k, v in value.items())
    if isinstance(value, list):
        return " → ".join(_words(item) for item in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)
