"""The administrator's pages of the thresholds."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.early_notice import service
from jicms.early_notice.forms import ThresholdForm
from jicms.early_notice.models import EarlyNoticeThreshold
from jicms.early_notice.views import group_name
from jicms.refdata.models import AllegationGroup
from jicms.refdata.queries import choices
from jicms.web.messages import saved

bp = Blueprint("thresholds", __name__, url_prefix="/admin/early-notice")


def threshold_by_id(threshold_id: int) -> EarlyNoticeThreshold | None:
    """A threshold."""
    return unit_of_work.session().get(EarlyNoticeThreshold, threshold_id)


@bp.get("")
@permit(Action.ADMIN_VIEW, viewed=Event.ADMIN_VIEWED)
def index() -> ResponseReturnValue:
    """Every threshold, those in use first."""
    row = EarlyNoticeThreshold
    found = unit_of_work.session().scalars(
        select(row).order_by(row.valid_to.is_not(None), row.group_code, row.valid_from.desc())
    )
    return render_template(
        "early_notice/thresholds.html", thresholds=list(found), group_name=group_name
    )


@bp.route("/new", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT)
def add() -> ResponseReturnValue:
    """Add a threshold."""
    return _form(None)


@bp.route("/<int:threshold_id>/replace", methods=["GET", "POST"])
@permit(Action.REFDATA_EDIT, load=threshold_by_id)
def replace(threshold: EarlyNoticeThreshold) -> ResponseReturnValue:
    """Write the next version of a threshold."""
    return _form(threshold)


@bp.post("/<int:threshold_id>/end")
@permit(Action.REFDATA_EDIT, load=threshold_by_id)
def end(threshold: EarlyNoticeThreshold) -> ResponseReturnValue:
    """Count by it no longer after today."""
    actor = current_actor()
    last = max(clock.today(actor.zone), threshold.valid_from)
    service.end_threshold(threshold, actor=actor, last_day=last)
    saved("the threshold ends today")
    return redirect(url_for("thresholds.index"))


_COPIED = ("cases", "months", "min_months", "min_unit", "together", "source")


def _form(before: EarlyNoticeThreshold | None) -> ResponseReturnValue:
    actor = current_actor()
    shown = {name: getattr(before, name) for name in _COPIED} if before else {}
    form = ThresholdForm(data={**shown, "group": before.group_code if before else None})
    session, today = unit_of_work.session(), clock.today(actor.zone)
    form.group.offer(choices(session, AllegationGroup, today))
    if form.ready():
        with form.refusals():
            typed = form.values()
            typed["group_code"] = typed.pop("group")
            service.add_threshold(actor=actor, replaces=before, **typed)
            saved("the threshold counts from its first day on")
            return redirect(url_for("thresholds.index"))
    return form.page("early_notice/threshold_form.html", before=before)
