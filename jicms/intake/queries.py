"""Reads of the intake desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from jicms.access.actor import Actor, Role
from jicms.access.scope import fixed
from jicms.allegations.models import Allegation
from jicms.auth.models import Office
from jicms.cases.models import Case, CaseStatus
from jicms.core import clock, unit_of_work
from jicms.deadlines.models import CaseClock, ClockSide, ClockState
from jicms.intake.models import (
    DuplicateDecision,
    IntakeDraft,
    OigReferral,
    OigReferralAllegation,
    OigStatus,
)
from jicms.intake.models_candidates import CandidateState, DuplicateCandidate, RoutedTo
from jicms.intake.service.drafts import WARNED, typed_in
from jicms.refdata.models import AllegationCategory, IntakeMethod
from jicms.refdata.queries import label_of
from jicms.web.dates import day_of

#: What waits for the desk, or for its supervisor.
WAITING = (CaseStatus.RECEIVED, CaseStatus.TRIAGE, CaseStatus.OIG_PENDING)

# Made once: making one takes longer than a short statement.
_Running = aliased(CaseClock, name="running_clock")


@dataclass(frozen=True, slots=True)
class OpenedDraft:
    """A draft as its author's list shows it."""

    row: IntakeDraft
    about: str
    where: str

    @property
    def ends_soon(self) -> bool:
        """Its author is told that it ends."""
        return self.row.expires_at - clock.now() <= WARNED

    @property
    def last_day(self) -> date:
        """The day it ends, where its author is."""
        return day_of(self.row.expires_at)


def drafts_of_actor() -> Sequence[IntakeDraft]:
    """The actor's drafts that have not expired, the latest first."""
    return (
        unit_of_work.session()
        .scalars(
            select(IntakeDraft)
            .where(IntakeDraft.expires_at > clock.now())
            .order_by(IntakeDraft.updated_at.desc(), IntakeDraft.id.desc())
        )
        .all()
    )


def draft_of(number: int) -> IntakeDraft | None:
    """One of the actor's own drafts."""
    return unit_of_work.session().scalar(
        select(IntakeDraft).where(IntakeDraft.id == number, IntakeDraft.expires_at > clock.now())
    )


def count_drafts(actor: Actor) -> Select[Any]:
    """The rows that the navigation counts."""
    return select(IntakeDraft.id).where(IntakeDraft.expires_at > actor.moment)


def opened(row: IntakeDraft) -> OpenedDraft:
    """A draft with what tells it from the others: method, code, place. No name."""
    typed = dict(typed_in(row))
    code = typed.get("allegations-0-code", "")
    about = typed.get("title", "") or label_of(AllegationCategory, code) or "Not coded yet"
    where = [label_of(IntakeMethod, typed.get("method") or None), typed.get("place", "")]
    return OpenedDraft(row, about, ", ".join(part for part in where if part))


def next_clocks(case_ids: Sequence[int]) -> dict[int, CaseClock]:
    """The next clock on the investigation's side, by case."""
    found = unit_of_work.session().scalars(
        select(CaseClock).where(
            CaseClock.case_id.in_(case_ids or (0,)),
            CaseClock.is_next,
            CaseClock.side == ClockSide.INVESTIGATION,
        )
    )
    return {row.case_id: row for row in found}


def count_queue(actor: Actor) -> Select[Any]:
    """The rows of the triage queue, for counting."""
    return select(Case.id).where(in_queue(actor))


def in_queue(actor: Actor) -> ColumnElement[bool]:
    """Criterion: the case waits for the desk of the actor's office, or for its supervisor."""
    waits = Case.status.in_([fixed(status) for status in WAITING])
    return and_(waits, Case.lead_office_id == actor.office_id)


def accepted() -> Any:
    """Criterion: triage is over, the assignment is due."""
    return exists().where(
        _Running.case_id == Case.id,
        _Running.rule_code == fixed("ASSIGNMENT"),
        _Running.state == fixed(ClockState.RUNNING),
    )


def accepted_ids(case_ids: Sequence[int]) -> set[int]:
    """Which of the cases wait for their assignment."""
    found = unit_of_work.session().scalars(
        select(CaseClock.case_id).where(
            CaseClock.case_id.in_(case_ids or (0,)),
            CaseClock.rule_code == "ASSIGNMENT",
            CaseClock.state == ClockState.RUNNING,
        )
    )
    return set(found)


def codes_of(case_ids: Sequence[int]) -> dict[int, list[str]]:
    """The codes of the allegations of several cases, by case. One statement."""
    found: dict[int, list[str]] = {}
    rows = unit_of_work.session().execute(
        select(Allegation.case_id, Allegation.category_code)
        .where(Allegation.case_id.in_(case_ids or (0,)))
        .order_by(Allegation.case_id, Allegation.n)
    )
    for case_id, code in rows:
        found.setdefault(case_id, []).append(code or "Not coded")
    return found


