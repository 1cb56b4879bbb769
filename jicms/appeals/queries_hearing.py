"""Reads of what a judge orders and hears. Scoped by the listener."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from jicms.appeals.models import Appeal
from jicms.appeals.models_hearing import (
    AppealDate,
    AppealDateChange,
    AppealHearing,
    AppealStay,
    AppealStayEvent,
    AppealWitness,
)
from jicms.appeals.queries import appeal_of
from jicms.core import unit_of_work

_LOADS: dict[Any, tuple[Any, ...]] = {
    AppealDate: (selectinload(AppealDate.changes).joinedload(AppealDateChange.user),),
    AppealStay: (selectinload(AppealStay.events).joinedload(AppealStayEvent.user),),
}


def rows_of(appeal: Appeal, model: Any) -> Sequence[Any]:
    """The records of a kind that a filing has, in their order."""
    found = select(model).where(model.appeal_id == appeal.id).order_by(model.n)
    return unit_of_work.session().scalars(found.options(*_LOADS.get(model, ()))).all()


def _one(model: Any, number: str, n: int, appeal: int, key: int) -> Any | None:
    """A record within its filing, with the filing as its page shows it."""
    found = appeal_of(number, n, appeal)
    if found is None:
        return None
    return unit_of_work.session().scalar(
        select(model)
        .where(model.appeal_id == found.id, model.n == key)
        .options(joinedload(model.appeal), *_LOADS.get(model, ()))
    )


def date_of(number: str, n: int, appeal: int, appeal_date: int) -> AppealDate | None:
    """An ordered date within its filing."""
    return _one(AppealDate, number, n, appeal, appeal_date)


def hearing_of(number: str, n: int, appeal: int, appeal_hearing: int) -> AppealHearing | None:
    """A hearing within its filing."""
    return _one(AppealHearing, number, n, appeal, appeal_hearing)


def witness_of(number: str, n: int, appeal: int, appeal_witness: int) -> AppealWitness | None:
    """A witness within its filing."""
    return _one(AppealWitness, number, n, appeal, appeal_witness)


def stay_of(number: str, n: int, appeal: int, appeal_stay: int) -> AppealStay | None:
    """A stay within its filing."""
    return _one(AppealStay, number, n, appeal, appeal_stay)
