"""Leave pending action: what runs, with its workdays; begin, extend, end."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.discipline import leave as counting
from jicms.discipline import ledger, queries
from jicms.discipline import queries_leave as reads
from jicms.discipline.forms import leave as forms
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_leave import LeavePeriod
from jicms.discipline.queries_package import inner_action
from jicms.discipline.service import leave as service
from jicms.discipline.views import bp
from jicms.discipline.workflow import ENDED
from jicms.web.liststate import ListState, Sort
from jicms.web.messages import saved
from jicms.web.paging import Key, keyset

AT = "/cases/<number>/actions/<int:n>/leave"


def _to(action: DisciplinaryAction, said: str) -> ResponseReturnValue:
    saved(said)
    return redirect(url_for("discipline.leave", number=action.case.number, n=action.n))


@bp.get("/discipline/leave")
@permit(Action.DISCIPLINE_QUEUE, viewed=Event.LIST_VIEWED)
def on_leave() -> ResponseReturnValue:
    """Employees on leave pending action, whose authority ends first at the top."""
    keys = [Key(LeavePeriod.until_on), Key(LeavePeriod.id)]
    state = ListState(request.args, sorts=[Sort("until", "Authority ends", keys)])
    page = keyset(reads.listed(), state)
    note(list="leave", count=len(page.items))
    return render_template(
        "discipline/on_leave.html",
        state=state,
        page=page,
        lines=reads.lines_of(page.items),
        kinds=forms.KINDS,
    )


@bp.get(AT)
@permit(Action.DISCIPLINE_VIEW, load=inner_action, viewed=Event.RECORD_VIEWED)
def leave(action: DisciplinaryAction) -> ResponseReturnValue:
    """The employee's leave: periods, workdays by year, clocks, and what may be done."""
    found = [pair for pair in queries.clocks_of(action) if pair[0].rule_code in counting.CLOCKS]
    return render_template(
        "discipline/leave.html",
        action=action,
        case=action.case,
        picture=reads.picture_of(action),
        cards=[card for card in ledger.cards(found) if card.falls],
        kinds=forms.KINDS,
        grounds=forms.GROUNDS,
        ends=forms.ENDS,
        has_ended=action.status in ENDED,
    )


@bp.route(f"{AT}/new", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=inner_action)
def begin_leave(action: DisciplinaryAction) -> ResponseReturnValue:
    """The options first, then the leave."""
    form = forms.LeaveForm(data={"version": action.version})
    form.offer(action)
    if form.ready() and (tour := form.tour()) is not None:
        form.refuse_if_stale(action)
        with form.refusals():
            service.begin_leave(action, actor=current_actor(), tour=tour, **form.said())
            return _to(action, "the leave")
    return form.page("discipline/leave_new.html", action=action, case=action.case)


@bp.route(f"{AT}/<int:leave_n>/extension", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_APPROVE, load=reads.extendable)
def extend_leave(period: LeavePeriod) -> ResponseReturnValue:
    """More workdays of investigative leave."""
    form = forms.ExtendForm(data={"version": period.version})
    form.offer(period)
    if form.ready():
        form.refuse_if_stale(period)
        with form.refusals():
            service.extend_leave(period, actor=current_actor(), **form.said())
            return _to(period.action, "the extension")
    picture = reads.picture_of(period.action)
    return form.page(
        "discipline/leave_extend.html", period=period, action=period.action, picture=picture
    )


@bp.route(f"{AT}/<int:leave_n>/end", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=reads.running)
def end_leave(period: LeavePeriod) -> ResponseReturnValue:
    """The leave ended."""
    form = forms.EndLeaveForm(data={"version": period.version})
    form.offer(period)
    if form.ready():
        form.refuse_if_stale(period)
        with form.refusals():
            service.end_leave(period, actor=current_actor(), **form.said())
            return _to(period.action, "the end of the leave")
    return form.page("discipline/leave_end.html", period=period, action=period.action)
