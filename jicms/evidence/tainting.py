"""A prosecution taken up after a compelled statement was taken: the statement is marked as tainted,
with all that came of it, and those who answer for the wall are told; as they are of a mark that was
set by hand."""

from typing import Any

from sqlalchemy import or_, select

from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.handling import COMPELLED, Handling
from jicms.cases.models import Party
from jicms.cases.notices import any_case, fetch
from jicms.cases.scope_links import same_matter
from jicms.core import unit_of_work
from jicms.evidence.models import Statement
from jicms.evidence.models_derived import CompelledMark
from jicms.evidence.service.derived import MODELS, name_of, spread
from jicms.interviews.notices import counsel_of
from jicms.investigations.guards import whole
from jicms.investigations.models import Investigation, InvestigationType
from jicms.notices import kinds
from jicms.notices.following import Step, on
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import tell
from jicms.prosecution import service as prosecution
from jicms.prosecution.models import ProsecutionReferral

TAINTED, MARKED = "COMPELLED_TAINTED", "COMPELLED_MARKED"


def taint(referral: ProsecutionReferral, _actor: Actor) -> None:
    """Mark what the referral's subject said under compulsion, here and in linked cases."""
    party = referral.party
    same = Party.id == party.id
    if party.person_id is not None:
        same = or_(same, Party.person_id == party.person_id)
    flag, marked = Statement.handling.op("&"), CompelledMark.handling.op("&")
    found = unit_of_work.session().scalars(
        whole(
            select(Statement)
            .join(Party, Party.id == Statement.giver_id)
            .where(
                same_matter(Statement.case_id, referral.case_id),
                same,
                flag(int(Handling.GARRITY_COMPELLED)) != 0,
                flag(int(Handling.COMPELLED_TAINT)) == 0,
            )
            .order_by(Statement.id)
        )
    )
    rows: list[Any] = list(found.all())
    marks = unit_of_work.session().scalars(
        whole(
            select(CompelledMark)
            .join(Party, Party.id == CompelledMark.party_id)
            .where(
                same_matter(CompelledMark.case_id, referral.case_id),
                same,
                marked(int(Handling.COMPELLED_TAINT)) == 0,
                # A statement is found by whoever gave it.
                CompelledMark.entity != Statement.__tablename__,
            )
            .order_by(CompelledMark.id)
        )
    )
    rows += [fetch(MODELS[mark.entity], mark.entity_id) for mark in marks.all()]
    for row in rows:
        spread(name_of(row), COMPELLED)
        recorder.record(Event.COMPELLED_TAINTED, obj=row, number=row.n)


def _tainted(step: Step) -> None:
    _tell(TAINTED, step)


def _marked(step: Step) -> None:
    _tell(MARKED, step)


def _tell(code: str, step: Step) -> None:
    """Tell the supervisors who review the administrative side, and counsel of the case."""
    case = any_case(step.case_id)
    if case is None:
        return
    reviewers = unit_of_work.session().scalars(
        whole(
            select(Investigation.reviewer_id).where(
                Investigation.case_id == case.id,
                Investigation.type != InvestigationType.CRIMINAL,
                Investigation.reviewer_id.is_not(None),
            )
        )
    )
    told = {*reviewers, *counsel_of(case)}
    tell(code, users=told, about=step.about, case_id=case.id, but=step.by)


def register() -> None:
    """Follow the prosecutions, and tell."""
    if taint not in prosecution.when_taken_up:
        prosecution.when_taken_up.append(taint)
    kinds.add(
        Kind(
            *(TAINTED, "A prosecution was taken up after a compelled statement", "evidence.index"),
            *("you took note", Group.OFFICE),
            legal=True,
            by_hand=True,
        ),
        Kind(
            *(MARKED, "A record was marked as compelled by hand", "evidence.index"),
            *("you took note", Group.OFFICE),
            legal=True,
            by_hand=True,
        ),
    )
    on(Event.COMPELLED_TAINTED, _tainted)
    on(Event.COMPELLED_MARKED, _marked)
