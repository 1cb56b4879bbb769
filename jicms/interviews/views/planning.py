"""The Interviews tab; planning an interview and moving it."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases import queries as case_queries
from jicms.cases.models import Case
from jicms.cases.queries import case_by_number
from jicms.interviews import outcome, papers, queries, service
from jicms.interviews.forms import MoveForm, PlanForm, ReasonForm
from jicms.interviews.models import Interview
from jicms.interviews.views import bp
from jicms.web.forms import moment_of
from jicms.web.messages import saved


def page_of(interview: Interview) -> str:
    """The address of an interview's page."""
    return url_for("interviews.show", number=interview.case.number, interview=interview.n)


@bp.get("/cases/<number>/interviews")
@permit(Action.INTERVIEW_VIEW, load=case_by_number, viewed=Event.RECORD_VIEWED)
def index(case: Case) -> ResponseReturnValue:
    """The interviews of the case, and what counsel asked of the gate."""
    plans = policy.allows(current_actor(), Action.INTERVIEW_EDIT, case)
    return render_template(
        "interviews/index.html",
        case=case,
        interviews=queries.interviews_of(case),
        overrides=queries.overrides_of(case),
        can_plan=plans and bool(queries.under_way(case)),
    )


@bp.route("/cases/<number>/interviews/new", methods=["GET", "POST"])
@permit(Action.INTERVIEW_EDIT, load=case_by_number)
def plan(case: Case) -> ResponseReturnValue:
    """Plan an interview."""
    form = PlanForm()
    form.offer(case)
    if form.ready():
        with form.refusals():
            parties = {row.n: row for row in case_queries.parties(case)}
            made = service.schedule(
                form.rows[form.investigation.data],
                actor=current_actor(),
                party=parties[form.party.data],
                at=moment_of(form.on.data, form.at.data, case.agency.zone, "at"),
                warning_code=form.warning_code.data,
                people=form.people(),
                recording=form.recording.data,
                contract_code=form.contract_code.data,
                **{n: form[n].data or "" for n in ("place", "language", "short_notice_reason")},
            )
            saved(f"interview {made.key}")
            return redirect(page_of(made))
    return form.page("interviews/plan.html", case=case)


@bp.get("/cases/<number>/interviews/<int:interview>")
@permit(Action.INTERVIEW_VIEW, load=queries.interview_of, viewed=Event.RECORD_VIEWED)
def show(interview: Interview) -> ResponseReturnValue:
    """One interview."""
    forms = papers.forms_of(interview) if interview.is_ahead else []
    came = outcome.found(interview)
    return render_template(
        "interviews/show.html", case=interview.case, row=interview, forms=forms, came=came
    )


@bp.route("/cases/<number>/interviews/<int:interview>/move", methods=["GET", "POST"])
@permit(Action.INTERVIEW_EDIT, load=queries.interview_of)
def move(interview: Interview) -> ResponseReturnValue:
    """Set a new date."""
    case, form = interview.case, MoveForm.of(interview)
    if form.ready():
        form.refuse_if_stale(interview)
        with form.refusals():
            service.reschedule(
                interview,
                actor=current_actor(),
                at=moment_of(form.on.data, form.at.data, case.agency.zone, "at"),
                place=form.place.data or "",
                short_notice_reason=form.short_notice_reason.data or "",
            )
            saved(f"interview {interview.key} has a new date")
            return redirect(page_of(interview))
    return form.page("interviews/move.html", case=case, row=interview)


ENDINGS: dict[str, tuple[Callable[..., Interview], str, str]] = {
    "postpone": (service.postpone, "Postpone", "is postponed"),
    "cancel": (service.cancel, "Cancel", "is cancelled"),
    "refuse": (service.refuse, "Record a refusal of", "was refused"),
}


@bp.route("/cases/<number>/interviews/<int:interview>/end", methods=["GET", "POST"])
@permit(Action.INTERVIEW_EDIT, load=queries.interview_of)
def end(interview: Interview) -> ResponseReturnValue:
    """Postpone or cancel it, or record that the person refused; `step` says which."""
    step = request.args.get("step", "")
    take, verb, done = ENDINGS.get(step, ENDINGS["cancel"])
    form = ReasonForm()
    if form.ready():
        with form.refusals():
            take(interview, actor=current_actor(), reason=form.reason.data)
            saved(f"interview {interview.key} {done}")
            return redirect(page_of(interview))
    return form.page("interviews/end.html", case=interview.case, row=interview, verb=verb)
