"""Reads of what a court has before it. Scoped by the listener."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.auth.models import Office
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.prosecution.line import CHARGED
from jicms.prosecution.models import ProsecutionReferral, ProsecutionStatus
from jicms.prosecution.models_court import CourtCount, Prosecutor, Seal, Sentence
from jicms.prosecution.queries import referral_of

_WITH_CASE = (
    joinedload(ProsecutionReferral.case).joinedload(Case.agency),
    joinedload(ProsecutionReferral.case).joinedload(Case.lead_office).joinedload(Office.agency),
)


@dataclass(slots=True)
class Court:
    """What hangs on one referral."""

    prosecutors: list[Prosecutor] = field(default_factory=list)
    counts: list[CourtCount] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)


def court_of(case: Case) -> dict[int, Court]:
    """What hangs on each referral of a case that the viewer sees, by the referral's id."""
    found: dict[int, Court] = defaultdict(Court)
    session = unit_of_work.session()

    def rows(model: Any, *order: Any) -> Sequence[Any]:
        return session.scalars(select(model).where(model.case_id == case.id).order_by(*order)).all()

    for row in rows(Prosecutor, Prosecutor.from_on, Prosecutor.n):
        found[row.referral_id].prosecutors.append(row)
    for row in rows(CourtCount, CourtCount.n):
        found[row.referral_id].counts.append(row)
    for row in rows(Sentence, Sentence.imposed_on, Sentence.id):
        found[row.referral_id].sentences.append(row)
    for row in rows(Seal, Seal.id):
        found[row.referral_id].seals.append(row)
    return found


def stood_at(referral: ProsecutionReferral) -> dict[str, bool]:
    """What the line of a referral has come to: a charge, a sentence."""
    stood = {event.status for event in referral.events}
    sentenced = ProsecutionStatus.SENTENCED in stood
    return {"charged": not stood.isdisjoint(CHARGED), "sentenced": sentenced}


def prosecutor_of(number: str, n: int, prosecutor: int) -> Prosecutor | None:
    """A prosecutor within the referral."""
    found: Prosecutor | None = unit_of_work.session().scalar(
        _within(Prosecutor, number, n).where(Prosecutor.n == prosecutor)
    )
    return found


def count_of(number: str, n: int, count: int) -> CourtCount | None:
    """A count within the referral."""
    found: CourtCount | None = unit_of_work.session().scalar(
        _within(CourtCount, number, n).where(CourtCount.n == count)
    )
    return found


def sealed_referral_of(number: str, n: int) -> ProsecutionReferral | None:
    """A sealed referral whose seal may be lifted."""
    found = referral_of(number, n)
    return found if found is not None and found.is_sealed else None


def _within(model: Any, number: str, n: int) -> Any:
    return (
        select(model)
        .join(ProsecutionReferral, ProsecutionReferral.id == model.referral_id)
        .join(Case, Case.id == ProsecutionReferral.case_id)
        .where(Case.number == number, ProsecutionReferral.n == n)
        .options(joinedload(model.referral).options(*_WITH_CASE))
    )
