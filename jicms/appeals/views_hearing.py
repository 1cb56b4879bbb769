"""Pages of what a judge orders and hears: dates, hearings, witnesses, stays; the outcome."""

from flask import render_template
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.appeals import forms_hearing as forms
from jicms.appeals import hearings, outcomes, queries, stays
from jicms.appeals import queries_hearing as reads
from jicms.appeals.models import Appeal
from jicms.appeals.models_hearing import AppealDate, AppealHearing, AppealStay, AppealWitness
from jicms.appeals.views import AT, address, bp, to_appeal
from jicms.audit.events import Event
from jicms.discipline.service import today_of, zone_of
from jicms.discipline.service.ending import last_word
from jicms.files.taking import taken_in
from jicms.web.dates import day
from jicms.web.forms import moment

__all__ = ["bp"]


@bp.route(f"{AT}/outcome", methods=["GET", "POST"])
@permit(Action.APPEAL_EDIT, load=queries.appeal_of)
def outcome(appeal: Appeal) -> ResponseReturnValue:
    """How the filing ended, and what stands now."""
    form = forms.OutcomeForm(data={"version": appeal.version})
    form.offer(appeal)
    if form.ready():
        form.refuse_if_stale(appeal)
        with form.refusals():
            said = form.said() | {"file": taken_in(form.file)}
            outcomes.record_outcome(appeal, actor=current_actor(), **said)
            return to_appeal(appeal, "the outcome")
    return form.page("appeals/outcome.html", appeal=appeal, stands=last_word(appeal.action))


@bp.route(f"{AT}/dates/new", methods=["GET", "POST"])
@permit(Action.APPEAL_ARGUE, load=queries.appeal_of)
def order_date(appeal: Appeal) -> ResponseReturnValue:
    """A date that was ordered."""
    form = forms.DateForm()
    form.offer(appeal)
    if form.ready():
        with form.refusals():
            made = hearings.order_date(appeal, actor=current_actor(), **form.said())
            return to_appeal(appeal, f"{made.label.lower()}, due {day(made.due_on)}")
    return form.page("appeals/date.html", appeal=appeal)


@bp.route(f"{AT}/dates/<int:appeal_date>/move", methods=["GET", "POST"])
@permit(Action.APPEAL_ARGUE, load=reads.date_of)
def move_date(row: AppealDate) -> ResponseReturnValue:
    """Another order moves it."""
    form = forms.MoveDateForm(data={"version": row.version})
    form.offer(today_of(row.action))
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            hearings.move_date(row, actor=current_actor(), **form.values())
            return to_appeal(row.appeal, f"{row.label.lower()}, due {day(row.due_on)}")
    return form.page("appeals/date_move.html", appeal=row.appeal, row=row)


@bp.route(f"{AT}/dates/<int:appeal_date>/end", methods=["GET", "POST"])
@permit(Action.APPEAL_ARGUE, load=reads.date_of)
def end_date(row: AppealDate) -> ResponseReturnValue:
    """It was done, or vacated."""
    form = forms.EndDateForm(data={"version": row.version})
    form.offer(today_of(row.action))
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            hearings.end_date(row, actor=current_actor(), **form.values())
            return to_appeal(row.appeal, row.label.lower())
    return form.page("appeals/date_end.html", appeal=row.appeal, row=row)


@bp.route(f"{AT}/hearings/new", methods=["GET", "POST"])
@permit(Action.APPEAL_ARGUE, load=queries.appeal_of)
def schedule_hearing(appeal: Appeal) -> ResponseReturnValue:
    """A hearing is set."""
    form = forms.HearingForm(data={"days": 1})
    form.offer()
    if form.ready():
        at = moment(form.day.data, form.time.data, zone_of(appeal.action))
        if at is None:
            form.fault("time", "This time does not exist on that day.")
        else:
            with form.refusals():
                hearings.schedule_hearing(
                    appeal, actor=current_actor(), starts_at=at, **form.told()
                )
                return to_appeal(appeal, f"the hearing of {day(at)}")
    return form.page("appeals/hearing.html", appeal=appeal)


