"""The records that rows point at: cases and persons by their legacy key."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jicms.cases.models import Case, CaseStatus
from jicms.imports.models import SourceCase
from jicms.imports.reading import Row
from jicms.imports.targets.base import Context
from jicms.people.models import Person


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the children of an imported case are made from."""

    id: int
    status: CaseStatus
    received_at: datetime
    closed_at: datetime | None
    incident_on: date | None
    complainant_type: str


def cases_of(context: Context, rows: Iterable[Row]) -> dict[str, CaseFacts]:
    """The cases of these rows, by the source's case key."""
    keys = {context.key(row.cell("case").text): row.cell("case").text for row in rows}
    found = context.session.execute(
        select(
            Case.legacy_key,
            Case.id,
            Case.status,
            Case.received_at,
            Case.closed_at,
            SourceCase.incident_on,
            SourceCase.complainant_type,
        )
        .outerjoin(SourceCase, SourceCase.case_id == Case.id)
        .where(Case.legacy_key.in_(keys))
    )
    return {
        keys[key]: CaseFacts(number, status, received, closed, incident, complainant or "")
        for key, number, status, received, closed, incident, complainant in found
        if key is not None
    }


def persons_of(context: Context, rows: Iterable[Row]) -> dict[str, int]:
    """The ids of the persons of these rows, by the source's person key."""
    keys = {
        context.key(row.cell("person").text): row.cell("person").text
        for row in rows
        if row.cell("person").text
    }
    found = context.session.execute(
        select(Person.legacy_key, func.coalesce(Person.merged_into_id, Person.id)).where(
            Person.legacy_key.in_(keys)
        )
    )
    return {keys[key]: number for key, number in found if key is not None}


def existing(session: Session, kind: str, keys: Collection[str]) -> set[str]:
    """Which of these keys belong to stored records of a kind."""
    column = {"case": Case.legacy_key, "person": Person.legacy_key}[kind]
    if not keys:
        return set()
    return {key for key in session.scalars(select(column).where(column.in_(keys))) if key}
