"""When custody needs somebody: not answered, overdue, missing, or not what it was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from jicms.cases.models import Case
from jicms.core import clock
from jicms.custody.kinds import CustodyKind, StepState
from jicms.custody.models import CustodyState, CustodyStep
from jicms.custody.scope import waits
from jicms.custody.service.events import replaced
from jicms.evidence.models import EvidenceItem

#: Days after which a step that nobody answered is an alert.
ANSWER_DAYS = 3


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that is wrong with an item's custody, and since when."""

    key: str
    text: str
    since: date | datetime


def unanswered(now: datetime) -> ColumnElement[bool]:
    """Criterion on `CustodyStep`: it has waited too long."""
    return and_(
        CustodyStep.state == StepState.PENDING,
        CustodyStep.begun_at < now - timedelta(days=ANSWER_DAYS),
    )


def overdue(today: date) -> ColumnElement[bool]:
    """Criterion on `CustodyState`: it should be back."""
    return and_(CustodyState.due_on < today, CustodyState.disposed.is_(False))


def alarmed(today: date, now: datetime) -> ColumnElement[bool]:
    """Criterion on `CustodyState` and, joined to it, its pending `CustodyStep`: any alert."""
    return or_(
        CustodyState.missing_at.is_not(None),
        CustodyState.differs_at.is_not(None),
        overdue(today),
        unanswered(now),
    )


def with_step() -> ColumnElement[bool]:
    """How the step that waits joins its item's state."""
    return and_(CustodyStep.item_id == CustodyState.item_id, CustodyStep.state == StepState.PENDING)


def alerts_of(*, state: Any, begun_at: datetime | None, today: date, now: datetime) -> list[Alert]:
    """The alerts of an item: `state` has the columns of `CustodyState`, or is None."""
    found = []
    if state is not None and state.missing_at is not None:
        found.append(Alert("missing", "Not found at the last inventory", state.missing_at))
    if state is not None and state.differs_at is not None:
        found.append(Alert("differs", "A hash is not what it was", state.differs_at))
    if state is not None and state.due_on and state.due_on < today and not state.disposed:
        found.append(Alert("overdue", "Not back", state.due_on))
    if begun_at is not None and begun_at < now - timedelta(days=ANSWER_DAYS):
        found.append(Alert("unanswered", "A hand-over is not confirmed", begun_at))
    return found


def of_office(office_id: int | None, today: date) -> Select[Any]:
    """The items of an office with an alert, for counting."""
    return (
        select(EvidenceItem.id)
        .join(Case, Case.id == EvidenceItem.case_id)
        .join(CustodyState, CustodyState.item_id == EvidenceItem.id)
        .outerjoin(CustodyStep, with_step())
        .where(
            Case.lead_office_id == office_id,
            EvidenceItem.id.not_in(replaced()),
            alarmed(today, clock.now()),
        )
    )


def unsettled(case: Case) -> Select[Any]:
    """What the Custody tab counts: items that are out, waited for, missing or not what they were.

    It knows no date, because its statement is built once for all cases: the page tells which of
    them are late.
    """
    return select(CustodyState.item_id).where(
        CustodyState.case_id == case.id,
        or_(
            CustodyState.due_on.is_not(None),
            CustodyState.missing_at.is_not(None),
            CustodyState.differs_at.is_not(None),
            waits(CustodyState),
        ),
    )


Status = Callable[[date, datetime], ColumnElement[bool]]
#: What a list can be narrowed to: its name, and the criterion.
STATUSES: dict[str, tuple[str, Status]] = {
    "alert": ("Any alert", alarmed),
    "waiting": ("Waits to be confirmed", lambda _day, _now: CustodyStep.id.is_not(None)),
    "out": (
        "Out",
        lambda _day, _now: and_(
            CustodyState.disposed.is_(False),
            or_(
                CustodyState.hand.startswith("out:", autoescape=True),
                CustodyState.last_kind == CustodyKind.CHECKED_OUT,
            ),
        ),
    ),
    "overdue": ("Overdue", lambda day, _now: overdue(day)),
    "missing": ("Missing", lambda _day, _now: CustodyState.missing_at.is_not(None)),
    "differs": ("Hash differs", lambda _day, _now: CustodyState.differs_at.is_not(None)),
    "disposed": ("Disposed of", lambda _day, _now: CustodyState.disposed.is_(True)),
}
