"""The calendar: a month of dates, and the same as a file for another calendar."""

from calendar import Calendar, monthrange
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases import ics
from jicms.cases import queries_calendar as queries
from jicms.cases.views import bp
from jicms.core import clock
from jicms.web.dates import viewer_today
from jicms.web.exports import recorded

#: Months of the file, from the first of this one.
AHEAD = 12
_SUNDAY = 6


def _month(text: str | None) -> date:
    """The first day of the month `2026-11`; of this month where that is none."""
    today = viewer_today()
    year, _, month = (text or "").partition("-")
    if year.isdecimal() and month.isdecimal() and len(year) == 4 and len(month) <= 2:
        try:
            wanted = date(int(year), int(month), 1)
        except ValueError:
            return today.replace(day=1)
        if 1990 <= wanted.year <= 2100:
            return wanted
    return today.replace(day=1)


def _moved(first: date, months: int) -> date:
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


@bp.get("/calendar")
@permit(Action.CASE_LIST, viewed=Event.LIST_VIEWED)
def calendar() -> ResponseReturnValue:
    """A month as a table, and the same dates as a list."""
    first = _month(request.args.get("month"))
    last = first.replace(day=monthrange(first.year, first.month)[1])
    only_mine = request.args.get("who") != "all"
    entries, more = queries.entries(current_actor(), first, last, only_mine=only_mine)
    by_day: dict[date, list[Any]] = {}
    for entry in entries:
        by_day.setdefault(entry.on, []).append(entry)
    return render_template(
        "cases/calendar.html",
        first=first,
        weeks=Calendar(_SUNDAY).monthdatescalendar(first.year, first.month),
        by_day=by_day,
        more=more,
        only_mine=only_mine,
        today=viewer_today(),
        before=f"{_moved(first, -1):%Y-%m}",
        after=f"{_moved(first, 1):%Y-%m}",
    )


@bp.get("/calendar.ics")
@permit(Action.CASE_EXPORT, viewed=Event.EXPORT_STARTED)
def calendar_file() -> ResponseReturnValue:
    """One's own dates of the year ahead, without those of restricted cases."""
    first = viewer_today().replace(day=1)
    entries, _more = queries.entries(
        current_actor(), first, _moved(first, AHEAD), only_mine=True, restricted=False
    )
    text = ics.calendar(entries, base_url=request.url_root, now=clock.now())
    done = recorded(list="calendar", format="ics")

    def stream() -> Iterator[bytes]:
        yield text.encode()
        done(len(entries))

    answer = Response(stream_with_context(stream()), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="jicms.ics"'
    return answer
