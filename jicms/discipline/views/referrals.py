"""The case's tab, referral and coding of subjects, the answer of labor relations."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import Role, current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.cases.models import Case, Party, SubjectStatus
from jicms.cases.queries import case_by_number
from jicms.core import unit_of_work
from jicms.discipline import forms, queries, service, steps
from jicms.discipline.kinds import InterimPurpose, ReferralStatus
from jicms.discipline.models import LrReferral
from jicms.discipline.views import bp
from jicms.prosecution.declinations import declinations_of
from jicms.web.messages import saved, told


def _back(case: Case) -> ResponseReturnValue:
    return redirect(url_for("discipline.of_case", number=case.number))


@bp.get("/cases/<number>/discipline")
@permit(Action.DISCIPLINE_VIEW, load=case_by_number, viewed=Event.RECORD_VIEWED)
def of_case(case: Case) -> ResponseReturnValue:
    """Referrals, actions and subjects of the case, as far as the viewer sees them."""
    subjects = queries.subjects_of(case)
    return render_template(
        "discipline/of_case.html",
        case=case,
        subjects=subjects,
        waiting=[p for p in subjects if p.subject_status is SubjectStatus.NOT_REFERRED],
        referrals=queries.referrals_of(case),
        declinations=[
            (party, facts)
            for party in queries.with_compelled(case, subjects)
            if (facts := declinations_of(party))
        ],
        actions=queries.actions_of(case),
        stage=steps.stage,
    )


@bp.route("/cases/<number>/refer", methods=["GET", "POST"])
@permit(Action.REFER_TO_LR, load=case_by_number)
def refer(case: Case) -> ResponseReturnValue:
    """Send one subject, with the report and what is released for that subject."""
    form = forms.ReferForm(data=_likely(case))
    form.offer(case)
    if form.ready():
        with form.refusals():
            reports = queries.approved_reports(case)
            report = next((r for r in reports if r.n == form.report.data), None)
            released = set(form.exhibits.data)
            referral = service.refer_to_lr(
                case,
                actor=current_actor(),
                party=next(p for p in queries.to_refer(case) if p.n == form.party.data),
                report=report,
                exhibits=[e for e in queries.exhibits_of(reports) if e.id in released],
                documents=[d for d in queries.documents_of(case) if d.id in form.documents.data],
                note=form.note.data or "",
            )
            saved(f"subject {form.party.data} was referred to {referral.to_office.short_name}")
            return _back(case)
    return form.page("discipline/refer.html", case=case)


@bp.route("/cases/<number>/refer/interim", methods=["GET", "POST"])
@permit(Action.REFER_TO_LR, load=case_by_number)
def refer_interim(case: Case) -> ResponseReturnValue:
    """Send an interim matter while the investigation goes on."""
    form = forms.InterimForm()
    form.offer(case)
    if form.ready():
        with form.refusals():
            referral = service.refer_interim(
                case,
                actor=current_actor(),
                party=next(p for p in queries.to_refer(case) if p.n == form.party.data),
                purpose=InterimPurpose(form.purpose.data),
                facts=form.facts.data or "",
            )
            saved(f"an interim matter was sent to {referral.to_office.short_name}")
            return _back(case)
    return form.page("discipline/refer_interim.html", case=case)


def _likely(case: Case) -> dict[str, int]:
    """The newest report, and the subject where only one waits."""
    reports, waiting = queries.approved_reports(case), queries.to_refer(case)
    found = {"report": reports[0].n} if reports else {}
    return {**found, "party": waiting[0].n} if len(waiting) == 1 else found


@bp.route("/cases/<number>/subjects/<int:party>/code", methods=["GET", "POST"])
@permit(Action.REFER_TO_LR, load=queries.subject_by_number)
def code(party: Party) -> ResponseReturnValue:
    """Say why a subject needs no referral."""
    form = forms.CodeForm()
    form.offer(party.case)
    if form.ready():
        with form.refusals():
            service.code_subject(party, actor=current_actor(), **form.values())
            saved(f"subject {party.n} needs no referral")
            return _back(party.case)
    return form.page("discipline/code.html", party=party, case=party.case)


@bp.route("/cases/<number>/subjects/<int:party>/uncode", methods=["GET", "POST"])
@permit(Action.REFER_TO_LR, load=queries.subject_by_number)
def uncode(party: Party) -> ResponseReturnValue:
    """Take a coding back."""
    form = forms.ReasonForm(data={"version": party.version})
    if form.ready():
        form.refuse_if_stale(party)
        with form.refusals():
            service.uncode_subject(party, actor=current_actor(), reason=form.reason.data)
            saved(f"the coding of subject {party.n} was taken back")
            return _back(party.case)
    return form.page("discipline/uncode.html", party=party, case=party.case)


@bp.route("/cases/<number>/referrals/<int:referral>/accept", methods=["GET", "POST"])
@permit(Action.REFERRAL_ANSWER, load=queries.referral_by_id)
def accept(referral: LrReferral) -> ResponseReturnValue:
    """Take the subject over, with a specialist now or later."""
    actor = current_actor()
    people = queries.assignable(actor, referral.to_office)
    form = forms.AcceptForm(data={"version": referral.version})
    form.offer(people)
    if form.ready():
        form.refuse_if_stale(referral)
        with form.refusals():
            who = forms.chosen(people, form.specialist.data)
            action = service.accept_referral(referral, actor=actor, specialist=who)
            saved(f"the referral was accepted as {action.number}")
            return redirect(url_for("discipline.show", number=referral.case.number, n=action.n))
    return form.page("discipline/accept.html", referral=referral, case=referral.case)


@bp.route("/cases/<number>/referrals/<int:referral>/return", methods=["GET", "POST"])
@permit(Action.REFERRAL_ANSWER, load=queries.referral_by_id)
def send_back(referral: LrReferral) -> ResponseReturnValue:
    """Return the referral with what is missing."""
    form = forms.ReasonForm(data={"version": referral.version})
    if form.ready():
        form.refuse_if_stale(referral)
        with form.refusals():
            service.return_referral(referral, actor=current_actor(), reason=form.reason.data)
            saved(f"the referral was returned to {referral.from_office.short_name}")
            return redirect(url_for("discipline.referrals"))
    return form.page("discipline/return.html", referral=referral, case=referral.case)


@bp.post("/cases/<number>/referrals/<int:referral>/start")
@permit(Action.REFERRAL_ANSWER, load=queries.referral_by_id)
def start(referral: LrReferral) -> ResponseReturnValue:
    """Start another action on an accepted referral."""
    actor = current_actor()
    user = unit_of_work.session().get(User, actor.user_id)
    own = user if actor.role is Role.LR_SPECIALIST else None
    action = service.start_action(referral, actor=actor, specialist=own)
    saved(f"{action.number} was started")
    if referral.status is not ReferralStatus.ACCEPTED:
        told("The referral waits for an answer.", "warning")
    return redirect(url_for("discipline.show", number=referral.case.number, n=action.n))
