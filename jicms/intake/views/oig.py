"""The Inspector General: the gate of each allegation, referrals, answers, exigent starts."""

from collections.abc import Iterable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.allegations.models import Allegation
from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.core import clock
from jicms.intake import gate, queries, service
from jicms.intake.gate import GateState
from jicms.intake.models import OigReferral, OigStatus
from jicms.intake.triage_forms import (
    ExigentForm,
    OigAnswerForm,
    OigNoticeForm,
    OigReferralForm,
)
from jicms.intake.views import bp
from jicms.intake.workflow import OIG
from jicms.routing import transfers
from jicms.web.forms import Choice
from jicms.web.messages import saved

ANSWERS = {
    "accept": "The OIG keeps the allegations and works them.",
    "return_for_action": "The allegations listed below come back for us to work.",
    "return_for_information": "The allegations listed below come back; no action is asked.",
    "default": "The window has passed without an answer. Write the reason.",
    "reassert": "The OIG takes back what it had returned.",
}


def _back(case: Case) -> ResponseReturnValue:
    return redirect(url_for("intake.oig", number=case.number))


def _choices(rows: Iterable[Allegation]) -> list[tuple[int, str]]:
    return [
        (row.n, f"{row.n} {row.category.code} {row.category.label}" if row.category else str(row.n))
        for row in rows
    ]


def _chosen(rows: Iterable[Allegation], numbers: Iterable[int]) -> list[Allegation]:
    wanted = set(numbers)
    return [row for row in rows if row.n in wanted]


@bp.get("/cases/<number>/oig")
@permit(Action.LOG_VIEW, load=case_by_number, viewed=Event.RECORD_VIEWED)
def oig(case: Case) -> ResponseReturnValue:
    """Each allegation at the gate, and every referral."""
    gates = gate.gates_of(case)
    referrals, actor = queries.referrals_of(case), current_actor()
    may_answer = {row.id: bool(OIG.available(row, actor)) for row in referrals}
    return render_template(
        "intake/oig.html",
        case=case,
        gates=gates,
        allegations={row.id: row for row in queries.allegations_of(case)},
        referrals=referrals,
        may_answer=may_answer,
        under_way=transfers.nothing_under_way(case, actor),
        waits=any(row.waits for row in gates),
        notice_due=queries.notice_due(case),
    )


@bp.route("/cases/<number>/oig/new", methods=["GET", "POST"])
@permit(Action.OIG_RECORD, load=case_by_number)
def refer(case: Case) -> ResponseReturnValue:
    """Send allegations to the Inspector General."""
    form, rows = OigReferralForm(), queries.allegations_of(case)
    gates = gate.gates_of(case)
    free = {row.allegation_id for row in gates if row.state is not GateState.PENDING}
    form.allegations.offer(_choices(row for row in rows if row.id in free))
    form.sent_on.latest = clock.today(case.agency.zone)
    if not form.is_submitted():
        form.sent_on.data = form.sent_on.latest
        form.allegations.data = [row.n for row in gates if row.state is GateState.TO_SEND]
    if form.ready():
        with form.refusals():
            service.refer_to_oig(
                case,
                actor=current_actor(),
                allegations=_chosen(rows, form.allegations.data),
                sent_on=form.sent_on.data,
                oig_number=form.oig_number.data or "",
                note=form.note.data or "",
            )
            saved(f"{case.number} was referred to the Inspector General")
            return _back(case)
    return form.page("intake/oig_refer.html", case=case)


@bp.route("/cases/<number>/oig/<int:referral>/answer", methods=["GET", "POST"])
@permit(Action.OIG_RECORD, load=queries.referral_of)
def answer(referral: OigReferral) -> ResponseReturnValue:
    """Record the answer, or its absence."""
    case, form = referral.case, OigAnswerForm()
    steps = OIG.available(referral, current_actor())
    form.status.offer(Choice(row.to, row.label, ANSWERS[row.name]) for row in steps)
    covered = [row.allegation for row in referral.covers]
    form.returned.offer(_choices(covered))
    form.answered_on.latest = clock.today(case.agency.zone)
    if not form.is_submitted():
        form.answered_on.data = form.answered_on.latest
        form.oig_number.data = referral.oig_number
    if form.ready():
        with form.refusals():
            service.record_oig_answer(
                referral,
                actor=current_actor(),
                status=OigStatus(form.status.data),
                answered_on=form.answered_on.data,
                returned=_chosen(covered, form.returned.data),
                note=form.note.data or "",
                oig_number=form.oig_number.data or "",
            )
            saved("the Inspector General’s answer")
            return _back(case)
    return form.page("intake/oig_answer.html", case=case, referral=referral)


@bp.route("/cases/<number>/oig/exigent", methods=["GET", "POST"])
@permit(Action.OIG_RECORD, load=case_by_number)
def exigent(case: Case) -> ResponseReturnValue:
    """Start before the answer, for a written reason."""
    form, rows = ExigentForm(), queries.allegations_of(case)
    waiting = {row.allegation_id for row in gate.gates_of(case) if row.waits}
    form.allegations.offer(_choices(row for row in rows if row.id in waiting))
    if form.ready():
        with form.refusals():
            service.start_exigently(
                case,
                actor=current_actor(),
                allegations=_chosen(rows, form.allegations.data),
                reason=form.reason.data or "",
            )
            saved("exigent start; the referral stays due")
            return _back(case)
    return form.page("intake/oig_exigent.html", case=case)


@bp.route("/cases/<number>/oig/notice", methods=["GET", "POST"])
@permit(Action.OIG_RECORD, load=case_by_number)
def notice(case: Case) -> ResponseReturnValue:
    """The Inspector General was told of what was opened without a referral."""
    form = OigNoticeForm()
    form.on.latest = clock.today(case.agency.zone)
    if form.ready():
        with form.refusals():
            service.record_oig_notice(
                case, actor=current_actor(), on=form.on.data, note=form.note.data or ""
            )
            saved("the notice to the Inspector General")
            return _back(case)
    return form.page("intake/oig_notice.html", case=case)
