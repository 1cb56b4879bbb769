"""Reads of charges and of what they may be drawn from, scoped by the listener."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from jicms.allegations.models import Allegation, AllegationSubject
from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_charges import Charge, ChargeSpecification, SpecificationExhibit
from jicms.discipline.queries import action_by_number
from jicms.refdata.models import FindingCode


def charges_of(action: DisciplinaryAction) -> Sequence[Charge]:
    """The charges with their specifications, findings and exhibits, as far as those are visible."""
    return (
        unit_of_work.session()
        .scalars(
            select(Charge)
            .where(Charge.action_id == action.id)
            .order_by(Charge.n)
            .options(
                joinedload(Charge.offense),
                selectinload(Charge.specifications).options(
                    joinedload(ChargeSpecification.allegation_subject).options(
                        joinedload(AllegationSubject.allegation),
                        joinedload(AllegationSubject.finding),
                    ),
                    selectinload(ChargeSpecification.proofs).joinedload(
                        SpecificationExhibit.exhibit
                    ),
                ),
            )
        )
        .all()
    )


def charge_of(number: str, n: int, charge: int) -> Charge | None:
    """A charge within its action; None where hidden or missing."""
    action = action_by_number(number, n)
    rows = charges_of(action) if action is not None else ()
    return next((row for row in rows if row.n == charge), None)


def specification_of(
    number: str, n: int, charge: int, specification: int
) -> ChargeSpecification | None:
    """A specification within its charge; None where hidden or missing."""
    found = charge_of(number, n, charge)
    rows = found.specifications if found is not None else ()
    return next((row for row in rows if row.n == specification), None)


def chargeable(action: DisciplinaryAction) -> list[AllegationSubject]:
    """The findings against the action's employee from which a charge may be drawn."""
    found = unit_of_work.session().scalars(
        select(AllegationSubject)
        .outerjoin(FindingCode, FindingCode.code == AllegationSubject.finding_code)
        .where(
            AllegationSubject.party_id == action.party_id,
            FindingCode.is_substantiating | AllegationSubject.finding_code.is_(None),
        )
        .order_by(AllegationSubject.allegation_id, AllegationSubject.m)
        .options(
            joinedload(AllegationSubject.allegation).joinedload(Allegation.category),
            joinedload(AllegationSubject.finding),
        )
    )
    return list(found)