@bp.route(f"{AT}/hearings/<int:appeal_hearing>/end", methods=["GET", "POST"])
@permit(Action.APPEAL_ARGUE, load=reads.hearing_of)
def end_hearing(row: AppealHearing) -> ResponseReturnValue:
    """It was held, continued, or cancelled."""
    form = forms.EndHearingForm(data={"version": row.version})
    form.offer()
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            said = {"state": form.state.data, "reason": form.reason.data or ""}
            hearings.end_hearing(row, actor=current_actor(), **said)
            return to_appeal(row.appeal, f"the hearing of {day(row.starts_at)}")
    return form.page("appeals/hearing_end.html", appeal=row.appeal, row=row)


@bp.get(f"{AT}/witnesses")
@permit(Action.APPEAL_VIEW, load=queries.appeal_of, viewed=Event.RECORD_VIEWED)
def witnesses(appeal: Appeal) -> ResponseReturnValue:
    """The witness list, to be printed and filed."""
    note(printed="witness list")
    rows = reads.rows_of(appeal, AppealWitness)
    return render_template(
        "appeals/witnesses.html",
        appeal=appeal,
        action=appeal.action,
        case=appeal.case,
        at=address(appeal),
        witnesses=rows,
    )


@bp.route(f"{AT}/witnesses/new", methods=["GET", "POST"])
@permit(Action.APPEAL_ARGUE, load=queries.appeal_of)
def add_witness(appeal: Appeal) -> ResponseReturnValue:
    """A witness with what the testimony proves."""
    form = forms.WitnessForm()
    form.offer(today_of(appeal.action))
    if form.ready():
        with form.refusals():
            made = hearings.add_witness(appeal, actor=current_actor(), **form.said())
            return to_appeal(appeal, f"witness {made.n}")
    return form.page("appeals/witness.html", appeal=appeal, row=None)


@bp.route(f"{AT}/witnesses/<int:appeal_witness>/edit", methods=["GET", "POST"])
@permit(Action.APPEAL_ARGUE, load=reads.witness_of)
def edit_witness(row: AppealWitness) -> ResponseReturnValue:
    """Change what is noted of a witness."""
    form = forms.WitnessForm(obj=row)
    form.offer(today_of(row.action))
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            hearings.change_witness(row, actor=current_actor(), **form.said())
            return to_appeal(row.appeal, f"witness {row.n}")
    return form.page("appeals/witness.html", appeal=row.appeal, row=row)


@bp.route(f"{AT}/witnesses/<int:appeal_witness>/ruling", methods=["GET", "POST"])
@permit(Action.APPEAL_ARGUE, load=reads.witness_of)
def rule_on_witness(row: AppealWitness) -> ResponseReturnValue:
    """What the judge said of a witness."""
    form = forms.RulingForm(data={"version": row.version})
    form.offer(today_of(row.action))
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            hearings.rule_on_witness(row, actor=current_actor(), **form.said())
            return to_appeal(row.appeal, f"the ruling on witness {row.n}")
    return form.page("appeals/ruling.html", appeal=row.appeal, row=row)


@bp.route(f"{AT}/stays/new", methods=["GET", "POST"])
@permit(Action.APPEAL_ARGUE, load=queries.appeal_of)
def request_stay(appeal: Appeal) -> ResponseReturnValue:
    """A stay was asked for."""
    form = forms.StayForm()
    form.offer(today_of(appeal.action))
    if form.ready():
        with form.refusals():
            stays.request_stay(appeal, actor=current_actor(), **form.said())
            return to_appeal(appeal, "the request for a stay")
    return form.page("appeals/stay.html", appeal=appeal)


@bp.route(f"{AT}/stays/<int:appeal_stay>/next", methods=["GET", "POST"])
@permit(Action.APPEAL_ARGUE, load=reads.stay_of)
def move_stay(row: AppealStay) -> ResponseReturnValue:
    """It was granted, extended, denied, or has ended."""
    form = forms.MoveStayForm(data={"version": row.version})
    form.offer(today_of(row.action), stays.steps_of(row))
    if form.ready():
        form.refuse_if_stale(row)
        with form.refusals():
            stays.move_stay(row, actor=current_actor(), **form.said())
            return to_appeal(row.appeal, f"stay {row.n}")
    return form.page("appeals/stay_move.html", appeal=row.appeal, row=row)
