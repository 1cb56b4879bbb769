"""Agreements on an action: draft, signatures, effect, breach, end."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.discipline import forms, queries, service
from jicms.discipline import queries_agreements as reads
from jicms.discipline.forms import agreements as fields
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_agreements import Agreement, AgreementStatus, BreachEvent
from jicms.discipline.views import bp
from jicms.discipline.views.action import not_now
from jicms.files.responses import send
from jicms.files.taking import taken_in
from jicms.web.messages import saved

OF_ACTION = "/cases/<number>/actions/<int:n>/agreements"
AT = f"{OF_ACTION}/<int:agreement>"


def _to(agreement: Agreement, said: str) -> ResponseReturnValue:
    saved(said)
    case, action = agreement.case, agreement.action
    url = url_for("discipline.agreement", number=case.number, n=action.n, agreement=agreement.n)
    return redirect(url)


@bp.route(f"{OF_ACTION}/new", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def draft_agreement(action: DisciplinaryAction) -> ResponseReturnValue:
    """Write down what is to be agreed."""
    if shut := not_now(action, "draft_agreement"):
        return shut
    form = fields.AgreementForm()
    form.offer(action)
    if form.ready():
        with form.refusals():
            made = service.draft_agreement(action, actor=current_actor(), **form.said())
            return _to(made, f"draft {made.number}")
    return form.page("discipline/agreement_form.html", action=action, agreement=None)


@bp.get(AT)
@permit(Action.DISCIPLINE_VIEW, load=reads.agreement_of, viewed=Event.RECORD_VIEWED)
def agreement(agreement: Agreement) -> ResponseReturnValue:
    """What was agreed, where it stands, and what comes next."""
    return render_template(
        "discipline/agreement.html",
        agreement=agreement,
        action=agreement.action,
        case=agreement.case,
        status=AgreementStatus,
    )


@bp.get(f"{AT}/signed-copy")
@permit(Action.DISCIPLINE_VIEW, load=reads.signed_copy_of, viewed=Event.FILE_DOWNLOADED)
def signed_copy(agreement: Agreement) -> ResponseReturnValue:
    """The signed copy, always as an attachment."""
    assert agreement.file is not None
    note(sha256=agreement.file.sha256)
    return send(agreement.file, download_name=f"{agreement.number} agreement")


@bp.route(f"{AT}/edit", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=reads.agreement_of)
def edit_agreement(agreement: Agreement) -> ResponseReturnValue:
    """Change a draft that nobody signed yet."""
    form = fields.AgreementForm.of(agreement)
    form.offer(agreement.action)
    if form.ready():
        form.refuse_if_stale(agreement)
        with form.refusals():
            said = form.said()
            said.pop("kind")
            service.edit_agreement(agreement, actor=current_actor(), **said)
            return _to(agreement, agreement.number)
    return form.page("discipline/agreement_form.html", action=agreement.action, agreement=agreement)


@bp.route(f"{AT}/signatures/new", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=reads.agreement_of)
def sign_agreement(agreement: Agreement) -> ResponseReturnValue:
    """Record a signature."""
    form = fields.SignatureForm()
    form.offer(agreement.action)
    if form.ready():
        with form.refusals():
            made = service.sign_agreement(agreement, actor=current_actor(), **form.values())
            return _to(agreement, f"the signature of {made.name}")
    return form.page("discipline/agreement_sign.html", agreement=agreement)


@bp.route(f"{AT}/effect", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=reads.agreement_of)
def put_in_effect(agreement: Agreement) -> ResponseReturnValue:
    """Let it take effect, with the required statement."""
    form = fields.EffectForm(data={"version": agreement.version})
    form.offer(agreement.action)
    if form.ready():
        form.refuse_if_stale(agreement)
        with form.refusals():
            said = form.values() | {"file": taken_in(form.file)}
            service.put_in_effect(agreement, actor=current_actor(), **said)
            return _to(agreement, f"{agreement.number} is in effect")
    return form.page("discipline/agreement_effect.html", agreement=agreement)


@bp.route(f"{AT}/withdraw", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=reads.agreement_of)
def withdraw_agreement(agreement: Agreement) -> ResponseReturnValue:
    """Take a draft back."""
    form = forms.ReasonForm(data={"version": agreement.version})
    if form.ready():
        form.refuse_if_stale(agreement)
        with form.refusals():
            service.withdraw_agreement(agreement, actor=current_actor(), reason=form.reason.data)
            return _to(agreement, f"{agreement.number} is withdrawn")
    return form.page("discipline/agreement_withdraw.html", agreement=agreement)


@bp.route(f"{AT}/complete", methods=["GET", "POST"])
@permit(Action.AGREEMENT_FOLLOW, load=reads.agreement_of)
def complete_agreement(agreement: Agreement) -> ResponseReturnValue:
    """It was kept to its end."""
    form = forms.ConfirmForm(data={"version": agreement.version})
    if form.ready():
        form.refuse_if_stale(agreement)
        with form.refusals():
            service.complete_agreement(agreement, actor=current_actor())
            return _to(agreement, f"{agreement.number} was kept")
    return form.page("discipline/agreement_complete.html", agreement=agreement)


@bp.route(f"{AT}/cleaned", methods=["GET", "POST"])
@permit(Action.AGREEMENT_FOLLOW, load=reads.agreement_of)
def record_cleaned(agreement: Agreement) -> ResponseReturnValue:
    """The record was cleaned as agreed."""
    form = fields.CleanedForm(data={"version": agreement.version})
    form.offer(agreement.action)
    if form.ready():
        form.refuse_if_stale(agreement)
        with form.refusals():
            service.record_cleaned(agreement, actor=current_actor(), **form.values())
            return _to(agreement, "the record was cleaned")
    return form.page("discipline/agreement_cleaned.html", agreement=agreement)


@bp.route(f"{AT}/breaches/new", methods=["GET", "POST"])
@permit(Action.AGREEMENT_FOLLOW, load=reads.agreement_of)
def record_breach(agreement: Agreement) -> ResponseReturnValue:
    """What may have broken the agreement."""
    form = fields.BreachForm()
    form.offer(agreement.action)
    if form.ready():
        with form.refusals():
            said = form.values() | {"file": taken_in(form.file)}
            made = service.record_breach(agreement, actor=current_actor(), **said)
            return _to(agreement, f"breach {made.n}")
    return form.page("discipline/breach.html", agreement=agreement)


@bp.route(f"{AT}/breaches/<int:breach>/notice", methods=["GET", "POST"])
@permit(Action.AGREEMENT_FOLLOW, load=reads.breach_of)
def notice_breach(event: BreachEvent) -> ResponseReturnValue:
    """The employee was told."""
    form = fields.BreachNoticeForm(data={"version": event.version})
    form.offer(event.action)
    if form.ready():
        form.refuse_if_stale(event)
        with form.refusals():
            service.notice_breach(event, actor=current_actor(), **form.values())
            return _to(event.agreement, f"the notice of breach {event.n}")
    return form.page("discipline/breach_notice.html", agreement=event.agreement, event=event)


@bp.route(f"{AT}/breaches/<int:breach>/decision", methods=["GET", "POST"])
@permit(Action.AGREEMENT_FOLLOW, load=reads.breach_of)
def decide_breach(event: BreachEvent) -> ResponseReturnValue:
    """The deciding official's decision, and what follows."""
    form = fields.BreachDecisionForm(data={"version": event.version})
    form.offer(event)
    if form.ready():
        form.refuse_if_stale(event)
        with form.refusals():
            service.decide_breach(event, actor=current_actor(), **form.said())
            return _to(event.agreement, f"the decision on breach {event.n}")
    return form.page("discipline/breach_decision.html", agreement=event.agreement, event=event)
