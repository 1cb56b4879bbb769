"""What stands between notice and decision: material furnished, more time, the oral answer."""

from typing import Any

from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.discipline import forms, queries, service
from jicms.discipline.forms import answers as answer_forms
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_answers import ExtensionOutcome
from jicms.discipline.service import extending, furnishing, oral, pending, today_of
from jicms.discipline.views import bp
from jicms.discipline.views.action import not_now, to_action
from jicms.files.taking import taken_in
from jicms.web.dates import day, local
from jicms.web.forms import moment

_AT = "/cases/<number>/actions/<int:n>"
_ORAL = f"{_AT}/oral-answer"


@bp.route(f"{_AT}/furnished", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def furnished(action: DisciplinaryAction) -> ResponseReturnValue:
    """Material of the notice, given to the employee apart from it."""
    if shut := not_now(action, "furnished"):
        return shut
    material = furnishing.material_of(action)
    missing = furnishing.unfurnished(action)
    name = action.party.name if action.party is not None else ""
    form = answer_forms.FurnishForm(
        data={
            "version": action.version,
            "on": today_of(action),
            "to": "EMPLOYEE",
            "recipient": name,
            "pieces": [piece.id for piece in missing],
        }
    )
    form.offer(action, material)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            furnishing.furnish_material(
                action,
                actor=current_actor(),
                on=form.on.data,
                to=form.to.data,
                recipient=form.recipient.data,
                method_code=form.method_code.data,
                pieces=[piece for piece in material if piece.id in form.pieces.data],
                proof=form.proof.data or "",
                proof_file=taken_in(form.proof_file),
            )
            return to_action(action, "what was furnished is recorded")
    return form.page(
        "discipline/furnished.html",
        action=action,
        case=action.case,
        missing=[furnishing.piece_name(piece) for piece in missing],
    )


@bp.route(f"{_AT}/extension-request", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def ask_extension(action: DisciplinaryAction) -> ResponseReturnValue:
    """More time to answer was asked for."""
    if shut := not_now(action, "ask_extension"):
        return shut
    form = answer_forms.AskExtensionForm(
        data={"version": action.version, "asked_on": today_of(action), "asked_by": "EMPLOYEE"}
    )
    form.offer()
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            extending.ask_extension(
                action,
                actor=current_actor(),
                asked_on=form.asked_on.data,
                asked_by=form.asked_by.data,
                channel=form.channel.data,
                reason=form.reason.data or "",
                file=taken_in(form.file),
            )
            return to_action(action, "the request for more time is recorded")
    return form.page("discipline/ask_extension.html", action=action, case=action.case)


@bp.route(f"{_AT}/extension", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def extension(action: DisciplinaryAction) -> ResponseReturnValue:
    """Grant more time to answer, or refuse what was asked."""
    if shut := not_now(action, "extension"):
        return shut
    waiting = pending.open_request(action)
    official = action.deciding_official
    form = answer_forms.ExtensionForm(
        data={
            "version": action.version,
            "outcome": ExtensionOutcome.GRANTED,
            "decided_on": today_of(action),
            "decided_by": official.name if official is not None else "",
        }
    )
    form.offer(asked=waiting is not None)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            if (said := _extended(action, form)) is not None:
                return to_action(action, said)
    return form.page("discipline/extension.html", action=action, case=action.case, waiting=waiting)


def _extended(action: DisciplinaryAction, form: Any) -> str | None:
    """What was saved, in words; None where the new date is missing."""
    told = {
        "decided_on": form.decided_on.data,
        "decided_by": form.decided_by.data,
        "reason": form.reason.data or "",
    }
    actor = current_actor()
    if form.outcome.data == ExtensionOutcome.REFUSED:
        file = taken_in(form.file)
        extending.refuse_extension(action, actor=actor, file=file, **told)
        return "the refusal is recorded"
    if form.until.data is None:
        form.fault("until", "Enter the new answer date.")
        return None
    file = taken_in(form.file)
    service.extend_answer(action, actor=actor, until=form.until.data, file=file, **told)
    return f"the answer is due {day(action.answer_due_on)}"


@bp.route(_ORAL, methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def request_oral(action: DisciplinaryAction) -> ResponseReturnValue:
    """The employee asked to answer orally."""
    if shut := not_now(action, "request_oral"):
        return shut
    form = answer_forms.RequestOralForm(
        data={
            "version": action.version,
            "requested_on": today_of(action),
            "requested_by": "EMPLOYEE",
        }
    )
    form.offer()
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            oral.request_oral(
                action,
                actor=current_actor(),
                requested_on=form.requested_on.data,
                requested_by=form.requested_by.data,
                channel=form.channel.data,
            )
            return to_action(action, "the oral answer is asked for: set when it is heard")
    return form.page("discipline/request_oral.html", action=action, case=action.case)


@bp.route(f"{_ORAL}/schedule", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def schedule_oral(action: DisciplinaryAction) -> ResponseReturnValue:
    """When and where it is heard, and by whom."""
    if shut := not_now(action, "schedule_oral"):
        return shut
    heard = pending.open_oral(action)
    assert heard is not None
    people = queries.officials(action.office)
    planned = local(heard.scheduled_at) if heard.scheduled_at is not None else None
    form = answer_forms.ScheduleOralForm(
        data={
            "version": action.version,
            "on": planned.date() if planned is not None else None,
            "at": planned.time() if planned is not None else None,
            "place": heard.place,
            "hearer": heard.hearer_id or action.deciding_official_id,
            "power": heard.power or "DECIDE",
        }
    )
    form.offer(people)
    if form.ready():
        form.refuse_if_stale(action)
        at = moment(form.on.data, form.at.data, service.zone_of(action))
        with form.refusals():
            hearer = forms.chosen(people, form.hearer.data)
            assert hearer is not None
            if at is None:
                form.fault("at", "This time does not exist on that day.")
            else:
                oral.schedule_oral(
                    heard,
                    actor=current_actor(),
                    at=at,
                    place=form.place.data,
                    hearer=hearer,
                    power=form.power.data,
                )
                return to_action(action, f"the oral answer is heard on {day(at)}")
    return form.page("discipline/schedule_oral.html", action=action, case=action.case)


@bp.route(f"{_ORAL}/summary", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def hold_oral(action: DisciplinaryAction) -> ResponseReturnValue:
    """It was held: its summary, and who wrote it."""
    if shut := not_now(action, "hold_oral"):
        return shut
    heard = pending.open_oral(action)
    assert heard is not None
    assert heard.scheduled_at is not None
    planned = local(heard.scheduled_at)
    form = answer_forms.HoldOralForm(
        data={
            "version": action.version,
            "received_on": planned.date(),
            "received_time": planned.time(),
            "summary_by": heard.hearer.name if heard.hearer is not None else "",
        }
    )
    if form.ready():
        form.refuse_if_stale(action)
        at = forms.received_at(form, action)
        with form.refusals():
            if at is not None:
                oral.hold_oral(
                    heard,
                    actor=current_actor(),
                    held_at=at,
                    summary_by=form.summary_by.data,
                    summary=form.summary.data or "",
                    file=taken_in(form.file),
                    representative=form.representative.data or "",
                )
                return to_action(action, "the oral answer and its summary are recorded")
    return form.page("discipline/hold_oral.html", action=action, case=action.case, heard=heard)


@bp.route(f"{_ORAL}/not-held", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def end_oral(action: DisciplinaryAction) -> ResponseReturnValue:
    """The employee waived it, or did not appear."""
    if shut := not_now(action, "end_oral"):
        return shut
    heard = pending.open_oral(action)
    assert heard is not None
    form = answer_forms.EndOralForm(data={"version": action.version, "on": today_of(action)})
    form.offer()
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            oral.end_oral(
                heard,
                actor=current_actor(),
                outcome=form.outcome.data,
                on=form.on.data,
                note=form.note.data or "",
            )
            return to_action(action, "the oral answer is settled")
    return form.page("discipline/end_oral.html", action=action, case=action.case)


@bp.route(f"{_ORAL}/summary-furnished", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def furnish_summary(action: DisciplinaryAction) -> ResponseReturnValue:
    """The employee got the summary."""
    if shut := not_now(action, "furnish_summary"):
        return shut
    heard = pending.without_summary(action)
    assert heard is not None
    form = answer_forms.SummaryForm(data={"version": action.version, "on": today_of(action)})
    form.offer(action)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            oral.furnish_summary(
                heard,
                actor=current_actor(),
                on=form.on.data,
                method_code=form.method_code.data,
            )
            return to_action(action, "the employee has the summary")
    return form.page("discipline/furnish_summary.html", action=action, case=action.case)
