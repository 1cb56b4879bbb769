"""What discipline adds to an allegation: its charge, and what came of it."""

from collections.abc import Iterable

from flask import url_for
from sqlalchemy import select

from jicms.allegations.models import AllegationSubject
from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction, Penalty, PenaltyStage
from jicms.discipline.models_charges import Charge, ChargeSpecification
from jicms.discipline.queue import penalty_words

OUTCOMES = {PenaltyStage.FINAL: "Final outcome", PenaltyStage.DECIDED: "Decided"}


def of_allegation(link: AllegationSubject) -> Iterable[tuple[str, str, str]]:
    """The thread from the finding on: charge, decision, final outcome, as far as visible."""
    number = link.allegation.case.number
    for charge, n in _charges(link):
        how = {None: "", True: ", sustained", False: ", not sustained"}[charge.is_sustained]
        url = url_for("discipline.show", number=number, n=n)
        yield "Charge", f"D{n:02d}, charge {charge.n}: {charge.title}{how}", url
    for stage, code, days, n in _outcomes(link):
        url = url_for("discipline.show", number=number, n=n)
        yield OUTCOMES[stage], f"{penalty_words(code, days)} (D{n:02d})", url


def _charges(link: AllegationSubject) -> Iterable[tuple[Charge, int]]:
    found = unit_of_work.session().execute(
        select(Charge, DisciplinaryAction.n)
        .join(DisciplinaryAction, DisciplinaryAction.id == Charge.action_id)
        .where(
            Charge.id.in_(
                select(ChargeSpecification.charge_id).where(
                    ChargeSpecification.allegation_subject_id == link.id
                )
            )
        )
        .order_by(DisciplinaryAction.n, Charge.n)
    )
    return [(row[0], row[1]) for row in found]


def _outcomes(link: AllegationSubject) -> Iterable[tuple[PenaltyStage, str, int | None, int]]:
    found = unit_of_work.session().execute(
        select(Penalty.stage, Penalty.action_type_code, Penalty.days, DisciplinaryAction.n)
        .join(DisciplinaryAction, DisciplinaryAction.id == Penalty.action_id)
        .where(
            DisciplinaryAction.party_id == link.party_id,
            Penalty.stage.in_(tuple(OUTCOMES)),
            Penalty.stands,
        )
        .order_by(DisciplinaryAction.n, Penalty.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in found]
