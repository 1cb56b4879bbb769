"""The ways by which somebody comes to know a record: the trail, what was handed on, presence at an
interview, and writing. Read whoever asks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from jicms.access.actor import OFFICE_GRANT_FULL
from jicms.audit.events import Event
from jicms.audit.models import AuditEvent
from jicms.auth.models import Membership, Office, User
from jicms.cases.models import CaseGrant, CaseGrantItem
from jicms.core import clock, unit_of_work
from jicms.evidence.models import Exhibit, Statement
from jicms.evidence.models_derived import Derivation
from jicms.evidence.models_drafts import StatementDraft, StatementPrint, StatementTyping
from jicms.evidence.service.derived import MODELS, Name, named_in
from jicms.interviews.models import Interview, InterviewPerson
from jicms.investigations.guards import whole
from jicms.investigations.models import Report

#: What the trail says of reading, and how a page says it.
READING = {
    Event.RECORD_VIEWED: "Opened",
    Event.CASE_PRINTED: "Printed",
    Event.FILE_DOWNLOADED: "Downloaded",
    Event.EVIDENCE_SHOWN: "Played or looked at",
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
AT_INTERVIEW, IN_ROOM = "Was at the interview", "At the warning of the interview"
#: An office is known, not a person: its members who had access are listed under this alone.
OFFICE_RECEIVED = "Had access: the office received it"


@dataclass(frozen=True, slots=True)
class Exposure:
    """One way in which somebody came to know it. `user_id` None: an office (`is_office`), or
    somebody without an account."""

    user_id: int | None
    who: str
    how: str
    what: Name
    at: datetime | None
    is_office: bool = False


def by_trail(names: set[Name]) -> Iterable[Exposure]:
    """What the trail tells. A report counts from the day that a compelled exhibit was added to it;
    one that was itself marked as derived, always. The page of an interview says nothing of what
    was said in it."""
    names = {name for name in names if name[0] != Interview.__tablename__}
    if not names:
        return
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
                AuditEvent.case_id.in_(set(homes_of(names).values())),
                AuditEvent.event.in_(READING),
                named_in(AuditEvent.entity, AuditEvent.entity_id, names),
            )
        )
    )
    for row in rows:
        what = (row.entity, row.entity_id)
        if row.entity == Report.__tablename__ and row.at < since.get(what, row.at):
            continue
        who, how = row.name or row.username, READING[Event(row.event)]
        yield Exposure(row.user_id, who, how, what, row.at)


def homes_of(names: set[Name]) -> dict[Name, int]:
    """The case of each record. Whoever asks."""
    more: tuple[Any, ...] = (StatementDraft, StatementPrint, Interview)
    models: dict[str, Any] = {**MODELS, **{model.__tablename__: model for model in more}}
    parts = []
    for table in sorted({table for table, _key in names}):
        keys = [key for entity, key in names if entity == table]
        model = models[table]
        parts.append(select(literal(table), model.id, model.case_id).where(model.id.in_(keys)))
    rows = unit_of_work.session().execute(whole(union_all(*parts))) if parts else ()
    return {(table, key): case_id for table, key, case_id in rows}


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


def by_grants(names: set[Name]) -> Iterable[Exposure]:
    """Whom a grant names the record to: a person, or an office with those of its members whom such
    a grant reached while it stood."""
    rows = (
        unit_of_work.session()
        .execute(
            whole(
                select(CaseGrant, User.id, User.name, Office.id, Office.name, CaseGrantItem)
                .join(CaseGrant, CaseGrant.id == CaseGrantItem.grant_id)
                .outerjoin(User, User.principal_id == CaseGrant.principal_id)
                .outerjoin(Office, Office.principal_id == CaseGrant.principal_id)
                .where(named_in(CaseGrantItem.entity, CaseGrantItem.entity_id, names))
            )
        )
        .all()
    )
    members = _members({office_id for _g, _u, _n, office_id, _o, _i in rows if office_id})
    for grant, user_id, name, office_id, office, item in rows:
        what, at = (item.entity, item.entity_id), grant.created_at
        if user_id is not None:
            yield Exposure(user_id, name, "Received", what, at)
            continue
        yield Exposure(None, office or "", "Received", what, at, is_office=True)
        for member in members.get(office_id, ()):
            if _overlaps(member, grant):
                yield Exposure(member.user_id, member.user.name, OFFICE_RECEIVED, what, at)


def _members(offices: set[int]) -> dict[int, list[Membership]]:
    """Those whom a grant to their office reaches, now or once."""
    found: dict[int, list[Membership]] = {}
    if offices:
        rows = unit_of_work.session().scalars(
            whole(
                select(Membership)
                .where(
                    Membership.office_id.in_(offices),
                    Membership.role.in_(OFFICE_GRANT_FULL),
                    Membership.confirmed_at.is_not(None),
                )
                .order_by(Membership.id)
                .options(joinedload(Membership.user))
            )
        )
        for row in rows:
            found.setdefault(row.office_id, []).append(row)
    return found


def _overlaps(member: Membership, grant: CaseGrant) -> bool:
    """The member acted for the office on a day on which the grant stood, to the day and wide."""
    ended = grant.revoked_at or grant.until
    last = (ended or clock.now()).date()
    left = member.revoked_at.date() if member.revoked_at else member.valid_until
    return member.valid_from <= last and (left is None or left >= grant.created_at.date())


def by_presence(names: set[Name]) -> Iterable[Exposure]:
    """Who was at the interviews, by account or by name, as planned where it was not recorded yet;
    a name that is that of an account counts as its person."""
    ids = [key for entity, key in names if entity == Interview.__tablename__]
    rows = unit_of_work.session().scalars(
        whole(
            select(Interview)
            .where(Interview.id.in_(ids))
            .options(
                selectinload(Interview.people).joinedload(InterviewPerson.user),
                selectinload(Interview.warnings),
                joinedload(Interview.representation),
            )
        )
    )
    told = [one for row in rows for one in _at(row)]
    yield from _with_accounts(told)


def _at(interview: Interview) -> Iterator[Exposure]:
    what = (Interview.__tablename__, interview.id)
    at = interview.began_at or interview.scheduled_at
    for person in interview.people:
        yield Exposure(person.user_id, person.said, AT_INTERVIEW, what, at)
    represented = interview.representation
    if represented is not None and represented.was_present and represented.representative:
        yield Exposure(None, represented.representative, AT_INTERVIEW, what, at)
    for given in interview.warnings:
        for name in {given.read_by, given.refusal_witness} - {""}:
            yield Exposure(None, name, IN_ROOM, what, given.given_at)


def by_writing(names: set[Name]) -> Iterable[Exposure]:
    """Who wrote a statement, and who is named on it: who took it, interpreted, heard the oath."""
    session = unit_of_work.session()
    told: list[Exposure] = []
    drafts = [key for entity, key in names if entity == StatementDraft.__tablename__]
    rows = session.execute(
        whole(
            select(
                StatementDraft.id,
                User.id,
                User.name,
                literal("Wrote it"),
                StatementDraft.created_at,
            )
            .join(User, User.id == StatementDraft.author_id)
            .where(StatementDraft.id.in_(drafts))
            .union_all(
                select(
                    StatementTyping.draft_id,
                    User.id,
                    User.name,
                    literal("Wrote it"),
                    StatementTyping.saved_at,
                )
                .join(User, User.id == StatementTyping.user_id)
                .where(StatementTyping.draft_id.in_(drafts))
            )
        )
    )
    for key, user_id, name, how, at in rows:
        told.append(Exposure(user_id, name, how, (StatementDraft.__tablename__, key), at))
    told += _named_on(names)
    yield from _with_accounts(told)


def _named_on(names: set[Name]) -> Iterator[Exposure]:
    session = unit_of_work.session()
    models: tuple[Any, ...] = (Statement, StatementDraft)
    for model in models:
        ids = [key for entity, key in names if entity == model.__tablename__]
        for row in session.scalars(whole(select(model).where(model.id.in_(ids)))):
            what = (model.__tablename__, row.id)
            at = row.taken_at if isinstance(row, Statement) else row.created_at
            for field, how in _PARTS.items():
                name = getattr(row, field, "")
                if name:
                    yield Exposure(None, name, how, what, at)


_PARTS = {
    "taken_by": "Took it",
    "interpreter": "Interpreted",
    "oath_administrator": "Administered the oath",
}


def _with_accounts(told: list[Exposure]) -> Iterator[Exposure]:
    """Each with the account of that name, where somebody is known by name alone: one too many is
    listed rather than one too few."""
    lone = {_plain(one.who) for one in told if one.user_id is None}
    accounts: dict[str, list[int]] = {}
    if lone:
        rows = unit_of_work.session().execute(
            whole(select(User.id, User.name).where(func.lower(User.name).in_(lone)))
        )
        for key, name in rows:
            accounts.setdefault(_plain(name), []).append(key)
    for one in told:
        known = [one.user_id] if one.user_id is not None else accounts.get(_plain(one.who), [None])
        for user_id in known:
            yield Exposure(user_id, one.who, one.how, one.what, one.at)


def _plain(name: str) -> str:
    return " ".join(name.split()).lower()
