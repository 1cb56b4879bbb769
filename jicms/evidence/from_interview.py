"""A statement that comes from an interview: the form is filled with what is on record of it."""

from collections.abc import Collection, Iterable
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access.actor import Actor
from jicms.cases.handling import Handling
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.evidence.models import Statement
from jicms.evidence.models_drafts import DraftState, StatementDraft
from jicms.evidence.service.by_hand import note_mark
from jicms.interviews import outcome as of_interviews
from jicms.interviews import queries
from jicms.interviews.models import Interview, PresentAs
from jicms.interviews.outcome import Came
from jicms.interviews.service import correcting
from jicms.investigations.guards import whole


def choices(case: Case) -> Iterable[tuple[int, str]]:
    """The interviews that were held, as a form offers them."""
    return (
        (row.n, f"{row.key}, {row.party.name if row.party else 'not shown'}")
        for row in queries.held_of(case)
    )


def chosen(case: Case, n: int | None) -> Interview | None:
    """The interview that was chosen."""
    return next((row for row in queries.held_of(case) if row.n == n), None) if n else None


def standing(interview: Interview | None) -> int | None:
    """The number of an interview as it stands now: that of its last correction."""
    while interview is not None and interview.corrected_by is not None:
        interview = interview.corrected_by
    return interview.n if interview is not None else None


def came_of(ids: Collection[int]) -> list[Came]:
    """The statements and drafts of interviews that the viewer may see, for the pages of those."""
    session, found = unit_of_work.session(), []
    rows = session.scalars(
        select(Statement)
        .where(Statement.interview_id.in_(ids))
        .order_by(Statement.n)
        .options(joinedload(Statement.kind))
    )
    for row in rows:
        link = ("evidence.statement", {"statement": row.n})
        found.append(Came(row.interview_id or 0, f"{row.key} {row.kind.label}", *link))
    drafts = session.scalars(
        select(StatementDraft)
        .where(StatementDraft.interview_id.in_(ids), StatementDraft.state == DraftState.WRITING)
        .order_by(StatementDraft.n)
    )
    for draft in drafts:
        link = ("evidence.write_statement", {"statement_draft": draft.n})
        found.append(Came(draft.interview_id or 0, f"Statement draft {draft.n}", *link))
    return found


def mark_compelled(ids: Collection[int], actor: Actor, why: str) -> None:
    """What came of interviews that turn out to have been compelled is marked as they are."""
    session = unit_of_work.session()
    open_drafts = select(StatementDraft).where(StatementDraft.interview_id.in_(ids))
    for draft in session.scalars(whole(open_drafts)):
        draft.handling |= int(Handling.GARRITY_COMPELLED)
    rows = session.scalars(whole(select(Statement).where(Statement.interview_id.in_(ids)))).all()
    for row in rows:
        if not row.handling & Handling.GARRITY_COMPELLED:
            row.handling |= int(Handling.GARRITY_COMPELLED)
            session.flush()
            note_mark(row, actor=actor, whose=row.giver, why=why)


def register() -> None:
    """Tell interviews what came of them."""
    of_interviews.came_of.add(came_of)
    correcting.turned_compelled.add(mark_compelled)


def fill(form: Any, case: Case, n: int | None) -> None:
    """Fill a statement's form with what is known of an interview; nothing where it is none."""
    found = chosen(case, n)
    if found is None or found.began_at is None:
        return
    zone = ZoneInfo(case.agency.zone)
    named = {person.role: person.said for person in found.people}
    began = found.began_at.astimezone(zone)
    told = {
        "interview": found.n,
        "giver": found.party_id,
        "warning_code": found.warning_code,
        "taken_on": began.date(),
        "began": began.time(),
        "ended": found.ended_at.astimezone(zone).time() if found.ended_at else None,
        "place": found.place,
        "taken_by": named.get(PresentAs.INTERVIEWER, ""),
        "language": found.language,
        "interpreter": named.get(PresentAs.INTERPRETER, ""),
    }
    for name, value in told.items():
        form[name].data = value
