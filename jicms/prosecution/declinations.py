"""The facts of the declinations on which a compelled statement rests: they go where it goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from jicms.allegations.models import AllegationSubject
from jicms.cases.models import Party
from jicms.core import unit_of_work
from jicms.prosecution.models import (
    ProsecutionCharge,
    ProsecutionEvent,
    ProsecutionReferral,
    ProsecutionStatus,
)
from jicms.prosecution.models_gate import StandingDeclination, StandingUse


@dataclass(frozen=True, slots=True)
class Declined:
    """What one prosecuting office said: who, when, how far, and the paper. `place`: the event's
    place in the referral's history, for its file; 0 without one."""

    office: str
    level: str
    prosecutor: str
    on: date
    how: str
    scope: str
    note: str = ""
    referral: int = 0
    place: int = 0


def declinations_of(party: Party) -> list[Declined]:
    """The declinations and authorities about a subject that the viewer may see, by date."""
    found = [*_of_referrals(party), *_of_letters(party)]
    return sorted(found, key=lambda one: one.on)


def _of_referrals(party: Party) -> Iterable[Declined]:
    rows = unit_of_work.session().scalars(
        select(ProsecutionReferral)
        .where(ProsecutionReferral.party_id == party.id)
        .order_by(ProsecutionReferral.n)
        .options(
            joinedload(ProsecutionReferral.level),
            selectinload(ProsecutionReferral.events),
            selectinload(ProsecutionReferral.covers)
            .joinedload(ProsecutionCharge.allegation_subject)
            .joinedload(AllegationSubject.allegation),
        )
    )
    for row in rows:
        labels = [link.allegation_subject.label for link in row.covers if link.allegation_subject]
        for place, event in enumerate(row.events, start=1):
            how = _how(event)
            if how:
                yield Declined(
                    row.office,
                    row.level.label,
                    event.prosecutor or row.prosecutor,
                    event.on,
                    how,
                    ", ".join(sorted(labels)),
                    event.note,
                    row.n,
                    place if event.file_id is not None else 0,
                )


def _how(event: ProsecutionEvent) -> str:
    if event.authorizes_compelled:
        return "Written authority to compel"
    if event.status is ProsecutionStatus.DECLINED:
        return "Declined in writing" if event.is_written else "Declined orally"
    return "Ended" if event.status is ProsecutionStatus.FINAL else ""


def _of_letters(party: Party) -> Iterable[Declined]:
    rows = unit_of_work.session().scalars(
        select(StandingUse)
        .join(AllegationSubject, AllegationSubject.id == StandingUse.allegation_subject_id)
        .where(AllegationSubject.party_id == party.id, StandingUse.withdrawn_at.is_(None))
        .order_by(StandingUse.id)
        .options(
            joinedload(StandingUse.declination).joinedload(StandingDeclination.level),
            joinedload(StandingUse.allegation_subject).joinedload(AllegationSubject.allegation),
        )
    )
    for row in rows:
        letter, charge = row.declination, row.allegation_subject
        if letter is not None and charge is not None:
            yield Declined(
                letter.office,
                letter.level.label,
                letter.prosecutor,
                row.created_at.date(),
                "Standing declination",
                charge.label,
                row.conditions,
            )
