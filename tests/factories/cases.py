"""Cases, parties, grants and log entries, written straight into the tables."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jicms.auth.models import Office, User
from jicms.cases.models import (
    Case,
    CaseGrant,
    CaseGrantItem,
    CaseStatus,
    GrantKind,
    GrantLevel,
    LogEntry,
    LogKind,
    Party,
    PartyRole,
    SubjectStatus,
    Wall,
)
from jicms.cases.models_links import CaseLink
from jicms.core import clock
from jicms.core.ids import case_number
from jicms.refdata.models import ClosureReason
from tests.factories import accounts

RECEIVED = datetime(2026, 11, 2, 15, 22, tzinfo=UTC)


def case(session: Session, *, office: str = "IA", **values: Any) -> Case:
    """A case led by an office, received on Nov 2, 2026, unless told otherwise."""
    lead = session.scalar(select(Office).where(Office.code == office))
    assert lead is not None
    sequence = (session.scalar(select(func.count(Case.id))) or 0) + 90_001
    found = {
        "number": case_number(2027, sequence),
        "fiscal_year": 2027,
        "sequence": sequence,
        "agency_id": lead.agency_id,
        "origin_office_id": lead.id,
        "lead_office_id": lead.id,
        "title": f"Test matter {sequence}",
        "case_type_code": "ADMIN_INVESTIGATION",
        "received_at": RECEIVED,
        "received_on": RECEIVED.date(),
        "status": CaseStatus.RECEIVED,
        **values,
    }
    made = Case(**found)
    session.add(made)
    session.flush()
    return made


def grant(
    session: Session,
    of: Case,
    *,
    user: str | None = None,
    office: str | None = None,
    kind: GrantKind = GrantKind.SHARE,
    level: GrantLevel = GrantLevel.FULL,
    until: datetime | None = None,
) -> CaseGrant:
    """A live grant to an account or an office."""
    if user is not None:
        principal = session.scalar(select(User.principal_id).where(User.username == user))
    else:
        principal = session.scalar(select(Office.principal_id).where(Office.code == office))
    made = CaseGrant(
        case_id=of.id,
        principal_id=principal,
        kind=kind,
        level=level,
        received_at=of.received_at,
        until=until,
        reason="test",
    )
    session.add(made)
    session.flush()
    return made


def name_item(session: Session, of: CaseGrant, row: Any) -> None:
    """Let an `items` grant name a row."""
    session.add(CaseGrantItem(grant_id=of.id, entity=row.__tablename__, entity_id=row.id))
    session.flush()


def party(
    session: Session,
    of: Case,
    *,
    role: PartyRole,
    account: str | None = None,
    description: str = "Somebody",
    **values: Any,
) -> Party:
    """A party: the employee behind an account, or a description."""
    n = (session.scalar(select(func.max(Party.n)).where(Party.case_id == of.id)) or 0) + 1
    person = accounts.person_of(session, account) if account else None
    made = Party(
        case_id=of.id,
        n=n,
        role=role,
        person_id=person.id if person else None,
        description="" if person else description,
        subject_status=SubjectStatus.NOT_REFERRED if role is PartyRole.SUBJECT else None,
        wall=Wall.CONFIRMED if person else Wall.NONE,
        **values,
    )
    session.add(made)
    session.flush()
    return made


def log(session: Session, of: Case, text: str = "Something happened.") -> LogEntry:
    """A line in the log."""
    made = LogEntry(case_id=of.id, kind=LogKind.NOTE, occurred_at=clock.now(), text=text)
    session.add(made)
    session.flush()
    return made


def link(session: Session, of: Case, other: Case, kind: str = "RELATED") -> CaseLink:
    """A standing link between two cases."""
    made = CaseLink(case_id=of.id, other_id=other.id, kind_code=kind, reason="test")
    session.add(made)
    session.flush()
    return made


def closure(session: Session) -> str:
    """Some reason to close a case."""
    code = session.scalar(
        select(ClosureReason.code).where(ClosureReason.source != "legacy").order_by("code")
    )
    assert code is not None
    return code
