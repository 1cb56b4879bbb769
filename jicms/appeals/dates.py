"""Hearings, and one's own dates by order, in the calendar and its file."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from jicms.access.actor import Actor
from jicms.appeals.models import Appeal
from jicms.appeals.models_hearing import AppealDate, AppealHearing, DateState, HearingState
from jicms.cases import queries_calendar as calendar
from jicms.cases.models import Case
from jicms.cases.queries_calendar import Entry
from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.web.forms import typed_time

_PAGE = "discipline"


def _mine(actor: Actor) -> Any:
    return or_(
        DisciplinaryAction.specialist_id == actor.user_id, Appeal.counsel_id == actor.user_id
    )


def _of(actor: Actor, model: Any, *columns: Any, only_mine: bool, restricted: bool) -> Any:
    """Rows of a filing's records with the case's number and whether they are the actor's own."""
    found = (
        select(model.id, *columns, Case.number, _mine(actor).label("mine"))
        .join(Appeal, Appeal.id == model.appeal_id)
        .join(DisciplinaryAction, DisciplinaryAction.id == model.action_id)
        .join(Case, Case.id == model.case_id)
        .limit(calendar.MOST + 1)
    )
    if only_mine:
        found = found.where(_mine(actor))
    return found if restricted else found.where(Case.restricted.is_(False))


def hearings(
    actor: Actor, first: date, last: date, only_mine: bool, restricted: bool
) -> Sequence[Entry]:
    """The hearings ahead from `first` to `last`."""
    zone = ZoneInfo(actor.zone)
    begin, end = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    wanted = (
        _of(
            actor,
            AppealHearing,
            AppealHearing.starts_at,
            only_mine=only_mine,
            restricted=restricted,
        )
        .where(
            AppealHearing.state == HearingState.SCHEDULED,
            AppealHearing.starts_at >= begin,
            AppealHearing.starts_at < end,
        )
        .order_by(AppealHearing.starts_at, AppealHearing.id)
    )
    found = []
    for row in unit_of_work.session().execute(wanted):
        at = row.starts_at.astimezone(zone)
        said = f"Hearing in an appeal, {typed_time(at.time())}"
        who = (row.number, bool(row.mine), "Hearing", _PAGE)
        found.append(Entry(at.date(), "appeal_hearing", row.id, said, *who))
    return found


def own_dates(
    actor: Actor, first: date, last: date, only_mine: bool, restricted: bool
) -> Sequence[Entry]:
    """One's own dates by order: everybody's stand there as clocks already."""
    if not only_mine:
        return []
    wanted = (
        _of(
            actor,
            AppealDate,
            AppealDate.kind,
            AppealDate.what,
            AppealDate.due_on,
            only_mine=True,
            restricted=restricted,
        )
        .where(AppealDate.state == DateState.STANDS, AppealDate.due_on.between(first, last))
        .order_by(AppealDate.due_on, AppealDate.id)
    )
    return [
        Entry(
            *(row.due_on, "appeal_date", row.id, row.what or row.kind.label, row.number),
            *(True, "Date by order", _PAGE),
        )
        for row in unit_of_work.session().execute(wanted)
    ]


def register() -> None:
    """Add both to the calendar."""
    for source in (hearings, own_dates):
        if source not in calendar.sources:
            calendar.sources.append(source)
