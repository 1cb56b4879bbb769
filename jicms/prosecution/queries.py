"""Reads of prosecution. Scoped by the listener."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.allegations.models import Allegation, AllegationSubject
from jicms.auth.models import Office
from jicms.cases.models import Case, Party, PartyRole
from jicms.cases.queries import parties_in
from jicms.core import unit_of_work
from jicms.people.models import Person
from jicms.prosecution.models import (
    ProsecutionCharge,
    ProsecutionEvent,
    ProsecutionReferral,
)

_OF_CASE = (
    joinedload(Case.lead_office).joinedload(Office.agency),
    joinedload(Case.agency),
    joinedload(Case.lead),
)
_WITH_HISTORY = (
    joinedload(ProsecutionReferral.level),
    selectinload(ProsecutionReferral.events).options(
        joinedload(ProsecutionEvent.user),
        joinedload(ProsecutionEvent.declination),
        joinedload(ProsecutionEvent.file),
    ),
    selectinload(ProsecutionReferral.covers)
    .joinedload(ProsecutionCharge.allegation_subject)
    .joinedload(AllegationSubject.allegation),
)


def count_of(case: Case) -> Select[Any]:
    """What the tab counts."""
    return select(ProsecutionReferral.id).where(ProsecutionReferral.case_id == case.id)


def referrals_of(case: Case) -> Sequence[ProsecutionReferral]:
    """The referrals of a case that the viewer may see, with their history."""
    return (
        unit_of_work.session()
        .scalars(
            select(ProsecutionReferral)
            .where(ProsecutionReferral.case_id == case.id)
            .order_by(ProsecutionReferral.party_id, ProsecutionReferral.n)
            .options(joinedload(ProsecutionReferral.party).joinedload(Party.person), *_WITH_HISTORY)
        )
        .all()
    )


def referral_of(number: str, n: int) -> ProsecutionReferral | None:
    """A referral within its case."""
    return unit_of_work.session().scalar(
        select(ProsecutionReferral)
        .join(Case, Case.id == ProsecutionReferral.case_id)
        .where(Case.number == number, ProsecutionReferral.n == n)
        .options(
            joinedload(ProsecutionReferral.case).options(*_OF_CASE),
            joinedload(ProsecutionReferral.party).joinedload(Party.person),
            *_WITH_HISTORY,
        )
    )


def event_of(number: str, n: int, m: int) -> ProsecutionEvent | None:
    """A step of a referral by its place in the history, where it holds a file."""
    referral = referral_of(number, n)
    if referral is None or not 0 < m <= len(referral.events):
        return None
    found = referral.events[m - 1]
    return found if found.file is not None else None


def subjects_of(case: Case) -> Sequence[Party]:
    """The subjects of a case that were not withdrawn."""
    return parties_in(case, PartyRole.SUBJECT)


def charges_of(case: Case) -> Sequence[AllegationSubject]:
    """Allegation × subject of a case, for choosing what an office is given."""
    return (
        unit_of_work.session()
        .scalars(
            select(AllegationSubject)
            .join(Allegation, Allegation.id == AllegationSubject.allegation_id)
            .where(AllegationSubject.case_id == case.id)
            .order_by(Allegation.n, AllegationSubject.m)
            .options(
                joinedload(AllegationSubject.allegation).joinedload(Allegation.category),
                joinedload(AllegationSubject.party).joinedload(Party.person),
            )
        )
        .all()
    )


def standing(case: Case) -> Sequence[Any]:
    """Subject, status and its date of each referral (one statement), for the summary."""
    return (
        unit_of_work.session()
        .execute(
            select(
                ProsecutionReferral.status,
                ProsecutionReferral.status_on,
                Party.n.label("party_n"),
                Party.alias,
                Party.description,
                Person.given_name,
                Person.family_name,
            )
            .select_from(ProsecutionReferral)
            .outerjoin(Party, Party.id == ProsecutionReferral.party_id)
            .outerjoin(Person, Person.id == Party.person_id)
            .where(ProsecutionReferral.case_id == case.id)
            .order_by(ProsecutionReferral.party_id, ProsecutionReferral.n)
        )
        .all()
    )
