"""Whether an agreement holds an action: then it rests."""

from collections.abc import Sequence

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_agreements import Agreement, AgreementStatus
from jicms.discipline.service.whole import whole


def agreements_of(action: DisciplinaryAction) -> Sequence[Agreement]:
    """The agreements of an action, whoever asks."""
    found = select(Agreement).where(Agreement.action_id == action.id).order_by(Agreement.n)
    return unit_of_work.session().scalars(whole(found)).all()


def holding(action: DisciplinaryAction) -> Agreement | None:
    """The agreement that holds the action now, whoever asks."""
    in_effect = (row for row in agreements_of(action) if row.status is AgreementStatus.IN_EFFECT)
    return next((row for row in in_effect if row.kind.holds), None)


def refuse_held(action: DisciplinaryAction, _actor: Actor) -> str | None:
    """Guard of the steps of an action: while an agreement holds it, it rests."""
    found = holding(action)
    return None if found is None else f"The {found.kind.label.lower()} holds this action."
