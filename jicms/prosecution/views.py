"""The Prosecution tab: referrals per subject and office, their history, the interview gate."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.policy import reads_in_full
from jicms.cases.queries import case_by_number
from jicms.files.naming import offered_name
from jicms.files.responses import send
from jicms.files.taking import taken_in
from jicms.prosecution import gate, queries, service
from jicms.prosecution.arrests import arrests_of
from jicms.prosecution.forms import AuthorityForm, ReferForm, StepForm
from jicms.prosecution.line import NEXT, PENDING
from jicms.prosecution.models import ProsecutionEvent, ProsecutionReferral
from jicms.prosecution.queries_court import court_of, stood_at
from jicms.prosecution.queries_gate import uses_of
from jicms.web.messages import saved

bp = Blueprint("prosecution", __name__, template_folder="templates")


@bp.get("/cases/<number>/prosecution")
@permit(Action.PROSECUTION_VIEW, load=case_by_number, viewed=Event.RECORD_VIEWED)
def index(case: Case) -> ResponseReturnValue:
    """Every referral that the viewer may see; the gate for those who read the whole case."""
    referrals = queries.referrals_of(case)
    whole = reads_in_full(current_actor(), case)
    subjects = queries.subjects_of(case) if whole else []
    gates = gate.gates_for(case.id, subjects)
    court = court_of(case)
    return render_template(
        "prosecution/index.html",
        case=case,
        referrals=referrals,
        arrests=arrests_of(case),
        gates=[(party, gates[party.id]) for party in subjects],
        shut=gate.SHUT,
        uses=uses_of(case) if whole else [],
        court={row.id: court[row.id] for row in referrals},
        stood={row.id: stood_at(row) for row in referrals},
        goes_on={row.id for row in referrals if NEXT[row.status]},
        pending={row.id for row in referrals if row.status in PENDING},
    )


@bp.route("/cases/<number>/prosecution/new", methods=["GET", "POST"])
@permit(Action.PROSECUTION_EDIT, load=case_by_number)
def refer(case: Case) -> ResponseReturnValue:
    """Put a subject before a prosecuting office."""
    form = ReferForm()
    form.offer(case)
    if form.ready():
        with form.refusals():
            made = service.refer(case, actor=current_actor(), **_referral(form, case))
            saved(f"referral {made.n} to {made.office}")
            return redirect(url_for("prosecution.index", number=case.number))
    return form.page("prosecution/refer.html", case=case)


@bp.route("/cases/<number>/prosecution/<int:n>/step", methods=["GET", "POST"])
@permit(Action.PROSECUTION_EDIT, load=queries.referral_of)
def step(referral: ProsecutionReferral) -> ResponseReturnValue:
    """Record what the office did next."""
    form = StepForm()
    form.offer(referral)
    if form.ready():
        with form.refusals():
            values = form.values() | {"note": form.note.data or "", "file": taken_in(form.file)}
            if "is_written" in values:
                given = {"written": True, "oral": False}
                values["is_written"] = given.get(values["is_written"])
            event = service.record_event(referral, actor=current_actor(), **values)
            saved(f"referral {referral.n}: {event.status.label.lower()}")
            return redirect(url_for("prosecution.index", number=referral.case.number))
    return form.page("prosecution/step.html", case=referral.case, referral=referral)


@bp.route("/cases/<number>/prosecution/<int:n>/authority", methods=["GET", "POST"])
@permit(Action.PROSECUTION_EDIT, load=queries.referral_of)
def authority(referral: ProsecutionReferral) -> ResponseReturnValue:
    """Record the prosecutor's written authority to compel a statement."""
    form = AuthorityForm()
    form.offer(referral)
    if form.ready():
        with form.refusals():
            values = form.values() | {"file": taken_in(form.file)}
            service.record_authority(referral, actor=current_actor(), **values)
            saved(f"the authority in referral {referral.n}")
            return redirect(url_for("prosecution.index", number=referral.case.number))
    return form.page("prosecution/authority.html", case=referral.case, referral=referral)


@bp.get("/cases/<number>/prosecution/<int:n>/events/<int:m>/file")
@permit(Action.PROSECUTION_VIEW, load=queries.event_of, viewed=Event.FILE_DOWNLOADED)
def download(event: ProsecutionEvent) -> ResponseReturnValue:
    """The paper of one step, always as an attachment."""
    assert event.file is not None
    note(sha256=event.file.sha256)
    referral = event.referral
    name = offered_name(event.file, referral.case.number, f"P{referral.n:02d}", str(event.on))
    return send(event.file, download_name=name)


def _referral(form: ReferForm, case: Case) -> dict[str, Any]:
    values = {name: value or "" for name, value in form.values().items()}
    parties = {row.id: row for row in queries.subjects_of(case)}
    charges = [row for row in queries.charges_of(case) if row.id in (form.charges.data or ())]
    return values | {
        "party": parties[form.party.data],
        "charges": charges or None,
        "file": taken_in(form.file),
    }
