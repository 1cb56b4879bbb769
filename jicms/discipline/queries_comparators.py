"""Reads of comparator searches that were kept."""

from collections.abc import Sequence

from sqlalchemy import select

from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_comparators import ComparatorSet


def kept_of(action: DisciplinaryAction) -> Sequence[ComparatorSet]:
    """The searches that were kept, in order, as far as the actor sees them."""
    return (
        unit_of_work.session()
        .scalars(
            select(ComparatorSet)
            .where(ComparatorSet.action_id == action.id)
            .order_by(ComparatorSet.n)
        )
        .all()
    )


def with_notice(action: DisciplinaryAction) -> ComparatorSet | None:
    """The search that goes with the notice: the last one that was kept before it."""
    before = [kept for kept in kept_of(action) if kept.material_id is None]
    return before[-1] if before else None
