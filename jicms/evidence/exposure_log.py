"""Who read a line of the log that came of something compelled: the log is opened as a whole."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from jicms.access.actor import Role
from jicms.audit.events import Event
from jicms.audit.models import AuditEvent
from jicms.auth.models import User
from jicms.cases.models import Case, LogEntry
from jicms.cases.scope_links import same_matter
from jicms.core import unit_of_work
from jicms.evidence.exposure_ways import Exposure
from jicms.evidence.models_derived import Derivation
from jicms.evidence.service.derived import Name
from jicms.investigations.guards import whole
from jicms.investigations.models import Assignment, Investigation, InvestigationType

#: Those who read a case in full see the log, its latest lines on the case's page, and the sheet.
READERS = (Role.INVESTIGATOR, Role.INVESTIGATIONS_SUPERVISOR, Role.COUNSEL)
PAGES = {Event.CASE_VIEWED: "", Event.CASE_PRINTED: "", Event.RECORD_VIEWED: "/log"}
OPENED, PRINTED = "Opened the log", "Printed the case"


def by_log(names: set[Name]) -> Iterable[Exposure]:
    """Who opened the log once the line was in it. From the day of its mark on the wall hides it
    from the criminal side, which is not counted then."""
    keys = [key for entity, key in names if entity == LogEntry.__tablename__]
    if not keys:
        return
    session = unit_of_work.session()
    lines = session.execute(
        whole(
            select(LogEntry.id, LogEntry.case_id, LogEntry.created_at, _marked_at(LogEntry.id))
            .where(LogEntry.id.in_(keys))
            .order_by(LogEntry.id)
        )
    ).all()
    read = [
        (row, name, _how(row))
        for row, name in session.execute(
            whole(
                select(AuditEvent, User.name)
                .join(User, User.id == AuditEvent.user_id)
                .where(
                    AuditEvent.case_id.in_({line.case_id for line in lines}),
                    AuditEvent.entity == Case.__tablename__,
                    AuditEvent.event.in_(PAGES),
                    AuditEvent.role.in_(READERS),
                )
            )
        )
        if json.loads(row.detail).get("path", "").endswith(PAGES[Event(row.event)])
    ]
    criminal = _criminal_side({line.case_id for line in lines})
    for key, case_id, since, marked_at in lines:
        for row, name, how in read:
            seen = row.case_id == case_id and row.at >= since
            if seen and not (row.user_id in criminal and _is_after(row.at, marked_at)):
                yield Exposure(row.user_id, name, how, (LogEntry.__tablename__, key), row.at)


def _how(row: AuditEvent) -> str:
    return PRINTED if row.event == Event.CASE_PRINTED else OPENED


def _is_after(at: datetime, marked_at: datetime | None) -> bool:
    """A line without a mark of its own was compelled from its first day."""
    return marked_at is None or at >= marked_at


def _marked_at(key: Any) -> Any:
    return (
        select(func.min(Derivation.created_at))
        .where(Derivation.entity == LogEntry.__tablename__, Derivation.entity_id == key)
        .scalar_subquery()
    )


def _criminal_side(cases: set[int]) -> set[int]:
    """The accounts that ever were on a criminal investigation of the matter, or reviewed one."""
    found: set[int] = set()
    for case_id in sorted(cases):
        rows = unit_of_work.session().scalars(
            whole(
                select(Assignment.user_id)
                .join(Investigation, Investigation.id == Assignment.investigation_id)
                .where(
                    same_matter(Assignment.case_id, case_id),
                    Investigation.type == InvestigationType.CRIMINAL,
                    Assignment.user_id.is_not(None),
                )
            )
        )
        found.update(key for key in rows if key is not None)
    return found
