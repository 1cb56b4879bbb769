"""Exhibits of a report that is still being written."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.evidence import queries, service
from jicms.evidence.forms import ExhibitForm
from jicms.evidence.models import Exhibit
from jicms.evidence.views import bp
from jicms.investigations.models import Report
from jicms.investigations.queries import report_of
from jicms.web.messages import saved


def load_report(number: str, report: int) -> Report | None:
    """The report that an address names."""
    return report_of(number, report)


def load_for_writing(number: str, report: int, exhibit: int) -> Exhibit | None:
    """The exhibit that an address names."""
    return queries.exhibit_of(number, report, exhibit)


@bp.route("/cases/<number>/reports/<int:report>/exhibits/new", methods=["GET", "POST"])
@permit(Action.REPORT_WRITE, load=load_report)
def add_exhibit(report: Report) -> ResponseReturnValue:
    """Add the next exhibit."""
    case, form = report.case, ExhibitForm()
    form.offer(case)
    if form.ready():
        with form.refusals():
            made = service.add_exhibit(
                report,
                actor=current_actor(),
                description=form.description.data,
                pages=form.pages.data or "",
                **source_of(case.number, form.source.data),
            )
            saved(f"exhibit {made.n} of {report.key}")
            return redirect(url_for("investigations.report", number=case.number, report=report.n))
    return form.page("evidence/exhibit_form.html", case=case, report=report)


@bp.post("/cases/<number>/reports/<int:report>/exhibits/<int:exhibit>/remove")
@permit(Action.STATEMENT_EDIT, load=load_for_writing)
def remove_exhibit(exhibit: Exhibit) -> ResponseReturnValue:
    """Take an exhibit out of a draft."""
    number, report, n = exhibit.case.number, exhibit.report, exhibit.n
    service.remove_exhibit(exhibit, actor=current_actor())
    saved(f"exhibit {n} is out of {report.key}")
    return redirect(url_for("investigations.report", number=number, report=report.n))


def source_of(number: str, chosen: str) -> dict[str, Any]:
    """The record that was chosen, as the services take it."""
    kind, _, n = chosen.partition("-")
    read = {
        "item": queries.item_of,
        "statement": queries.statement_of,
        "document": queries.document_of,
    }[kind]
    return {kind: read(number, int(n))}
