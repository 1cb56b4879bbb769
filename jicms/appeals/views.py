"""Pages of appeals: one filing, its status line, who acts in it."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.appeals import elections, forms, forums, queries, service
from jicms.appeals import queries_hearing as reads
from jicms.appeals.models import Appeal, AppealEvent
from jicms.appeals.models_hearing import AppealDate, AppealHearing, AppealStay, AppealWitness
from jicms.audit.events import Event
from jicms.discipline import ledger
from jicms.discipline import queries as actions
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.queries_departures import counsel
from jicms.files.responses import send
from jicms.files.taking import taken_in
from jicms.web.messages import saved

bp = Blueprint("appeals", __name__, template_folder="templates")
OF_ACTION = "/cases/<number>/actions/<int:n>/appeals"
AT = f"{OF_ACTION}/<int:appeal>"
#: What the page of a filing shows beside its status line.
HEARD = {
    "dates": AppealDate,
    "hearings": AppealHearing,
    "witnesses": AppealWitness,
    "stays": AppealStay,
}


def address(appeal: Appeal) -> dict[str, Any]:
    """What the address of a filing is made of."""
    return {"number": appeal.case.number, "n": appeal.action.n, "appeal": appeal.n}


def to_appeal(appeal: Appeal, said: str) -> ResponseReturnValue:
    """Back to the filing, which says what was saved."""
    saved(said)
    return redirect(url_for("appeals.show", **address(appeal)))


@bp.route(f"{OF_ACTION}/new", methods=["GET", "POST"])
@permit(Action.APPEAL_EDIT, load=actions.action_by_number)
def file_appeal(action: DisciplinaryAction) -> ResponseReturnValue:
    """Record that the action was contested in a forum."""
    rows = service.appeals_of(action)
    form = forms.FileForm()
    form.offer(action, rows)
    if form.ready():
        with form.refusals():
            made = service.file_appeal(action, actor=current_actor(), **form.said())
            return to_appeal(made, f"filing {made.number}")
    return form.page(
        "appeals/file.html",
        action=action,
        elected=elections.election_of(rows),
        too_early=action.status in service.TOO_EARLY,
    )


@bp.get(AT)
@permit(Action.APPEAL_VIEW, load=queries.appeal_of, viewed=Event.RECORD_VIEWED)
def show(appeal: Appeal) -> ResponseReturnValue:
    """Where the filing stands, whether it was in time, and what comes next."""
    rows = service.appeals_of(appeal.action)
    elected = elections.election_of(rows)
    return render_template(
        "appeals/show.html",
        appeal=appeal,
        action=appeal.action,
        case=appeal.case,
        at=address(appeal),
        cards=ledger.cards(queries.clocks_of(appeal)),
        barred=elections.barred_by(appeal.forum_code, rows),
        is_elected=elected is not None and elected.id == appeal.id,
        line=forums.line_of(appeal.forum_code),
        step_name=forums.step_name,
        ahead=service.steps_ahead(appeal),
        **{name: reads.rows_of(appeal, model) for name, model in HEARD.items()},
    )


@bp.get(f"{AT}/events/<int:appeal_event>/file")
@permit(Action.APPEAL_VIEW, load=queries.proof_of, viewed=Event.FILE_DOWNLOADED)
def event_file(event: AppealEvent) -> ResponseReturnValue:
    """The paper or proof of a step, always as an attachment."""
    assert event.file is not None
    note(sha256=event.file.sha256)
    return send(event.file, download_name=f"{event.appeal.number} {event.step.label}")


@bp.route(f"{AT}/papers", methods=["GET", "POST"])
@permit(Action.APPEAL_ARGUE, load=queries.appeal_of)
def edit(appeal: Appeal) -> ResponseReturnValue:
    """Representative, docket, judge."""
    form = forms.PapersForm(obj=appeal)
    if form.ready():
        form.refuse_if_stale(appeal)
        with form.refusals():
            service.edit_appeal(appeal, actor=current_actor(), **form.said())
            return to_appeal(appeal, appeal.number)
    return form.page("appeals/papers.html", appeal=appeal)


@bp.route(f"{AT}/counsel", methods=["GET", "POST"])
@permit(Action.APPEAL_EDIT, load=queries.appeal_of)
def name_counsel(appeal: Appeal) -> ResponseReturnValue:
    """Give the appeal to a counsel."""
    people = counsel(appeal.action)
    form = forms.CounselForm(data={"version": appeal.version, "counsel": appeal.counsel_id})
    form.offer(people)
    if form.ready():
        form.refuse_if_stale(appeal)
        with form.refusals():
            who = next(user for user in people if user.id == form.counsel.data)
            service.name_counsel(appeal, actor=current_actor(), counsel=who)
            return to_appeal(appeal, f"{who.name} has the appeal")
    return form.page("appeals/counsel.html", appeal=appeal)


@bp.route(f"{AT}/steps/new", methods=["GET", "POST"])
@permit(Action.APPEAL_ARGUE, load=queries.appeal_of)
def step(appeal: Appeal) -> ResponseReturnValue:
    """Record that it has come further."""
    form = forms.StepForm(data={"version": appeal.version})
    form.offer(appeal)
    if form.ready():
        form.refuse_if_stale(appeal)
        with form.refusals():
            said = form.said() | {"file": taken_in(form.file)}
            service.record_step(appeal, actor=current_actor(), **said)
            name = forums.step_name(appeal.forum_code, appeal.step)
            return to_appeal(appeal, name.lower())
    return form.page("appeals/step.html", appeal=appeal)
