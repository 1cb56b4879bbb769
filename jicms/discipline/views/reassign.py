"""Many actions to another specialist: asked for, previewed, confirmed."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import Actor, current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.auth.models import Office
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.discipline import queries, steps
from jicms.discipline.forms.reassign import ReassignForm
from jicms.discipline.service import reassigning
from jicms.discipline.service.reassigning import Choice
from jicms.discipline.views import bp
from jicms.web.filters import plural
from jicms.web.messages import saved
from jicms.web.paging import local_url


@bp.route("/discipline/reassign", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_REASSIGN, viewed=Event.LIST_VIEWED)
def reassign() -> ResponseReturnValue:
    """Who gets the chosen actions and why, then what would happen to each, then the result."""
    actor, sent = current_actor(), request.values
    choice = reassigning.chosen(sent.getlist("pick"))
    form = _form(actor)
    back = local_url(sent.get("back"), url_for("discipline.index"))
    if not form.ready():
        note(list="reassign", actions=len(choice.actions))
        return _page(choice, form, back)
    if "apply" not in request.form:
        return _page(choice, form, back, told=reassigning.tried(choice, actor=actor, **form.said()))
    try:
        done = reassigning.reassign(choice, actor=actor, **form.said())
    except RuleBroken as error:
        return _refused(choice, back, error)
    saved(f"{plural(len(done), 'action')} given to {form.user.name}")
    return redirect(back)


def _form(actor: Actor) -> ReassignForm:
    form = ReassignForm()
    office = unit_of_work.session().get(Office, actor.office_id)
    form.offer(queries.specialists(office) if office is not None else ())
    return form


def _page(choice: Choice, form: ReassignForm, back: str, **more: Any) -> ResponseReturnValue:
    told = more.get("told")
    return form.page(
        "discipline/reassign.html",
        choice=choice,
        back=back,
        told=told,
        fits=[row for row in told or () if not row.refused],
        at_most=reassigning.AT_MOST,
        stage=steps.stage,
    )


def _refused(choice: Choice, back: str, error: RuleBroken) -> ResponseReturnValue:
    """Nothing was done: the same preview again, as things are now, with what stood in the way."""
    unit_of_work.abandon()
    unit_of_work.begin_write()
    actor, again = current_actor(), reassigning.chosen(choice.versions)
    form = _form(actor)
    told = reassigning.tried(again, actor=actor, **form.said())
    for sentence in error.sentences:
        form.fault(None, sentence)
    return _page(again, form, back, told=told)
