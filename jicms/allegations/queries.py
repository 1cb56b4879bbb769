"""Reads of allegations and findings. Scoped by the listener unless a reason says otherwise."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.allegations.models import (
    Allegation,
    AllegationClassChange,
    AllegationSubject,
    Finding,
    FindingApproval,
)
from jicms.auth.models import Office
from jicms.cases.models import Case, Party, PartyRole
from jicms.cases.queries import parties_in
from jicms.core import unit_of_work
from jicms.core.standing import OF_CASE, keep, of_case


def allegation_of(number: str, n: int) -> Allegation | None:
    """An allegation within its case, with its case, detail and subjects."""
    return unit_of_work.session().scalar(
        select(Allegation)
        .join(Case, Case.id == Allegation.case_id)
        .where(Case.number == number, Allegation.n == n)
        .options(
            joinedload(Allegation.case).joinedload(Case.agency),
            joinedload(Allegation.case).joinedload(Case.lead_office).joinedload(Office.agency),
            joinedload(Allegation.category),
            joinedload(Allegation.detail),
            selectinload(Allegation.subjects)
            .joinedload(AllegationSubject.party)
            .joinedload(Party.person),
        )
    )


def charge_of(number: str, n: int, m: int) -> AllegationSubject | None:
    """An allegation and subject within its case: n.m."""
    return unit_of_work.session().scalar(
        select(AllegationSubject)
        .join(Allegation, Allegation.id == AllegationSubject.allegation_id)
        .join(Case, Case.id == Allegation.case_id)
        .where(Case.number == number, Allegation.n == n, AllegationSubject.m == m)
        .options(
            joinedload(AllegationSubject.allegation)
            .joinedload(Allegation.case)
            .joinedload(Case.agency),
            joinedload(AllegationSubject.party).joinedload(Party.person),
        )
    )


def charges_of(case: Case) -> Sequence[AllegationSubject]:
    """Every allegation × subject of a case that the viewer may see, with what a list shows."""
    return unit_of_work.session().scalars(_charges(), of_case(case)).unique().all()


@cache
def _charges() -> Select[Any]:
    allegation, party = AllegationSubject.allegation, AllegationSubject.party
    return keep(
        select(AllegationSubject)
        .join(Allegation, Allegation.id == AllegationSubject.allegation_id)
        .where(AllegationSubject.case_id == OF_CASE.id)
        .order_by(Allegation.n, AllegationSubject.m)
        .options(
            joinedload(allegation).joinedload(Allegation.category),
            joinedload(allegation).joinedload(Allegation.severity_class),
            joinedload(allegation).joinedload(Allegation.detail),
            joinedload(party).joinedload(Party.person),
            joinedload(AllegationSubject.finding),
        )
    )


def numbers_of(case: Case) -> list[int]:
    """The numbers of the allegations of a case that the viewer may see."""
    found = unit_of_work.session().scalars(
        select(Allegation.n).where(Allegation.case_id == case.id).order_by(Allegation.n)
    )
    return list(found)


def count_of(case: Case) -> Select[Any]:
    """The rows that the tab counts: allegation × subject."""
    return select(AllegationSubject.id).where(AllegationSubject.case_id == case.id)


def subjects_of(case: Case) -> Sequence[Party]:
    """The subjects of a case that were not withdrawn."""
    return parties_in(case, PartyRole.SUBJECT)


def complainants_of(case: Case) -> Sequence[Party]:
    """The complainants of a case that were not withdrawn."""
    return parties_in(case, PartyRole.COMPLAINANT)


def findings_of(charge: AllegationSubject) -> Sequence[Finding]:
    """Every finding on it, the latest first, with reasons where the viewer reads them."""
    return (
        unit_of_work.session()
        .scalars(
            select(Finding)
            .where(Finding.allegation_subject_id == charge.id)
            .order_by(Finding.id.desc())
            .options(
                joinedload(Finding.detail),
                joinedload(Finding.found_by),
                joinedload(Finding.finding_code),
                joinedload(Finding.approval).joinedload(FindingApproval.user),
            )
        )
        .unique()
        .all()
    )


def finding_of(number: str, n: int, m: int) -> Finding | None:
    """The finding that stands on n.m."""
    charge = charge_of(number, n, m)
    if charge is None:
        return None
    return next((row for row in findings_of(charge) if row.superseded_at is None), None)


def class_changes_of(allegation: Allegation) -> Sequence[AllegationClassChange]:
    """The history of an allegation's class and code, the latest first."""
    return (
        unit_of_work.session()
        .scalars(
            select(AllegationClassChange)
            .where(AllegationClassChange.allegation_id == allegation.id)
            .order_by(AllegationClassChange.id.desc())
            .options(joinedload(AllegationClassChange.user))
        )
        .all()
    )


def standing_findings(case: Case) -> Sequence[Finding]:
    """The findings of a case that stand, the latest first, for the timeline."""
    return (
        unit_of_work.session()
        .scalars(
            select(Finding)
            .where(Finding.case_id == case.id, Finding.superseded_at.is_(None))
            .order_by(Finding.found_at.desc())
            .options(
                joinedload(Finding.finding_code),
                joinedload(Finding.found_by),
                joinedload(Finding.allegation_subject).joinedload(AllegationSubject.allegation),
            )
        )
        .all()
    )


def recorders_of(case: Case) -> frozenset[int]:
    """The accounts that recorded or changed any finding of the case, superseded ones included.

    None of them may approve a report that holds it.
    """
    found = unit_of_work.session().scalars(
        select(Finding.found_by_id)
        .where(Finding.case_id == case.id, Finding.found_by_id.is_not(None))
        .execution_options(unscoped="the approver's rule knows every recorder")
    )
    return frozenset(user_id for user_id in found if user_id is not None)


def unfound(case: Case) -> list[str]:
    """The labels n.m without a standing finding, of subjects that were not withdrawn.

    For the approval of a report. Not scoped: a hidden row must not let a report be approved.
    """
    rows = unit_of_work.session().execute(
        select(Allegation.n, AllegationSubject.m)
        .join(AllegationSubject, AllegationSubject.allegation_id == Allegation.id)
        .join(Party, Party.id == AllegationSubject.party_id)
        .where(
            Allegation.case_id == case.id,
            AllegationSubject.finding_code.is_(None),
            Party.withdrawn_at.is_(None),
        )
        .order_by(Allegation.n, AllegationSubject.m)
        .execution_options(unscoped="an approval counts every allegation of the case")
    )
    return [f"{n}.{m}" for n, m in rows]