def oig_overdue(actor: Actor, today: date) -> Select[Any]:
    """Clocks of referrals and answers that are past their day, in the actor's office."""
    return (
        select(CaseClock.id)
        .join(Case, Case.id == CaseClock.case_id)
        .where(
            CaseClock.rule_code.in_(("OIG_REFERRAL", "OIG_ANSWER", "OIG_NOTICE")),
            CaseClock.state == ClockState.RUNNING,
            CaseClock.due_on < today,
            Case.lead_office_id == actor.office_id,
        )
    )


def referrals_of(case: Case) -> Sequence[OigReferral]:
    """The referrals of a case to the Inspector General, the latest first."""
    return (
        unit_of_work.session()
        .scalars(
            select(OigReferral)
            .where(OigReferral.case_id == case.id)
            .order_by(OigReferral.id.desc())
            .options(
                joinedload(OigReferral.sent_by),
                selectinload(OigReferral.covers).joinedload(OigReferralAllegation.allegation),
            )
        )
        .all()
    )


def referral_of(number: str, referral: int) -> OigReferral | None:
    """A referral within its case."""
    return unit_of_work.session().scalar(
        select(OigReferral)
        .join(Case, Case.id == OigReferral.case_id)
        .where(Case.number == number, OigReferral.id == referral)
        .options(
            joinedload(OigReferral.case).joinedload(Case.agency),
            joinedload(OigReferral.case).joinedload(Case.lead_office).joinedload(Office.agency),
            selectinload(OigReferral.covers).joinedload(OigReferralAllegation.allegation),
        )
    )


def is_oig_pending(case: Case) -> bool:
    """Whether an answer is out."""
    found = unit_of_work.session().scalar(
        select(OigReferral.id)
        .where(OigReferral.case_id == case.id, OigReferral.status == OigStatus.PENDING)
        .limit(1)
    )
    return found is not None


def decisions_of(case: Case) -> dict[int, bool]:
    """What was said about possible duplicates, by the other case's id."""
    rows = unit_of_work.session().execute(
        select(DuplicateDecision.other_id, DuplicateDecision.is_duplicate).where(
            DuplicateDecision.case_id == case.id
        )
    )
    return {row.other_id: row.is_duplicate for row in rows}


def allegations_of(case: Case) -> Sequence[Allegation]:
    """The allegations of a case in the viewer's sight, in order."""
    return (
        unit_of_work.session()
        .scalars(
            select(Allegation)
            .where(Allegation.case_id == case.id)
            .order_by(Allegation.n)
            .options(joinedload(Allegation.category), joinedload(Allegation.detail))
        )
        .all()
    )


def candidates_for(
    actor: Actor, case_ids: Sequence[int]
) -> tuple[dict[int, int], list[DuplicateCandidate]]:
    """Undecided candidates: how many by case of the page, and those that the actor is asked about
    without seeing the new case. One statement."""
    asks = and_(
        DuplicateCandidate.routed_to != RoutedTo.DESK,
        true() if actor.is_role(Role.INVESTIGATIONS_SUPERVISOR) else false(),
    )
    rows = unit_of_work.session().scalars(
        select(DuplicateCandidate)
        .where(
            DuplicateCandidate.state == CandidateState.OPEN,
            or_(DuplicateCandidate.case_id.in_(case_ids or (0,)), asks),
        )
        .order_by(DuplicateCandidate.id)
        .options(joinedload(DuplicateCandidate.case), joinedload(DuplicateCandidate.other))
    )
    counted: dict[int, int] = {}
    asked: list[DuplicateCandidate] = []
    for row in rows:
        # An end that is not in sight is not loaded.
        if row.case is not None and row.other is not None:
            counted[row.case_id] = counted.get(row.case_id, 0) + 1
        elif row.other is not None:
            asked.append(row)
    return counted, asked


def candidate_of(candidate_id: int) -> DuplicateCandidate | None:
    """A routed candidate about which the actor is asked."""
    return unit_of_work.session().scalar(
        select(DuplicateCandidate)
        .where(DuplicateCandidate.id == candidate_id, DuplicateCandidate.routed_to != RoutedTo.DESK)
        .options(joinedload(DuplicateCandidate.other))
    )


def notice_due(case: Case) -> CaseClock | None:
    """The clock of the notice of unlisted allegations, while it runs."""
    return unit_of_work.session().scalar(
        select(CaseClock).where(
            CaseClock.case_id == case.id,
            CaseClock.rule_code == "OIG_NOTICE",
            CaseClock.state == ClockState.RUNNING,
        )
    )
