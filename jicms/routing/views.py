"""Sending a case to another office and answering that; referrals out and their replies."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.auth.models import Office
from jicms.cases.landing import land
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number, other_offices
from jicms.core import unit_of_work
from jicms.routing import queries, transfers
from jicms.routing import referrals as service
from jicms.routing.contributions import REPLIES
from jicms.routing.forms import AcceptForm, BackForm, ReferralForm, ReplyForm, SendForm
from jicms.routing.models import CaseTransfer, OutsideReferral
from jicms.routing.workflow import OUTSIDE
from jicms.web.messages import saved

bp = Blueprint("routing", __name__, template_folder="templates")


@bp.route("/cases/<number>/transfer", methods=["GET", "POST"])
@permit(Action.CASE_ROUTE, load=case_by_number)
def send(case: Case) -> ResponseReturnValue:
    """Send the case to another office."""
    form = SendForm()
    form.offer(other_offices(case))
    if form.ready():
        with form.refusals():
            office = unit_of_work.session().get_one(Office, int(form.office.data))
            transfers.send(case, actor=current_actor(), office=office, reason=form.reason.data)
            said = f"{case.number} was sent to {office.short_name}"
            return land(case, url_for("cases.show", number=case.number), said)
    return form.page("routing/send.html", case=case)


@bp.route("/cases/<number>/transfer/accept", methods=["GET", "POST"])
@permit(Action.TRANSFER_ANSWER, load=queries.transfer_of)
def accept(transfer: CaseTransfer) -> ResponseReturnValue:
    """Take over a case that another office sent."""
    form, case = AcceptForm(obj=transfer), transfer.case
    if form.ready():
        form.refuse_if_stale(transfer)
        with form.refusals():
            transfers.accept(transfer, actor=current_actor())
            saved(f"{case.number} is accepted")
            return redirect(url_for("cases.show", number=case.number))
    return form.page("routing/accept.html", case=case, transfer=transfer)


@bp.route("/cases/<number>/transfer/return", methods=["GET", "POST"])
@permit(Action.TRANSFER_ANSWER, load=queries.transfer_of)
def give_back(transfer: CaseTransfer) -> ResponseReturnValue:
    """Return it to the office that sent it."""
    form, case = BackForm(obj=transfer), transfer.case
    if form.ready():
        form.refuse_if_stale(transfer)
        with form.refusals():
            transfers.give_back(transfer, actor=current_actor(), reason=form.reason.data)
            said = f"{case.number} was returned to {transfer.from_office.short_name}"
            saved(said)
            return redirect(url_for("home.index"))
    return form.page("routing/return.html", case=case, transfer=transfer)


@bp.route("/cases/<number>/transfer/recall", methods=["GET", "POST"])
@permit(Action.TRANSFER_RECALL, load=queries.transfer_of)
def recall(transfer: CaseTransfer) -> ResponseReturnValue:
    """Call a case back that was sent and not accepted yet."""
    form, case = BackForm(obj=transfer), transfer.case
    if form.ready():
        form.refuse_if_stale(transfer)
        with form.refusals():
            transfers.recall(transfer, actor=current_actor(), reason=form.reason.data)
            said = f"{case.number} is called back"
            return land(case, url_for("cases.show", number=case.number), said)
    return form.page("routing/recall.html", case=case, transfer=transfer)


@bp.get("/cases/<number>/referrals")
@permit(Action.LOG_VIEW, load=case_by_number, viewed=Event.RECORD_VIEWED)
def referrals(case: Case) -> ResponseReturnValue:
    """What was referred out, what came back, what is due."""
    rows, actor = queries.referrals_of(case), current_actor()
    return render_template(
        "routing/referrals.html",
        case=case,
        referrals=rows,
        due=queries.due_of(case),
        labels=REPLIES,
        may_answer={row.id: bool(OUTSIDE.available(row, actor)) for row in rows},
    )


@bp.route("/cases/<number>/referrals/new", methods=["GET", "POST"])
@permit(Action.REFERRAL_OUT, load=case_by_number)
def refer(case: Case) -> ResponseReturnValue:
    """Refer a matter to a body outside; the case goes on here."""
    form = ReferralForm()
    form.offer_to(case)
    if form.ready():
        with form.refusals():
            what = form.sending(needs_reply=not form.for_information.data)
            made = service.refer(case, what, actor=current_actor())
            saved(f"referral {made.n} to {made.to}")
            return redirect(url_for("routing.referrals", number=case.number))
    return form.page("routing/refer.html", case=case)


@bp.route("/cases/<number>/referrals/<int:outside>/reply", methods=["GET", "POST"])
@permit(Action.REFERRAL_OUT, load=queries.referral_of)
def reply(referral: OutsideReferral) -> ResponseReturnValue:
    """Record what came back, or that nothing did."""
    form, case = ReplyForm(obj=referral), referral.case
    form.offer(referral, OUTSIDE.available(referral, current_actor()))
    if form.ready():
        form.refuse_if_stale(referral)
        with form.refusals():
            service.record_reply(referral, actor=current_actor(), **form.reply())
            saved(f"the reply to referral {referral.n}")
            return redirect(url_for("routing.referrals", number=case.number))
    return form.page("routing/reply.html", case=case, referral=referral, labels=REPLIES)
