"""What the services of fieldwork share."""

from datetime import date
from typing import Any, TypeVar

from sqlalchemy import func, select

from jicms.cases.service import lock
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.evidence.service import access_list
from jicms.fieldwork.models_requests import Lead, RecordsRequest
from jicms.investigations.guards import whole
from jicms.investigations.models import Assignment, Investigation

T = TypeVar("T")


def add_row(investigation: Investigation, model: type[T], **values: Any) -> T:
    """A new row of the investigation under its next number; hidden ones count. Holds the case."""
    lock(investigation.case)
    table: Any = model
    session = unit_of_work.session()
    last = session.scalar(
        whole(select(func.max(table.n)).where(table.investigation_id == investigation.id))
    )
    made: T = table(
        case_id=investigation.case_id,
        case=investigation.case,
        investigation=investigation,
        n=(last or 0) + 1,
        **values,
    )
    session.add(made)
    session.flush()
    return made


def today_of(investigation: Investigation) -> date:
    """The day in the zone of the case's agency."""
    return clock.today(investigation.case.agency.zone)


def refuse_future(day: date, investigation: Investigation, field: str) -> None:
    """What was done was done by today."""
    if day > today_of(investigation):
        raise RuleBroken("This day lies in the future.", field=field)


def refuse_blank(text: str, field: str, sentence: str) -> None:
    """Raise `RuleBroken` with the sentence where nothing was written."""
    if not text.strip():
        raise RuleBroken(sentence, field=field)


def refuse_stranger(investigation: Investigation, user_id: int | None) -> None:
    """Work is given to the team alone: nobody else could open it."""
    if user_id is None:
        return
    on_it = any(
        row.user_id == user_id and row.until is None and not row.is_reviewer
        for row in investigation.assignments
    )
    if not on_it:
        raise RuleBroken("Choose somebody on the team.", field="owner_id")


def refuse_ended(lead: Lead) -> None:
    """What came of an ended lead stands."""
    if not lead.is_open:
        raise TransitionRefused(f"Lead {lead.n} is {lead.state.label.lower()} already.")


def is_listed(request: RecordsRequest, user_id: int) -> bool:
    """Whether the marks of a request leave it open to that account of the team."""
    return not request.handling or user_id in {user.id for user in access_list(request)}


def ever_on_team(investigation: Investigation) -> list[Assignment]:
    """Everybody who works on it or did: hours are theirs too."""
    return [row for row in investigation.assignments if not row.is_reviewer and row.user_id]
