"""The one-page form: every button posts the whole page, and nothing typed is lost."""

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Agency
from jicms.cases.landing import still_sees
from jicms.cases.models import Case, Wall
from jicms.cases.queries import case_by_number
from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.intake import desk as desks
from jicms.intake import focus, reading, service
from jicms.intake.desk import Desk
from jicms.intake.forms import EMPLOYEES, NO_REPORTER
from jicms.intake.models import IntakeDraft
from jicms.intake.service import drafts, files
from jicms.intake.views import attaching, bp
from jicms.web.dates import clocktime, day
from jicms.web.filters import plural
from jicms.web.messages import saved, told


def agency() -> Agency:
    """The agency that the actor records for."""
    found = unit_of_work.session().get(Agency, current_actor().agency_id)
    assert found is not None
    return found


@bp.route("/intake/new", methods=["GET", "POST"])
@permit(Action.INTAKE)
def new() -> ResponseReturnValue:
    """Record a complaint."""
    desk = desks.open_desk(agency())
    if request.method == "GET":
        return page(desk)
    if "draft" in request.form:
        return save(desk)
    if "record" in request.form:
        return record(desk)
    if "detach" in request.form:
        attaching.detach(desk)
    attaching.hold(desk)
    desks.obey(desk)
    desk.focus = focus.after(desk, request.form)
    return page(desk)


def record(desk: Desk) -> ResponseReturnValue:
    """Make a case of the page, once: the same page posted again leads to the case it became."""
    form = desk.form
    desks.take_found(desk)
    if form.files.entries or form.attached.data:
        number = recorded_before(desk)
        if number:
            return show(number)
        attaching.gather(desk)
        attaching.hold(desk)
    complaint = reading.read(desk)
    if complaint is not None:
        with form.refusals():
            case = service.record_complaint(complaint, actor=current_actor())
            if desk.files:
                files.release(list(desk.files.values()), complaint.files)
            return land(desk, case)
        attaching.again(desk)
        number = recorded_before(desk)
        if number:
            return show(number)
    desks.look(desk)
    return page(desk)


def recorded_before(desk: Desk) -> str:
    """The number of the case that this very page became, "" where it is another or none yet."""
    form = desk.form
    before = drafts.recorded_as(form.key.data or "")
    if before is None:
        return ""
    if before.digest == drafts.digest_of(desks.typed_pairs()):
        return before.number
    form.key.data, form.key.raw_data = crypto.random_name(), None
    return ""


def show(number: str) -> ResponseReturnValue:
    """To the case of that number, or to My work where its author may not see it."""
    case = case_by_number(number)
    if case is None:
        told("Saved", "success")
        return redirect(url_for("home.index"))
    told(f"This page was recorded already, as {number}.")
    return redirect(url_for("cases.show", number=number))


def page(desk: Desk) -> ResponseReturnValue:
    """The form as it stands, with what was found beside it."""
    draft = drafts.find_by_key(desk.form.key.data) if desk.form.key.data else None
    attaching.mend(desk)
    html = render_template(
        "intake/new.html",
        desk=desk,
        form=desk.form,
        draft=draft,
        refusal=_refusal(desk, draft),
        employees=EMPLOYEES,
        nobody=NO_REPORTER,
        needs_cleaning=files.needs_cleaning,
    )
    return html, 422 if desk.form.faults() else 200


def _refusal(desk: Desk, draft: IntakeDraft | None) -> str:
    """What did not happen, and what is kept all the same, in the one place that says it."""
    faults = desk.form.faults()
    if not faults:
        return ""
    fields = {fault.target for fault in faults if fault.target}
    done = "The draft was not saved" if "draft" in request.form else "Not recorded"
    said = f"{done}: correct {plural(len(fields), 'field')}" if fields else done
    return (
        f"{said}. Draft {draft.id} was last saved {clocktime(draft.updated_at)}" if draft else said
    )


def land(desk: Desk, case: Case) -> ResponseReturnValue:
    """To the case, or, where recording shut its own author out, to My work without a word of it."""
    drafts.mark_recorded(
        desks.typed_pairs(), actor=current_actor(), key=desk.form.key.data or "", number=case.number
    )
    # Whoever reported by the public page has a code already, which stays tied to the case.
    is_tied = service.tie(desk.form.report.data or "", case, actor=current_actor())
    code = service.give_receipt(case) if desk.form.is_anonymous and not is_tied else ""
    named = any(party.person_id or party.wall is not Wall.NONE for party in case.parties)
    if (named or desk.form.is_confidential) and not still_sees(case):
        told("Saved", "success")
        if code:
            told(f"Receipt code for the reporter: {code}. It is shown once.")
        return redirect(url_for("home.index"))
    count = plural(len(desk.form.allegations.forms), "allegation")
    saved(f"{case.number} recorded, with {count}")
    if code:
        told(f"Receipt code for the reporter: {code}. It is shown once.")
    return redirect(url_for("cases.show", number=case.number))


def save(desk: Desk) -> ResponseReturnValue:
    """Keep the page as a draft; what a second window saved is kept beside it, not overwritten."""
    form, beside = desk.form, ""
    with form.refusals():
        try:
            draft = attaching.keep(form.key.data or "", form.version.data)
        except drafts.SavedElsewhere:
            draft = attaching.keep(crypto.random_name(), None)
            beside = "; another window had saved the first one"
        recorder.record(Event.DRAFT_SAVED, obj=draft)
        attaching.attach(desk, draft)
        for sentence in desk.refused:
            told(sentence, "error")
        saved(f"draft {draft.id}, kept until {day(draft.expires_at)}{beside}")
        return redirect(url_for("intake.resume", number=draft.id))
    desks.look(desk)
    return page(desk)


@bp.post("/intake/autosave")
@permit(Action.INTAKE)
def autosave() -> ResponseReturnValue:
    """Keep the page as a draft while it is written; answers when and as which version."""
    key = request.form.get("key", "")
    typed = request.form.get("version", "")
    version = int(typed) if typed.isdecimal() and len(typed) < 10 else None
    if not 0 < len(key) <= 40 or not key.isalnum() or not key.isascii():
        return jsonify(error="This page has no draft."), 422
    try:
        draft = attaching.keep(key, version)
    except RuleBroken as refused:
        return jsonify(error=" ".join(refused.sentences)), 409
    return jsonify(saved=clocktime(clock.now(), zone=False), version=draft.version)


@bp.post("/intake/look")
@permit(Action.INTAKE)
def look() -> ResponseReturnValue:
    """Possible duplicates and the gate for what is typed so far, drawn alone for the script."""
    desk = desks.open_desk(agency())
    desks.look(desk)
    return render_template("intake/parts/beside.html", desk=desk, form=desk.form)
