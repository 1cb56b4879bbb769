"""What came of compelled statements, and who came to know them."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases.handling import COMPELLED
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.evidence import chains, exposure, marks, queries, service
from jicms.evidence.forms import DerivedForm
from jicms.evidence.service.derived import name_of
from jicms.evidence.views import bp
from jicms.web.messages import saved


def load_compelled(number: str, **which: int) -> Any:
    """The record that an address names, where it is compelled."""
    ((kind, n),) = which.items()
    found = LOADERS[kind](number, n)
    return found if found is not None and found.handling & COMPELLED else None


LOADERS: dict[str, Callable[[str, int], Any]] = {
    "statement": queries.statement_of,
    "item": queries.item_of,
    "document": queries.document_of,
}


@bp.get("/help/handling-marks")
@permit(Action.CASE_LIST, viewed=Event.LIST_VIEWED)
def handling_marks() -> ResponseReturnValue:
    """What each handling mark does."""
    return render_template("evidence/marks.html", effects=marks.effects())


@bp.get("/cases/<number>/evidence/derived")
@permit(Action.STATEMENT_EDIT, load=case_by_number, viewed=Event.RECORD_VIEWED)
def derived(case: Case) -> ResponseReturnValue:
    """What came of what, as far as the viewer may read both."""
    records = [*chains.records_of(case), *chains.elsewhere_of(case)]
    return render_template(
        "evidence/derived.html",
        case=case,
        chains=chains.chains_of(case, records),
        compelled=chains.compelled_of(records),
    )


@bp.route("/cases/<number>/evidence/derived/new", methods=["GET", "POST"])
@permit(Action.STATEMENT_EDIT, load=case_by_number)
def mark_derived(case: Case) -> ResponseReturnValue:
    """Mark something as derived from a compelled record."""
    form = DerivedForm()
    form.offer(chains.records_of(case), chains.elsewhere_of(case), request.args.get("of", ""))
    if form.ready():
        with form.refusals():
            service.mark_derived(
                form.rows[form.row.data],
                actor=current_actor(),
                source=form.sources[form.source.data],
                reason=form.reason.data,
            )
            saved("it is compelled from now on")
            return redirect(url_for("evidence.derived", number=case.number))
    return form.page("evidence/derived_form.html", case=case)


@bp.get("/cases/<number>/evidence/statements/<int:statement>/exposure")
@bp.get("/cases/<number>/evidence/items/<int:item>/exposure")
@bp.get("/cases/<number>/documents/<int:document>/exposure")
@permit(Action.EXPOSURE_VIEW, load=load_compelled, viewed=Event.EXPOSURE_VIEWED)
def exposed(row: Any) -> ResponseReturnValue:
    """Everybody who came to know a compelled record, or what came of it."""
    case = row.case
    records = [*chains.records_of(case), *chains.elsewhere_of(case)]
    known = {name_of(shown.row): shown for shown in records}
    return render_template(
        "evidence/exposure.html",
        case=case,
        row=row,
        about=known[name_of(row)],
        exposures=exposure.shown_in(case, exposure.exposures_of(row), known),
        known=known,
    )
