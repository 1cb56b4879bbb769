"""The checklists' pages of administration."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.go_live import queries, service
from jicms.go_live.checklist import Feature, feature_of, registered
from jicms.go_live.forms import EndForm, FillForm, StartForm
from jicms.go_live.models import GoLiveAnswer
from jicms.go_live.queries import Said
from jicms.web.messages import saved

bp = Blueprint("go_live", __name__, url_prefix="/admin/go-live", template_folder="templates")


def _feature(feature: str) -> Feature | None:
    return feature_of(feature)


def _label(answer: GoLiveAnswer) -> str:
    feature = feature_of(answer.feature)
    item = feature.item(answer.item) if feature else None
    return item.label if item else answer.item


@bp.get("")
@permit(Action.ADMIN_VIEW, viewed=Event.ADMIN_VIEWED)
def index() -> ResponseReturnValue:
    """Every feature that is off until its checklist is done."""
    return render_template("go_live/index.html", standings=queries.standings(registered()))


@bp.get("/<feature>")
@permit(Action.ADMIN_VIEW, load=_feature, viewed=Event.ADMIN_VIEWED)
def show(feature: Feature) -> ResponseReturnValue:
    """One checklist: what stands, and what stood before."""
    return render_template(
        "go_live/show.html",
        standing=queries.standing(feature),
        past=queries.past(feature),
        label_of=_label,
    )


@bp.route("/<feature>/items/<item>", methods=["GET", "POST"])
@permit(Action.GO_LIVE_FILL, load=queries.item_of)
def fill(said: Said) -> ResponseReturnValue:
    """Fill in an item, or answer it anew."""
    form = (StartForm if said.item.is_start else FillForm)(obj=said.answer)
    if form.ready():
        with form.refusals():
            service.fill(said.feature, said.item, actor=current_actor(), **form.values())
            saved(f"{said.item.label} waits for a second person's confirmation")
            return redirect(url_for("go_live.show", feature=said.feature.key))
    return form.page("go_live/fill.html", said=said)


@bp.post("/<feature>/answers/<int:answer_id>/confirm")
@permit(Action.GO_LIVE_CONFIRM, load=queries.answer_of)
def confirm(answer: GoLiveAnswer) -> ResponseReturnValue:
    """Confirm what another person filled in."""
    service.confirm(answer, actor=current_actor())
    saved(f"{_label(answer)} is confirmed")
    return redirect(url_for("go_live.show", feature=answer.feature))


@bp.route("/<feature>/answers/<int:answer_id>/end", methods=["GET", "POST"])
@permit(Action.GO_LIVE_END, load=queries.answer_of)
def end(answer: GoLiveAnswer) -> ResponseReturnValue:
    """Take an answer back: the feature is off at once."""
    form = EndForm()
    if form.ready():
        with form.refusals():
            service.end(answer, actor=current_actor(), **form.values())
            saved(f"{_label(answer)} is taken back")
            return redirect(url_for("go_live.show", feature=answer.feature))
    return form.page("go_live/end.html", answer=answer, label=_label(answer))
