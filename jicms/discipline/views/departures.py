"""An employee who left while pending, and the track of 5 USC 3322."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.discipline import ledger, queries, track
from jicms.discipline import queries_departures as reads
from jicms.discipline.forms import departures as forms
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_departures import Departure
from jicms.discipline.service import departures as service
from jicms.discipline.views import bp
from jicms.discipline.views.action import not_now
from jicms.files.responses import send
from jicms.files.taking import taken_in
from jicms.web.liststate import ListState, Sort
from jicms.web.messages import saved
from jicms.web.paging import Key, keyset

AT = "/cases/<number>/actions/<int:n>/departure"


def _to(departure: Departure, said: str) -> ResponseReturnValue:
    saved(said)
    number, n = departure.case.number, departure.action.n
    return redirect(url_for("discipline.departure", number=number, n=n))


@bp.get("/discipline/departures")
@permit(Action.DISCIPLINE_QUEUE, viewed=Event.LIST_VIEWED)
def departures() -> ResponseReturnValue:
    """Employees who left while pending, as long as something is to be done; the oldest first."""
    keys = [Key(Departure.left_on), Key(Departure.id)]
    state = ListState(request.args, sorts=[Sort("left", "Left", keys)])
    page = keyset(reads.listed(), state)
    note(list="departures", count=len(page.items))
    return render_template("discipline/departures.html", state=state, page=page)


@bp.route(f"{AT}/new", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def left(action: DisciplinaryAction) -> ResponseReturnValue:
    """The employee resigned or retired while the action was pending."""
    if shut := not_now(action, "left"):
        return shut
    form = forms.DepartureForm(data={"version": action.version})
    form.offer(action)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            made = service.record_departure(action, actor=current_actor(), **form.values())
            return _to(made, "the departure; the action has ended")
    return form.page("discipline/left.html", action=action, case=action.case)


@bp.get(AT)
@permit(Action.DISCIPLINE_VIEW, load=reads.departure_of, viewed=Event.RECORD_VIEWED)
def departure(departure: Departure) -> ResponseReturnValue:
    """What is recorded of it, the clocks of the track, and the next step."""
    codes = {service.NOTIFY, service.RESPONSE, service.NOTATION, service.APPEAL, service.REMOVE}
    found = [pair for pair in queries.clocks_of(departure.action) if pair[0].rule_code in codes]
    return render_template(
        "discipline/departure.html",
        departure=departure,
        action=departure.action,
        case=departure.case,
        cards=ledger.cards(found),
        acts=track.offered(departure),
    )


@bp.get(f"{AT}/written-decision")
@permit(Action.DISCIPLINE_VIEW, load=reads.decision_file_of, viewed=Event.FILE_DOWNLOADED)
def departure_decision(departure: Departure) -> ResponseReturnValue:
    """The written decision on the notation, always as an attachment."""
    assert departure.decision_file is not None
    note(sha256=departure.decision_file.sha256)
    return send(departure.decision_file, download_name=f"{departure.action.number} 3322 decision")


@bp.route(f"{AT}/determination", methods=["GET", "POST"])
@permit(Action.DEPARTURE_DETERMINE, load=reads.departure_of)
def determine(departure: Departure) -> ResponseReturnValue:
    """Counsel says whether 5 USC 3322 covers it."""
    form = forms.DetermineForm(data={"version": departure.version})
    form.offer(departure)
    if form.ready():
        form.refuse_if_stale(departure)
        with form.refusals():
            service.determine(departure, actor=current_actor(), **form.said())
            return _to(departure, "the determination")
    return form.page(
        "discipline/departure_step.html",
        departure=departure,
        title="Determine whether 5 USC 3322 applies",
    )


@bp.route(f"{AT}/<act>", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=track.doing)
def departure_step(doing: track.Doing) -> ResponseReturnValue:
    """One step of the track, while it is open."""
    departure = doing.departure
    form = doing.act.form(data={"version": departure.version})
    form.offer(departure)
    if form.ready():
        form.refuse_if_stale(departure)
        with form.refusals():
            said = form.said()
            if "file" in said:
                said["file"] = taken_in(form["file"])
            doing.act.do(departure, actor=current_actor(), **said)
            return _to(departure, doing.act.title.lower())
    return form.page("discipline/departure_step.html", departure=departure, title=doing.act.title)
