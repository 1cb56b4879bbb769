"""Who came to know a compelled statement, or what came of it: drawn from the trail, the grants, and
who was there. Whoever did joins no criminal investigation of the subject."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from jicms.audit.events import Event
from jicms.audit.models import AuditEvent
from jicms.auth.models import Office, User
from jicms.cases.handling import Handling
from jicms.cases.models import Case, CaseGrant, CaseGrantItem
from jicms.cases.scope_links import same_matter
from jicms.core import unit_of_work
from jicms.evidence.models import Exhibit, Statement
from jicms.evidence.models_derived import Derivation
from jicms.evidence.models_drafts import StatementDraft, StatementPrint
from jicms.evidence.service.derived import Name, name_of, offspring
from jicms.interviews.models import InterviewPerson
from jicms.investigations.guards import whole
from jicms.investigations.models import Report
from jicms.people.models import UserPerson

#: What the trail says of reading, and how a page says it.
READING = {
    Event.RECORD_VIEWED: "Opened",
    Event.CASE_PRINTED: "Printed",
    Event.FILE_DOWNLOADED: "Downloaded",
    Event.PACKAGE_VIEWED: "Opened in a package",
    Event.API_READ: "Read by a program",
    Event.REPORT_COPIED: "Made a copy",
    Event.EXPORT_STARTED: "Exported",
    Event.STATEMENT_PRINTED: "Printed for signature",
    Event.STATEMENT_RECORDED: "Recorded",
    Event.EVIDENCE_RECORDED: "Recorded",
    Event.EXHIBIT_ADDED: "Made an exhibit",
    Event.DERIVED_MARKED: "Marked what came of it",
}


@dataclass(frozen=True, slots=True)
class Exposure:
    """One way in which somebody came to know it. `user_id` None: an office, or somebody outside."""

    user_id: int | None
    who: str
    how: str
    what: Name
    at: datetime | None


#: What features above know of: fn(names) gives further exposures to those records.
sources: list[Callable[[set[Name]], Iterable[Exposure]]] = []


def exposures_of(*statements: Statement) -> list[Exposure]:
    """Everybody who came to know the statements or what came of them, the latest first."""
    names = offspring(name_of(row) for row in statements) | _written_as(statements)
    found = [*_by_trail(names, statements), *_by_grants(names), *_by_presence(statements)]
    for source in sources:
        found += source(names)
    earliest: dict[Any, Exposure] = {}
    for one in found:
        key = (one.user_id, one.who, one.how, one.what)
        kept = earliest.get(key)
        if kept is None or (one.at and kept.at and one.at < kept.at):
            earliest[key] = one
    return sorted(
        earliest.values(), key=lambda one: (one.at is not None, one.at or 0), reverse=True
    )


def _written_as(statements: Sequence[Statement]) -> set[Name]:
    """What the statements were written in and printed from: it holds the same words."""
    rows = unit_of_work.session().execute(
        whole(
            select(StatementDraft.id, StatementPrint.id)
            .outerjoin(StatementPrint, StatementPrint.draft_id == StatementDraft.id)
            .where(StatementDraft.statement_id.in_([row.id for row in statements]))
        )
    )
    found: set[Name] = set()
    for draft_id, print_id in rows:
        found.add((StatementDraft.__tablename__, draft_id))
        if print_id is not None:
            found.add((StatementPrint.__tablename__, print_id))
    return found


def _by_trail(names: set[Name], statements: Sequence[Statement]) -> Iterable[Exposure]:
    """A report counts from the day that a compelled exhibit was added to it; one that was itself
    marked as derived, always."""
    since = _compelled_since(names)
    rows = unit_of_work.session().execute(
        whole(
            select(
                AuditEvent.user_id,
                AuditEvent.username,
                AuditEvent.event,
                AuditEvent.entity,
                AuditEvent.entity_id,
                AuditEvent.at,
                User.name,
            )
            .outerjoin(User, User.id == AuditEvent.user_id)
            .where(
                AuditEvent.case_id.in_({row.case_id for row in statements}),
                AuditEvent.event.in_(READING),
                _any_of(AuditEvent.entity, AuditEvent.entity_id, names),
            )
        )
    )
    for row in rows:
        what = (row.entity, row.entity_id)
        if row.entity == Report.__tablename__ and row.at < since.get(what, row.at):
            continue
        yield Exposure(
            row.user_id, row.name or row.username, READING[Event(row.event)], what, row.at
        )


def _compelled_since(names: set[Name]) -> dict[Name, datetime]:
    exhibits = {key for entity, key in names if entity == Exhibit.__tablename__}
    rows = unit_of_work.session().execute(
        whole(select(Exhibit.report_id, Exhibit.created_at).where(Exhibit.id.in_(exhibits)))
    )
    found: dict[Name, datetime] = {}
    for report_id, at in rows:
        key = (Report.__tablename__, report_id)
        found[key] = min(at, found.get(key, at))
    derived = unit_of_work.session().scalars(
        whole(
            select(Derivation.entity_id).where(
                Derivation.entity == Report.__tablename__,
                Derivation.entity_id.in_([key for _entity, key in found]),
            )
        )
    )
    for report_id in derived:
        found.pop((Report.__tablename__, report_id), None)
    return found


def _any_of(entity: Any, key: Any, names: set[Name]) -> Any:
    tables = {table for table, _id in names}
    return or_(
        *(and_(entity == t, key.in_({each for table, each in names if table == t})) for t in tables)
    )


def _by_grants(names: set[Name]) -> Iterable[Exposure]:
    rows = unit_of_work.session().execute(
        whole(
            select(
                User.id,
                User.name,
                Office.name.label("office"),
                CaseGrant.created_at,
                CaseGrantItem.entity,
                CaseGrantItem.entity_id,
            )
            .join(CaseGrant, CaseGrant.id == CaseGrantItem.grant_id)
            .outerjoin(User, User.principal_id == CaseGrant.principal_id)
            .outerjoin(Office, Office.principal_id == CaseGrant.principal_id)
            .where(_any_of(CaseGrantItem.entity, CaseGrantItem.entity_id, names))
        )
    )
    for row in rows:
        yield Exposure(
            row.id,
            row.name or row.office or "",
            "Received",
            (row.entity, row.entity_id),
            row.created_at,
        )


def _by_presence(statements: Sequence[Statement]) -> Iterable[Exposure]:
    of = {row.interview_id: row for row in statements if row.interview_id is not None}
    rows = unit_of_work.session().execute(
        whole(
            select(InterviewPerson, User.name)
            .outerjoin(User, User.id == InterviewPerson.user_id)
            .where(InterviewPerson.interview_id.in_(of))
        )
    )
    for person, name in rows:
        statement = of[person.interview_id]
        yield Exposure(
            person.user_id,
            name or person.name,
            "Was at the interview",
            name_of(statement),
            statement.taken_at,
        )


def is_exposed(case: Case, user: User) -> bool:
    """Whether the person behind an account came to know a compelled statement of the case, or of
    one merged or linked with it."""
    compelled = (
        unit_of_work.session()
        .scalars(
            whole(
                select(Statement).where(
                    same_matter(Statement.case_id, case.id),
                    Statement.handling.op("&")(int(Handling.GARRITY_COMPELLED)) != 0,
                )
            )
        )
        .all()
    )
    if not compelled:
        return False
    accounts = _accounts_of(user)
    return any(one.user_id in accounts for one in exposures_of(*compelled))


def _accounts_of(user: User) -> set[int]:
    """Every account of the person behind one."""
    persons = select(UserPerson.person_id).where(UserPerson.user_id == user.id)
    found = unit_of_work.session().scalars(
        whole(select(UserPerson.user_id).where(UserPerson.person_id.in_(persons)))
    )
    return {user.id, *found}
