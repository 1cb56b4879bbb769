"""The copy of an approved report that is handed out."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.core import clock, unit_of_work
from jicms.core.errors import Missing
from jicms.documents import pdf_answer
from jicms.evidence import copies
from jicms.evidence.forms import CopyForm
from jicms.evidence.views import bp
from jicms.investigations.models import Report, ReportStatus
from jicms.investigations.queries import report_of
from jicms.web.dates import moment


def load_approved(number: str, report: int) -> Report | None:
    """The report that an address names, once it is approved."""
    found = report_of(number, report)
    return found if found is not None and found.status is ReportStatus.APPROVED else None


@bp.route("/cases/<number>/reports/<int:report>/copy", methods=["GET", "POST"])
@permit(Action.REPORT_READ, load=load_approved, streams=True)
def copy_report(report: Report) -> ResponseReturnValue:
    """Make a copy with its exhibits, locked by the password that was typed.

    Nobody waits for it: it is bound outside any transaction, and on the trail before it goes out.
    """
    form, number, n = CopyForm(), report.case.number, report.n
    if request.method != "POST":
        return form.page("evidence/copy.html", case=report.case, report=report)
    actor = current_actor()
    with unit_of_work.read(actor):
        found = load_approved(number, n)
        if found is None:
            raise Missing
        if not form.ready():
            return form.page("evidence/copy.html", case=found.case, report=found)
        draft = copies.gather(found)
    made = copies.make(draft, by=actor.name, at=moment(clock.now()), password=form.password.data)
    with unit_of_work.write(actor):
        found = load_approved(number, n)
        if found is None:
            raise Missing
        copies.record(found, draft, made, actor=actor)
    answer: Response = pdf_answer(made.content, name=f"{draft.number}-copy.pdf")
    return answer
