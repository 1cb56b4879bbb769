"""Reads of interviews. Scoped by the listener."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.auth.models import Office
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.interviews.models import (
    GateOverride,
    Interview,
    InterviewPerson,
    InterviewStatus,
    WarningGiven,
)
from jicms.investigations.guards import whole
from jicms.investigations.models import Assignment, Investigation, InvestigationStatus

_OF_CASE = (
    joinedload(Case.lead_office).joinedload(Office.agency),
    joinedload(Case.agency),
    joinedload(Case.lead),
)
_SHOWN = (
    joinedload(Interview.party).joinedload(Party.person),
    joinedload(Interview.investigation),
    selectinload(Interview.people).joinedload(InterviewPerson.user),
    selectinload(Interview.warnings).options(
        joinedload(WarningGiven.form), joinedload(WarningGiven.file), joinedload(WarningGiven.user)
    ),
    joinedload(Interview.representation),
    joinedload(Interview.recorded_by),
    joinedload(Interview.contract),
    joinedload(Interview.corrects),
    joinedload(Interview.corrected_by),
)
#: The interviews that a correction stands in place of.
CORRECTED = select(Interview.corrects_id).where(Interview.corrects_id.is_not(None))
#: Work on an investigation in which people are interviewed.
UNDER_WAY = (
    InvestigationStatus.OPEN,
    InvestigationStatus.SUSPENDED,
    InvestigationStatus.REPORT_DRAFT,
    InvestigationStatus.REPORT_REVIEW,
)


def count_of(case: Case) -> Select[Any]:
    """What the tab counts: one that was corrected counts as its correction."""
    return select(Interview.id).where(Interview.case_id == case.id, Interview.id.not_in(CORRECTED))


def interviews_of(case: Case) -> Sequence[Interview]:
    """The interviews of a case that the viewer may see, the next one first, then the latest."""
    found = (
        unit_of_work.session()
        .scalars(
            select(Interview)
            .where(Interview.case_id == case.id)
            .order_by(Interview.scheduled_at.desc(), Interview.id.desc())
            .options(*_SHOWN)
        )
        .all()
    )
    ahead = [row for row in reversed(found) if row.is_ahead]
    return [*ahead, *(row for row in found if not row.is_ahead)]


def interview_of(number: str, interview: int) -> Interview | None:
    """An interview within its case, with what its page shows."""
    return unit_of_work.session().scalar(
        select(Interview)
        .join(Case, Case.id == Interview.case_id)
        .where(Case.number == number, Interview.n == interview)
        .options(
            joinedload(Interview.case).options(*_OF_CASE),
            *_SHOWN,
            joinedload(Interview.override),
            joinedload(Interview.investigation)
            .selectinload(Investigation.assignments)
            .joinedload(Assignment.user),
            joinedload(Interview.investigation).joinedload(Investigation.reviewer),
        )
    )


def warning_file(number: str, interview: int, given: int) -> WarningGiven | None:
    """A signed copy within its interview within its case."""
    of = interview_of(number, interview)
    rows = of.warnings if of is not None else ()
    return next((row for row in rows if row.n == given and row.file is not None), None)


def under_way(case: Case) -> Sequence[Investigation]:
    """The investigations of a case in which somebody can be interviewed, with their teams."""
    return (
        unit_of_work.session()
        .scalars(
            select(Investigation)
            .where(Investigation.case_id == case.id, Investigation.status.in_(UNDER_WAY))
            .order_by(Investigation.n)
            .options(
                joinedload(Investigation.reviewer),
                selectinload(Investigation.assignments).joinedload(Assignment.user),
            )
        )
        .all()
    )


def held_of(case: Case) -> Sequence[Interview]:
    """The interviews that were held, as they stand now, for the statements that come of them."""
    return (
        unit_of_work.session()
        .scalars(
            select(Interview)
            .where(
                Interview.case_id == case.id,
                Interview.status == InterviewStatus.HELD,
                Interview.id.not_in(CORRECTED),
            )
            .order_by(Interview.n)
            .options(
                joinedload(Interview.party).joinedload(Party.person),
                selectinload(Interview.people).joinedload(InterviewPerson.user),
            )
        )
        .all()
    )


def chains_of(ids: Collection[int]) -> set[int]:
    """The interviews with all that they correct and are corrected by, whoever asks."""
    found, session = set(ids), unit_of_work.session()
    if not found:
        return found
    cases = select(Interview.case_id).where(Interview.id.in_(found))
    pairs = session.execute(
        whole(
            select(Interview.id, Interview.corrects_id)
            .where(Interview.case_id.in_(cases), Interview.corrects_id.is_not(None))
            .order_by(Interview.id)
        )
    ).all()
    # A correction is recorded after what it corrects: once forth, once back.
    for new, old in (*pairs, *reversed(pairs)):
        if old is not None and (new in found or old in found):
            found |= {new, old}
    return found


def overrides_of(case: Case) -> Sequence[GateOverride]:
    """What counsel asked of the gate in this case, the latest first."""
    return (
        unit_of_work.session()
        .scalars(
            select(GateOverride)
            .where(GateOverride.case_id == case.id)
            .order_by(GateOverride.n.desc())
            .options(
                joinedload(GateOverride.party).joinedload(Party.person),
                joinedload(GateOverride.asked_by),
                joinedload(GateOverride.decided_by),
                joinedload(GateOverride.case),
            )
        )
        .all()
    )


def override_of(number: str, override: int) -> GateOverride | None:
    """An override within its case."""
    return unit_of_work.session().scalar(
        select(GateOverride)
        .join(Case, Case.id == GateOverride.case_id)
        .where(Case.number == number, GateOverride.n == override)
        .options(
            joinedload(GateOverride.case).options(*_OF_CASE),
            joinedload(GateOverride.party).joinedload(Party.person),
            joinedload(GateOverride.asked_by),
        )
    )
