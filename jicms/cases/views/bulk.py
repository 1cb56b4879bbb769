"""One act on many cases: asked for, previewed, confirmed."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.cases import bulk
from jicms.cases.bulk import BulkAct, BulkForm, Choice
from jicms.cases.views import bp
from jicms.core import unit_of_work
from jicms.core.errors import Missing, RuleBroken
from jicms.web.messages import saved
from jicms.web.paging import local_url

PICK, DO, BACK, APPLY = "pick", "do", "back", "apply"


@bp.route("/cases/bulk", methods=["GET", "POST"])
@permit(Action.CASE_BULK, viewed=Event.LIST_VIEWED)
def bulk_act() -> ResponseReturnValue:
    """What the act asks, then what it would do to each case, then the result."""
    actor, sent = current_actor(), request.values
    act = bulk.find(actor, sent.get(DO, ""))
    if act is None:
        raise Missing
    choice = bulk.chosen(sent.getlist(PICK))
    form = act.form()
    form.offer(choice.cases)
    back = local_url(sent.get(BACK), url_for("cases.index"))
    if not form.ready():
        note(list="bulk", act=act.key, cases=len(choice.cases))
        return _page(act, choice, form, back)
    if APPLY not in request.form:
        return _page(act, choice, form, back, told=bulk.tried(act, choice, form, actor))
    try:
        done = bulk.apply(act, choice, form, actor)
    except RuleBroken as error:
        return _refused(act, choice, form, back, error)
    saved(f"{act.label.lower()} on {len(done)} case{'' if len(done) == 1 else 's'}")
    return redirect(back)


def _page(
    act: BulkAct, choice: Choice, form: BulkForm, back: str, **more: Any
) -> ResponseReturnValue:
    told = more.get("told")
    fits = [row for row in told or () if not row.refused]
    return form.page(
        "cases/bulk.html",
        act=act,
        choice=choice,
        back=back,
        told=told,
        fits=fits,
        at_most=bulk.AT_MOST,
        fields=[f for f in form if getattr(f, "kind", "") and f.short_name != "csrf_token"],
    )


def _refused(
    act: BulkAct, choice: Choice, form: BulkForm, back: str, error: RuleBroken
) -> ResponseReturnValue:
    """Nothing was done: the same preview again, as things are now, with what stood in the way."""
    unit_of_work.abandon()
    unit_of_work.begin_write()
    again = bulk.chosen(choice.versions)
    told = bulk.tried(act, again, form, current_actor())
    for sentence in error.sentences:
        form.fault(None, sentence)
    return _page(act, again, form, back, told=told)
