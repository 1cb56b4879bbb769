"""Duplicates that nobody decided: searched for after the commit, and kept until somebody does.

A recorder's request reads no row of a case that he may not see. This step runs by itself, as the
installation: it compares every newly recorded case with all others, and asks whom it may concern.
"""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import or_, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.kinds import ENDED, Origin
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.intake import duplicates
from jicms.intake.comparing import sought_of
from jicms.intake.models import DuplicateDecision
from jicms.intake.models_candidates import (
    CandidateSearch,
    CandidateState,
    DuplicateCandidate,
    RoutedTo,
)

#: The least score that is kept: half of such candidates are right, and nine of ten twins among them
#: (tests/intake/test_duplicate_quality.py). The page shows weaker ones while one types.
KEPT_FROM = 60
#: So many days after a case was recorded it is still compared, and so many cases in one go.
COMPARED_FOR, AT_ONCE = timedelta(days=30), 200

#: Called with each new candidate as fn(candidate), inside the step's transaction: notices.
suspected: list[Callable[[DuplicateCandidate], None]] = []


def search_new(*, actor: Actor) -> tuple[int, int]:
    """Compare the cases recorded since the last time: how many, and how many candidates. Only the
    installation itself may, for every case is read."""
    if not actor.is_system:
        raise RuleBroken("Only the installation itself compares all cases.")
    session = unit_of_work.session()
    new = session.scalars(
        select(Case)
        .outerjoin(CandidateSearch, CandidateSearch.case_id == Case.id)
        .where(
            CandidateSearch.case_id.is_(None),
            Case.origin == Origin.NATIVE,
            Case.created_at >= clock.now() - COMPARED_FOR,
            Case.status.not_in(ENDED),
        )
        .order_by(Case.id)
        .limit(AT_ONCE)
    ).all()
    return len(new), sum(_search(case) for case in new)


def _search(case: Case) -> int:
    session = unit_of_work.session()
    known = _decided(case)
    made = 0
    # Of two new ones the later is compared with the earlier, so that each pair stands once.
    for hit in duplicates.score(sought_of(case), Case.id < case.id):
        if hit.score < KEPT_FROM or hit.case.id in known:
            continue
        row = DuplicateCandidate(
            case_id=case.id,
            other_id=hit.case.id,
            score=hit.score,
            reasons=hit.reasons,
            routed_to=_asked(case, hit.case),
        )
        session.add(row)
        session.flush()
        recorder.record(
            Event.DUPLICATE_SUSPECTED, case=hit.case, obj=row, routed_to=row.routed_to.value
        )
        for tell in suspected:
            tell(row)
        made += 1
    session.add(CandidateSearch(case_id=case.id))
    session.flush()
    return made


def _asked(case: Case, other: Case) -> RoutedTo:
    """Nobody is told of a restricted case who does not see it; the custodian of one is asked."""
    if case.restricted:
        return RoutedTo.DESK
    if other.restricted:
        return RoutedTo.CUSTODIAN
    if other.lead_office_id == case.lead_office_id:
        return RoutedTo.DESK
    return RoutedTo.SUPERVISOR


def _decided(case: Case) -> set[int]:
    """The cases of which somebody said already what they are, or which are candidates."""
    session = unit_of_work.session()
    found: set[int] = set()
    for model in (DuplicateDecision, DuplicateCandidate):
        rows = session.execute(
            select(model.case_id, model.other_id).where(
                or_(model.case_id == case.id, model.other_id == case.id)
            )
        )
        found.update(number for row in rows for number in row)
    return found


def settle(candidate: DuplicateCandidate, *, actor: Actor) -> None:
    """The supervisor who was asked has dealt with it."""
    policy.require(actor, Action.CANDIDATE_SETTLE, candidate)
    if candidate.state is not CandidateState.OPEN:
        raise RuleBroken("This is dealt with already.")
    _close(candidate, CandidateState.SETTLED, actor)


def follow_decision(case: Case, other: Case, *, is_duplicate: bool, actor: Actor) -> None:
    """Somebody who sees both cases said what the other one is."""
    rows = unit_of_work.session().scalars(
        select(DuplicateCandidate).where(
            DuplicateCandidate.case_id.in_((case.id, other.id)),
            DuplicateCandidate.other_id.in_((case.id, other.id)),
        )
    )
    for row in rows:
        _close(row, CandidateState.SAME if is_duplicate else CandidateState.OTHER, actor)


def _close(candidate: DuplicateCandidate, state: CandidateState, actor: Actor) -> None:
    candidate.state, candidate.decided_at = state, clock.now()
    candidate.decided_by_id = actor.user_id
    unit_of_work.session().flush()
