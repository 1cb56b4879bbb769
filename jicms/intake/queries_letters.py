"""Reads of acknowledgements."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.auth.models import Office
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.intake.models_letters import Acknowledgement
from jicms.intake.service.letters import REPORTERS


def reporters_of(case: Case) -> Sequence[Party]:
    """Who reported, in the order in which they were named."""
    return (
        unit_of_work.session()
        .scalars(
            select(Party)
            .where(
                Party.case_id == case.id,
                Party.role.in_(REPORTERS),
                Party.withdrawn_at.is_(None),
            )
            .order_by(Party.n)
            .options(joinedload(Party.person))
        )
        .all()
    )


def acknowledgements_of(case: Case) -> Sequence[Acknowledgement]:
    """What was sent, the latest first."""
    return (
        unit_of_work.session()
        .scalars(
            select(Acknowledgement)
            .where(Acknowledgement.case_id == case.id)
            .order_by(Acknowledgement.n.desc())
            .options(
                joinedload(Acknowledgement.party).joinedload(Party.person),
                joinedload(Acknowledgement.user),
            )
        )
        .all()
    )


def reporter_of(number: str, reporter: int) -> Party | None:
    """Somebody who reported, within the case."""
    return unit_of_work.session().scalar(
        select(Party)
        .join(Case, Case.id == Party.case_id)
        .where(
            Case.number == number,
            Party.n == reporter,
            Party.role.in_(REPORTERS),
            Party.withdrawn_at.is_(None),
        )
        .options(
            joinedload(Party.case).joinedload(Case.lead_office).joinedload(Office.agency),
            joinedload(Party.case).joinedload(Case.agency),
            joinedload(Party.person),
        )
    )


def acknowledgement_of(number: str, letter: int) -> Acknowledgement | None:
    """An acknowledgement within its case."""
    return unit_of_work.session().scalar(
        select(Acknowledgement)
        .join(Case, Case.id == Acknowledgement.case_id)
        .where(Case.number == number, Acknowledgement.n == letter)
        .options(
            joinedload(Acknowledgement.case).joinedload(Case.lead_office).joinedload(Office.agency),
            joinedload(Acknowledgement.case).joinedload(Case.agency),
            joinedload(Acknowledgement.party).joinedload(Party.person),
            joinedload(Acknowledgement.party).joinedload(Party.case),
            joinedload(Acknowledgement.user),
        )
    )
