"""The Investigation tab: teams and the steps of an investigation."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases.landing import land
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.investigations import queries, service
from jicms.investigations.forms import AssignForm, DropForm, SuspendForm, TeamForm
from jicms.investigations.models import Investigation
from jicms.investigations.views import bp
from jicms.investigations.workflow import INVESTIGATION
from jicms.web.messages import saved


def tab_of(case: Case) -> str:
    """The tab's address."""
    return url_for("investigations.index", number=case.number)


def load(number: str, investigation: int) -> Investigation | None:
    """The investigation that an address names."""
    return queries.investigation_of(number, investigation)


@bp.get("/cases/<number>/investigation")
@permit(Action.REPORT_READ, load=case_by_number, viewed=Event.RECORD_VIEWED)
def index(case: Case) -> ResponseReturnValue:
    """The investigations of the case: team, reviewer, target, reports, next steps."""
    actor = current_actor()
    found = queries.investigations_of(case)
    return render_template(
        "investigations/index.html",
        case=case,
        investigations=found,
        targets=queries.targets_of(case),
        steps={
            row.id: {step.name for step in INVESTIGATION.available(row, actor)} for row in found
        },
    )


@bp.route("/cases/<number>/investigation/assign", methods=["GET", "POST"])
@permit(Action.CASE_ASSIGN, load=case_by_number)
def assign(case: Case) -> ResponseReturnValue:
    """Plan an investigation with its team."""
    form = AssignForm()
    form.offer(case)
    if form.ready():
        with form.refusals():
            made = service.assign(case, actor=current_actor(), type=form.type.data, **_people(form))
            return land(case, tab_of(case), f"investigation {made.n} assigned")
    return form.page("investigations/team_form.html", case=case, investigation=None)


@bp.route("/cases/<number>/investigations/<int:investigation>/team", methods=["GET", "POST"])
@permit(Action.CASE_ASSIGN, load=load)
def change_team(investigation: Investigation) -> ResponseReturnValue:
    """Change lead, team or reviewer."""
    case, form = investigation.case, TeamForm()
    form.offer(case)
    if not form.is_submitted():
        form.show(investigation)
    if form.ready():
        with form.refusals():
            service.change_team(investigation, actor=current_actor(), **_people(form))
            return land(case, tab_of(case), f"the team of investigation {investigation.n}")
    return form.page("investigations/team_form.html", case=case, investigation=investigation)


@bp.post("/cases/<number>/investigations/<int:investigation>/open")
@permit(Action.INVESTIGATION_EDIT, load=load)
def open_it(investigation: Investigation) -> ResponseReturnValue:
    """Begin the work."""
    service.open_investigation(investigation, actor=current_actor())
    saved(f"investigation {investigation.n} is open")
    return redirect(tab_of(investigation.case))


@bp.post("/cases/<number>/investigations/<int:investigation>/resume")
@permit(Action.INVESTIGATION_EDIT, load=load)
def resume(investigation: Investigation) -> ResponseReturnValue:
    """Take the work up again."""
    service.resume(investigation, actor=current_actor())
    saved(f"investigation {investigation.n} goes on")
    return redirect(tab_of(investigation.case))


@bp.route("/cases/<number>/investigations/<int:investigation>/suspend", methods=["GET", "POST"])
@permit(Action.INVESTIGATION_EDIT, load=load)
def suspend(investigation: Investigation) -> ResponseReturnValue:
    """Let the work rest for a named reason."""
    form = SuspendForm()
    form.offer()
    if form.ready():
        with form.refusals():
            service.suspend(investigation, actor=current_actor(), reason=form.reason.data)
            saved(f"investigation {investigation.n} is suspended")
            return redirect(tab_of(investigation.case))
    return form.page(
        "investigations/suspend.html", case=investigation.case, investigation=investigation
    )


@bp.route("/cases/<number>/investigations/<int:investigation>/drop", methods=["GET", "POST"])
@permit(Action.CASE_ASSIGN, load=load)
def drop(investigation: Investigation) -> ResponseReturnValue:
    """End an investigation that was planned and is not needed."""
    form = DropForm()
    if form.ready():
        with form.refusals():
            service.drop(investigation, actor=current_actor(), reason=form.reason.data)
            saved(f"investigation {investigation.n} is dropped")
            return redirect(tab_of(investigation.case))
    return form.page(
        "investigations/drop.html", case=investigation.case, investigation=investigation
    )


def _people(form: TeamForm) -> dict[str, Any]:
    chosen = [form.lead.data, *form.team.data, form.reviewer.data]
    users = {user.id: user for user in queries.users_by_id(chosen)}
    return {
        "lead": users[form.lead.data],
        "team": [users[key] for key in form.team.data if key != form.lead.data],
        "reviewer": users[form.reviewer.data],
    }
