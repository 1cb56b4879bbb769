"""The log of activities: read, added to, corrected, exported."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.fieldwork import queries, service
from jicms.fieldwork.forms import ActivityForm
from jicms.fieldwork.models import Activity
from jicms.fieldwork.views import bp
from jicms.fieldwork.views.plans import AT, form_page, here, load
from jicms.investigations.models import Investigation
from jicms.web.exports import Column, export, recorded
from jicms.web.messages import saved

COLUMNS = (
    Column("Entry", "n"),
    Column("Date", "on"),
    Column("Who", "user.name"),
    Column("Kind", "kind.label"),
    Column("Hours", "hours"),
    Column("What was done", "what"),
    Column("Corrects", lambda row: row.corrects.n if row.corrects else ""),
    Column("Corrected by", lambda row: row.corrected_by.n if row.corrected_by else ""),
    Column("Written by", lambda row: row.recorded_by.name if row.recorded_by else ""),
    Column("Written at", "created_at"),
)


def page_of(investigation: Investigation) -> str:
    """The address of its log."""
    return url_for("fieldwork.activities", **here(investigation))


@bp.get(f"{AT}/activities")
@permit(Action.FIELDWORK_VIEW, load=load, viewed=Event.RECORD_VIEWED)
def activities(investigation: Investigation) -> ResponseReturnValue:
    """The log, with hours by person and kind."""
    return render_template(
        "fieldwork/activities.html",
        case=investigation.case,
        investigation=investigation,
        activities=queries.activities_of(investigation),
        totals=_totals(investigation),
        most=queries.MOST,
    )


@bp.get(f"{AT}/activities.csv")
@permit(Action.FIELDWORK_VIEW, load=load, viewed=Event.EXPORT_STARTED)
def export_activities(investigation: Investigation) -> ResponseReturnValue:
    """The whole log as CSV, corrected entries included."""
    case, rows = investigation.case, queries.activity_rows(investigation)
    return export(
        f"{case.number}-activities-{investigation.n}",
        "csv",
        columns=COLUMNS,
        rows=lambda: unit_of_work.session().scalars(rows).unique(),
        done=recorded(list="activities", case=case.id, investigation=investigation.n),
    )


@bp.route(f"{AT}/activities/new", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=load)
def add_activity(investigation: Investigation) -> ResponseReturnValue:
    """Write down what was done."""
    return _log(investigation, None)


@bp.route(f"{AT}/activities/<int:activity>/correct", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=queries.activity_of)
def correct_activity(activity: Activity) -> ResponseReturnValue:
    """Write an entry in the place of another."""
    return _log(activity.investigation, activity)


def _log(investigation: Investigation, corrects: Activity | None) -> ResponseReturnValue:
    form, actor = ActivityForm(), current_actor()
    form.offer(investigation, actor.user_id, corrects)
    if form.ready():
        with form.refusals():
            made = service.log_activity(
                investigation,
                actor=actor,
                on=form.on.data,
                user_id=form.user_id.data,
                kind_code=form.kind_code.data,
                quarters=form.hours.data,
                what=form.what.data,
                corrects=corrects,
            )
            saved(f"entry {made.n} of the log")
            return redirect(page_of(investigation))
    return form_page("activity_form", form, investigation, corrects=corrects)


def _totals(investigation: Investigation) -> dict[str, Any]:
    """Hours by person and kind: rows in the order of names, columns in the order of codes."""
    found = queries.quarters_of(investigation)
    names = {
        row.user_id: row.user.name for row in investigation.assignments if row.user is not None
    }
    people = sorted({user for user, _kind, _n in found}, key=lambda user: names.get(user, ""))
    kinds = sorted({kind for _user, kind, _n in found})
    hours = {(user, kind): quarters / 4 for user, kind, quarters in found}
    return {
        "kinds": kinds,
        "rows": [
            (names.get(user, "Somebody"), [hours.get((user, kind), 0) for kind in kinds])
            for user in people
        ],
        "sums": [sum(hours.get((user, kind), 0) for user in people) for kind in kinds],
    }
