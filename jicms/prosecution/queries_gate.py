"""Reads of the gate's pages. Scoped by the listener."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from jicms.allegations.models import AllegationSubject
from jicms.auth.models import Office
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.prosecution.models_gate import (
    Jurisdiction,
    StandingCategory,
    StandingDeclination,
    StandingUse,
)

_LETTER = (
    joinedload(StandingDeclination.level),
    joinedload(StandingDeclination.file),
    joinedload(StandingDeclination.entered_by),
    joinedload(StandingDeclination.confirmed_by),
    selectinload(StandingDeclination.categories).joinedload(StandingCategory.category),
)


def assessments_of(case: Case) -> Sequence[Jurisdiction]:
    """The assessments that count: the latest of each allegation, subject and sovereign."""
    rows = unit_of_work.session().scalars(
        select(Jurisdiction)
        .where(Jurisdiction.case_id == case.id)
        .order_by(Jurisdiction.id)
        .options(joinedload(Jurisdiction.level), joinedload(Jurisdiction.user))
    )
    latest = {(row.allegation_subject_id, row.level_code): row for row in rows}
    return list(latest.values())


def standing_letters() -> Sequence[StandingDeclination]:
    """Every standing declination of the agency, those that count first."""
    row = StandingDeclination
    return (
        unit_of_work.session()
        .scalars(
            select(row)
            .order_by(row.ended_at.is_not(None), row.valid_from.desc(), row.id.desc())
            .options(*_LETTER)
        )
        .all()
    )


def letters_for(case: Case) -> Sequence[StandingDeclination]:
    """The standing declinations that may be relied on in the case today."""
    today = clock.today(case.agency.zone)
    return (
        unit_of_work.session()
        .scalars(
            select(StandingDeclination)
            .where(
                StandingDeclination.counts(today), StandingDeclination.agency_id == case.agency_id
            )
            .order_by(StandingDeclination.level_code, StandingDeclination.id)
            .options(*_LETTER)
        )
        .all()
    )


def standing_by_id(standing: int) -> StandingDeclination | None:
    """One of the agency's own."""
    return unit_of_work.session().scalar(
        select(StandingDeclination).where(StandingDeclination.id == standing).options(*_LETTER)
    )


def uses_of(case: Case) -> Sequence[StandingUse]:
    """What is relied on in the case, what was taken back left out."""
    return (
        unit_of_work.session()
        .scalars(
            select(StandingUse)
            .where(StandingUse.case_id == case.id, StandingUse.withdrawn_at.is_(None))
            .order_by(StandingUse.id)
            .options(
                joinedload(StandingUse.declination).options(*_LETTER),
                joinedload(StandingUse.allegation_subject).options(
                    joinedload(AllegationSubject.allegation), joinedload(AllegationSubject.party)
                ),
                joinedload(StandingUse.user),
            )
        )
        .all()
    )


def use_of(number: str, use: int) -> StandingUse | None:
    """A reliance within its case."""
    return unit_of_work.session().scalar(
        select(StandingUse)
        .join(Case, Case.id == StandingUse.case_id)
        .where(Case.number == number, StandingUse.id == use)
        .options(
            joinedload(StandingUse.case).joinedload(Case.agency),
            joinedload(StandingUse.case).joinedload(Case.lead_office).joinedload(Office.agency),
        )
    )
