"""What waits for a second person: confirming, declining, withdrawing; and receipts."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.core.errors import RuleBroken
from jicms.custody import listing, queries, service
from jicms.custody.forms import AnswerForm, WithdrawForm
from jicms.custody.models import CustodyEvent, CustodyStep
from jicms.custody.views import bp
from jicms.custody.views.items import AT, page_of
from jicms.files.naming import offered_name
from jicms.files.responses import send
from jicms.web.dates import viewer_today
from jicms.web.messages import saved


def load_receipt(number: str, item: int, event: int) -> CustodyEvent | None:
    """The event that an address names, where a receipt is bound to it."""
    found = queries.event_of(number, item, event)
    return found if found is not None and found.receipt is not None else None


def load_step_receipt(number: str, item: int, step: int) -> CustodyStep | None:
    """The step that an address names, where somebody signed a receipt."""
    found = queries.step_of(number, item, step)
    return found if found is not None and found.receipt is not None else None


@bp.get("/cases/<number>/custody")
@permit(Action.EVIDENCE_VIEW, load=case_by_number, viewed=Event.RECORD_VIEWED)
def of_case(case: Case) -> ResponseReturnValue:
    """Where the items of a case are, and what needs somebody."""
    today = viewer_today()
    rows = [(row, listing.alerts(row, today)) for row in listing.of_case(case)]
    return render_template("custody/case.html", case=case, rows=rows, status=listing.status)


@bp.route(f"{AT}/steps/<int:step>", methods=["GET", "POST"])
@permit(Action.CUSTODY_ANSWER, load=queries.step_of)
def answer(step: CustodyStep) -> ResponseReturnValue:
    """Confirm that one has an item, or saw it change hands; or say why not."""
    form, actor = AnswerForm(), current_actor()
    if form.ready():
        with form.refusals():
            if form.pressed("confirm"):
                made = service.confirm(step, actor=actor)
                saved(f"{step.item.key}, {made.kind.label.lower()}, is confirmed")
            elif form.pressed("decline"):
                service.decline(step, actor=actor, reason=form.reason.data or "")
                saved(f"{step.item.key} stays with {step.from_name}")
            else:
                raise RuleBroken("Confirm or decline.")
            return redirect(page_of(step.item))
    return form.page("custody/answer.html", step=step, case=step.case, item=step.item)


@bp.route(f"{AT}/steps/<int:step>/withdraw", methods=["GET", "POST"])
@permit(Action.CUSTODY_WITHDRAW, load=queries.step_of)
def withdraw(step: CustodyStep) -> ResponseReturnValue:
    """Take back a step that nobody answered."""
    form = WithdrawForm()
    if form.ready():
        with form.refusals():
            service.withdraw(step, actor=current_actor(), reason=form.reason.data)
            saved(f"{step.item.key} stays with {step.from_name}")
            return redirect(page_of(step.item))
    return form.page("custody/withdraw.html", step=step, case=step.case, item=step.item)


@bp.get(f"{AT}/events/<int:event>/receipt")
@permit(Action.EVIDENCE_VIEW, load=load_receipt, viewed=Event.FILE_DOWNLOADED)
def receipt(event: CustodyEvent) -> ResponseReturnValue:
    """The signed receipt that is bound to an event."""
    assert event.receipt is not None
    note(sha256=event.receipt.sha256)
    name = offered_name(event.receipt, event.case.number, event.item.key, f"receipt-{event.n}")
    return send(event.receipt, download_name=name)


@bp.get(f"{AT}/steps/<int:step>/receipt")
@permit(Action.CUSTODY_ANSWER, load=load_step_receipt, viewed=Event.FILE_DOWNLOADED)
def step_receipt(step: CustodyStep) -> ResponseReturnValue:
    """The signed receipt, for the witness who is to confirm it."""
    assert step.receipt is not None
    note(sha256=step.receipt.sha256)
    name = offered_name(step.receipt, step.case.number, step.item.key, "receipt")
    return send(step.receipt, download_name=name)
