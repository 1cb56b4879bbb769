"""The clocks of a case with their arithmetic, and the calculator of dates."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases import calculator, queries
from jicms.cases.ledger import law_of, rows_of
from jicms.cases.models import Case
from jicms.cases.views import bp
from jicms.deadlines.service import days_of
from jicms.web.dates import offered_zones, viewer_today


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
        }
        for clock, rule in queries.clocks_with_rules(case)
    ]
    return render_template("cases/clocks.html", case=case, cards=cards)
