"""The clocks of a case with their arithmetic, and the calculator of dates."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases import calculator, queries
from jicms.cases.ledger import law_of, rows_of
from jicms.cases.models import Case
from jicms.cases.queries import ClockOfCase
from jicms.cases.service.clocks import may_stop, pause_clock, resume_clock
from jicms.cases.views import bp
from jicms.core import clock as system_clock
from jicms.deadlines.models import PauseReason
from jicms.deadlines.service import days_of
from jicms.web.dates import offered_zones, viewer_today
from jicms.web.forms import BaseForm, Code, UsDate
from jicms.web.messages import saved


@bp.get("/deadlines")
@permit(Action.DEADLINE_COMPUTE)
def deadlines() -> ResponseReturnValue:
    """What any rule gives for any dates, with the arithmetic. Stores nothing."""
    return render_template(
        "cases/calculator.html", found=calculator.calculate(request.args), zones=offered_zones()
    )


@bp.get("/cases/<number>/clocks")
@permit(Action.CASE_VIEW, load=queries.case_by_number, viewed=Event.RECORD_VIEWED)
def clocks(case: Case) -> ResponseReturnValue:
    """Every clock of the viewer's side, open ones first, each with how its date came about."""
    today = viewer_today()
    cards = [
        {
            "clock": clock,
            "rows": rows_of(clock),
            "law": law_of(rule),
            "days": days_of(clock, today),
            "may_stop": may_stop(clock)
            and policy.allows(
                current_actor(), Action.CLOCK_PAUSE, queries.ClockOfCase(case, clock)
            ),
        }
        for clock, rule in queries.clocks_with_rules(case)
    ]
    return render_template("cases/clocks.html", case=case, cards=cards)


class PauseForm(BaseForm):
    """Why a clock stops, and the last day that counts."""

    reason = Code("Reason", display="radios")
    on = UsDate("Last day that counts")


class ResumeForm(BaseForm):
    """The last day that does not count."""

    on = UsDate("Last day of the pause")


@bp.route("/cases/<number>/clocks/<int:clock_id>/pause", methods=["GET", "POST"])
@permit(Action.CLOCK_PAUSE, load=queries.clock_of)
def pause(found: ClockOfCase) -> ResponseReturnValue:
    """Stop a clock of the office's own."""
    form = PauseForm()
    form.reason.offer([(reason, _words(reason)) for reason in PauseReason])
    if request.method == "GET":
        form.on.data = system_clock.today(found.clock.zone)
    if form.ready():
        with form.refusals():
            pause_clock(found, actor=current_actor(), **form.values())
            saved(f"{found.clock.label} is paused")
            return redirect(url_for("cases.clocks", number=found.case.number))
    return form.page("cases/pause_form.html", case=found.case, clock=found.clock)


@bp.route("/cases/<number>/clocks/<int:clock_id>/resume", methods=["GET", "POST"])
@permit(Action.CLOCK_PAUSE, load=queries.clock_of)
def resume(found: ClockOfCase) -> ResponseReturnValue:
    """Let a paused clock run on."""
    form = ResumeForm()
    if request.method == "GET":
        form.on.data = system_clock.today(found.clock.zone)
    if form.ready():
        with form.refusals():
            resume_clock(found, actor=current_actor(), **form.values())
            saved(f"{found.clock.label} runs on")
            return redirect(url_for("cases.clocks", number=found.case.number))
    return form.page("cases/pause_form.html", case=found.case, clock=found.clock)


def _words(reason: PauseReason) -> str:
    return reason.label[:1].upper() + reason.label[1:]
