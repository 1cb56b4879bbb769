"""Who has access to a case, why and until when; sharing, restricting, stepping back."""

from datetime import datetime, time

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.auth.models import Membership, Office
from jicms.cases import holders, queries, service
from jicms.cases.forms import ReasonForm, RecusalForm, RestrictForm, ShareForm
from jicms.cases.forms_access import GlassDecisionForm, GlassForm, ShareRecordsForm
from jicms.cases.landing import land
from jicms.cases.models import Case, CaseGrant, Recusal
from jicms.cases.models_breakglass import BreakGlass
from jicms.cases.service import glass
from jicms.cases.views import bp
from jicms.core import unit_of_work
from jicms.refdata.models import ShareReason
from jicms.refdata.queries import label_of
from jicms.web.forms import moment
from jicms.web.messages import saved, told

_END_OF_DAY = time(23, 59)


def _access(case: Case) -> str:
    return url_for("cases.access", number=case.number)


def _recipient(key: str) -> Office | Membership:
    """What the form offered under that key."""
    kind, _, number = key.partition(":")
    model = Office if kind == "office" else Membership
    found = unit_of_work.session().get(model, int(number))
    assert isinstance(found, Office | Membership)
    return found


def _until(form: ShareForm, case: Case) -> datetime | None:
    return moment(form.until.data, _END_OF_DAY, case.agency.zone) if form.until.data else None


@bp.get("/cases/<number>/access")
@permit(Action.CASE_ACCESS_VIEW, load=queries.case_by_number, viewed=Event.RECORD_VIEWED)
def access(case: Case) -> ResponseReturnValue:
    """Every grant: who, how much, why, from whom, until when."""
    return render_template(
        "cases/access.html",
        case=case,
        grants=holders.of_case(case),
        recusals=queries.recusals(case),
        requests=glass.of_case(case),
    )


@bp.route("/cases/<number>/access/share", methods=["GET", "POST"])
@permit(Action.CASE_SHARE, load=queries.case_by_number)
def share(case: Case) -> ResponseReturnValue:
    """Open the case to an office or a person."""
    form = ShareRecordsForm()
    form.offer(case)
    if form.ready():
        with form.refusals():
            service.share(
                case,
                actor=current_actor(),
                to=_recipient(form.to.data),
                level=form.level.data,
                reason=f"{label_of(ShareReason, form.why.data)}. {form.reason.data}",
                until=_until(form, case),
                items=form.rows,
            )
            saved("the case is shared")
            return redirect(_access(case))
    return form.page("cases/share_form.html", case=case)


@bp.route("/cases/<number>/access/<int:grant>/revoke", methods=["GET", "POST"])
@permit(Action.CASE_SHARE, load=queries.grant_of)
def revoke(grant: CaseGrant) -> ResponseReturnValue:
    """End a share, or take somebody off the named list."""
    form, case = ReasonForm(), grant.case
    if form.ready():
        with form.refusals():
            service.end_share(grant, actor=current_actor(), case=case, **form.values())
            return land(case, _access(case), "access ended")
    return form.page("cases/revoke.html", case=case, held=holders.of_grant(grant))


@bp.route("/cases/<number>/access/restrict", methods=["GET", "POST"])
@permit(Action.CASE_RESTRICT, load=queries.case_by_number)
def restrict(case: Case) -> ResponseReturnValue:
    """Keep the case to named people, or name further ones."""
    form = RestrictForm()
    form.offer(case)
    if form.ready():
        with form.refusals():
            members = queries.memberships(form.members.data)
            service.restrict(case, actor=current_actor(), members=members, reason=form.reason.data)
            return land(case, _access(case), "the case is kept to the named people")
    return form.page("cases/restrict_form.html", case=case)


@bp.route("/cases/<number>/access/unrestrict", methods=["GET", "POST"])
@permit(Action.CASE_RESTRICT, load=queries.case_by_number)
def unrestrict(case: Case) -> ResponseReturnValue:
    """Lift the restriction."""
    form = ReasonForm()
    if form.ready():
        with form.refusals():
            service.unrestrict(case, actor=current_actor(), **form.values())
            return land(case, _access(case), "the restriction is lifted")
    return form.page("cases/unrestrict.html", case=case)


@bp.route("/recusals/new", methods=["GET", "POST"])
@permit(Action.CASE_RECUSE)
def declare_recusal() -> ResponseReturnValue:
    """Step back from a case by its number. The answer is the same whether it exists or not."""
    form = RecusalForm()
    if form.ready():
        with form.refusals():
            service.declare_recusal(actor=current_actor(), **form.values())
            told("Saved", "success")
            return redirect(url_for("home.index"))
    return form.page("cases/recusal_form.html")


@bp.route("/cases/<number>/recuse", methods=["GET", "POST"])
@permit(Action.CASE_RECUSE, load=queries.case_by_number)
def recuse(case: Case) -> ResponseReturnValue:
    """Step back from the case."""
    form = ReasonForm()
    if form.ready():
        with form.refusals():
            service.recuse(case, actor=current_actor(), **form.values())
            return land(case, _access(case), "the recusal")
    return form.page("cases/recuse.html", case=case)


@bp.route("/cases/<number>/access/recusals/<int:recusal>/lift", methods=["GET", "POST"])
@permit(Action.RECUSAL_LIFT, load=queries.recusal_of)
def lift_recusal(recusal: Recusal) -> ResponseReturnValue:
    """Let somebody who stepped back have the case again."""
    form = ReasonForm()
    if form.ready():
        with form.refusals():
            service.lift_recusal(recusal, actor=current_actor(), **form.values())
            saved(f"the recusal of {recusal.user.name} is lifted")
            return redirect(_access(recusal.case))
    return form.page("cases/recusal_lift.html", case=recusal.case, recusal=recusal)


@bp.route("/break-glass", methods=["GET", "POST"])
@permit(Action.GLASS_ASK)
def ask_for_case() -> ResponseReturnValue:
    """Ask for a restricted case by number. The answer is always the same."""
    form = GlassForm()
    if form.ready():
        with form.refusals():
            glass.ask(actor=current_actor(), **form.values())
            told(glass.ANSWER, "success")
            return redirect(url_for("home.index"))
    return form.page("cases/glass_ask.html")


@bp.route("/cases/<number>/access/requests/<int:glass>", methods=["GET", "POST"])
@permit(Action.GLASS_DECIDE, load=glass.request_of)
def decide_request(request: BreakGlass) -> ResponseReturnValue:
    """Open the case to the asker for a day, or refuse."""
    form, case = GlassDecisionForm(), request.case
    assert case is not None
    form.offer()
    if form.ready():
        with form.refusals():
            open_it = form.decision.data == "open"
            glass.decide(request, actor=current_actor(), open_it=open_it, reason=form.reason.data)
            saved("the decision on the request")
            return redirect(url_for("cases.show", number=case.number))
    return form.page("cases/glass_decide.html", case=case, request=request)
