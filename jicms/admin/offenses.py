"""The table of offenses and penalties: its rows, their successors, their ends."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.admin import service_offenses
from jicms.admin.blueprint import bp
from jicms.admin.forms import RetireForm
from jicms.admin.forms_offenses import NewOffenseForm, OffenseForm, begun
from jicms.admin.service import retire_code
from jicms.admin.service_offenses import TIMES, WORDS
from jicms.audit.events import Event
from jicms.auth.models import Agency
from jicms.core import clock, unit_of_work
from jicms.discipline.models import spelled
from jicms.discipline.service.penalties import LADDER, is_nothing
from jicms.discipline.service.ranges import parse
from jicms.refdata.models import ActionType
from jicms.refdata.models_offenses import OffensePenalty
from jicms.web.messages import saved


def offense_of(code: str) -> OffensePenalty | None:
    """A row of the table."""
    return unit_of_work.session().get(OffensePenalty, code)


@bp.get("/offenses")
@permit(Action.ADMIN_VIEW, viewed=Event.ADMIN_VIEWED)
def offenses() -> ResponseReturnValue:
    """The table of each agency, rows that have ended too."""
    session = unit_of_work.session()
    order = (OffensePenalty.agency_code, OffensePenalty.sort_order, OffensePenalty.code)
    rows = list(session.scalars(select(OffensePenalty).order_by(*order)))
    kinds = {row.code: row for row in session.scalars(select(ActionType))}

    def penalty(text: str) -> str:
        code, days = parse(text)
        return spelled(kinds[code], days) if code in kinds else text

    return render_template(
        "admin/offenses.html", rows=rows, times=TIMES, words=WORDS, penalty=penalty
    )


def _form(base: type[OffenseForm], row: OffensePenalty | None = None) -> Any:
    session = unit_of_work.session()
    today = clock.today(current_actor().zone)
    form = base(data={"sort_order": 500, **begun(row), "valid_from": today})
    kinds = session.scalars(
        select(ActionType).where(ActionType.offered(today)).order_by(ActionType.sort_order)
    )
    form.offer(
        session.scalars(select(Agency).where(~Agency.is_legacy).order_by(Agency.code)),
        [
            (kind.code, kind.label)
            for kind in kinds
            if kind.is_outcome and kind.penalty_group in LADDER and not is_nothing(kind)
        ],
    )
    return form


@bp.route("/offenses/new", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT)
def add_offense() -> ResponseReturnValue:
    """Add a row to an agency's table."""
    form = _form(NewOffenseForm)
    if form.ready():
        with form.refusals():
            made = service_offenses.add_offense(actor=current_actor(), **form.said())
            saved(f"{made.code} is in the table")
            return redirect(url_for("admin.offenses") + f"#{made.code}")
    return form.page("admin/offense.html", row=None, times=TIMES, words=WORDS)


@bp.route("/offenses/<code>/revise", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT, load=offense_of)
def revise_offense(row: OffensePenalty) -> ResponseReturnValue:
    """Write the row that takes the place of this one, for later proposals."""
    form = _form(OffenseForm, row)
    if form.ready():
        with form.refusals():
            made = service_offenses.revise_offense(row, actor=current_actor(), **form.said())
            saved(f"{made.code} takes the place of {row.code}")
            return redirect(url_for("admin.offenses") + f"#{made.code}")
    return form.page("admin/offense.html", row=row, times=TIMES, words=WORDS)


@bp.route("/offenses/<code>/end", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT, load=offense_of)
def end_offense(row: OffensePenalty) -> ResponseReturnValue:
    """Take a row out of the table; proposals that used it keep it."""
    form = RetireForm()
    if request.method == "GET":
        form.last_day.data = clock.today(current_actor().zone)
    if form.ready():
        with form.refusals():
            retire_code(row, actor=current_actor(), **form.values())
            saved(f"{row.code} ends")
            return redirect(url_for("admin.offenses"))
    return form.page(
        "admin/retire.html",
        name=row.code,
        back=url_for("admin.offenses"),
        listed="Offenses and penalties",
        section="admin.offenses",
    )
