"""The supervisor's pages of early notice. They do not exist while the feature is off."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms import go_live
from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.early_notice import counting, service
from jicms.early_notice.counting import Notice
from jicms.early_notice.forms import ReviewForm
from jicms.early_notice.models import Disposition
from jicms.refdata.models import AllegationGroup
from jicms.refdata.queries import label_of
from jicms.web.messages import saved

bp = Blueprint("early_notice", __name__, url_prefix="/early-notice", template_folder="templates")


def link(actor: Actor) -> tuple[str, str, str] | None:
    """The link beside the reports: for those who may look, while the feature is live."""
    if not policy.allows(actor, Action.EARLY_NOTICE) or not go_live.is_live(service.KEY):
        return None
    summary = "Employees with several cases in a period. A question for the supervisor, no finding."
    return url_for("early_notice.index"), "Early notice", summary


def live_notices() -> list[Notice] | None:
    """Everybody to look at; None while the feature is off."""
    actor = current_actor()
    if not policy.allows(actor, Action.EARLY_NOTICE):
        return []  # the guard refuses; nothing is counted for somebody else
    return counting.notices(actor) if go_live.is_live(service.KEY) else None


def notice_of(person_id: int) -> Notice | None:
    """One employee's notice, if the viewer's own cases give rise to it and the feature is live."""
    actor = current_actor()
    if not policy.allows(actor, Action.EARLY_NOTICE) or not go_live.is_live(service.KEY):
        return None
    return next(iter(counting.notices(actor, person_id=person_id)), None)


def group_name(code: str) -> str:
    """A group in words; "" is all of them together."""
    return label_of(AllegationGroup, code) if code else "All groups together"


@bp.get("")
@permit(Action.EARLY_NOTICE, load=live_notices, viewed=Event.EARLY_NOTICE_VIEWED)
def index(notices: list[Notice]) -> ResponseReturnValue:
    """The employees whom a threshold asks to look at."""
    note(persons="".join(f"#{notice.person.id};" for notice in notices))
    return render_template(
        "early_notice/index.html", notices=notices, group_name=group_name, most=counting.SHOWN
    )


@bp.get("/<int:person_id>")
@permit(Action.EARLY_NOTICE, load=notice_of, viewed=Event.EARLY_NOTICE_VIEWED)
def show(notice: Notice) -> ResponseReturnValue:
    """Why somebody is listed, with the arithmetic, the cases, and what was done before."""
    return render_template("early_notice/show.html", notice=notice, group_name=group_name)


@bp.route("/<int:person_id>/review", methods=["GET", "POST"])
@permit(Action.EARLY_NOTICE, load=notice_of)
def review(notice: Notice) -> ResponseReturnValue:
    """Record what was done after looking."""
    form = ReviewForm()
    form.offer()
    if form.ready():
        with form.refusals():
            chosen = Disposition(form.disposition.data)
            service.review(
                notice, actor=current_actor(), disposition=chosen, reason=form.reason.data
            )
            saved(f"{notice.person.name}, {chosen.label.lower()}")
            return redirect(url_for("early_notice.show", person_id=notice.person.id))
    return form.page("early_notice/review.html", notice=notice)
