"""Standing declinations of prosecutors: entered, confirmed by a second person, ended."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.files.naming import offered_name
from jicms.files.responses import send
from jicms.files.taking import taken_in
from jicms.prosecution import queries_gate as queries
from jicms.prosecution import service_gate as service
from jicms.prosecution.forms_gate import StandingForm
from jicms.prosecution.models_gate import StandingDeclination
from jicms.prosecution.views_gate import bp
from jicms.web.messages import saved

__all__ = ["bp", "confirm_standing", "end_standing", "enter_standing", "letter_file", "standing"]


@bp.get("/standing-declinations")
@permit(Action.STANDING_EDIT, viewed=Event.LIST_VIEWED)
def standing() -> ResponseReturnValue:
    """Every letter of the agency."""
    return render_template("prosecution/standing.html", letters=queries.standing_letters())


@bp.route("/standing-declinations/new", methods=["GET", "POST"])
@permit(Action.STANDING_EDIT)
def enter_standing() -> ResponseReturnValue:
    """Enter a letter."""
    form = StandingForm()
    form.offer(current_actor())
    if form.ready():
        with form.refusals():
            told = form.values() | {"file": taken_in(form.file)}
            told["prosecutor"] = told["prosecutor"] or ""
            service.enter_standing(actor=current_actor(), **told)
            saved("the letter counts once a second person confirms it")
            return redirect(url_for("prosecution.standing"))
    return form.page("prosecution/standing_form.html")


@bp.post("/standing-declinations/<int:standing>/confirm")
@permit(Action.STANDING_CONFIRM, load=queries.standing_by_id)
def confirm_standing(standing: StandingDeclination) -> ResponseReturnValue:
    """Confirm a letter, as a second person."""
    service.confirm_standing(standing, actor=current_actor())
    saved("the letter counts")
    return redirect(url_for("prosecution.standing"))


@bp.post("/standing-declinations/<int:standing>/end")
@permit(Action.STANDING_EDIT, load=queries.standing_by_id)
def end_standing(standing: StandingDeclination) -> ResponseReturnValue:
    """Rely on a letter no longer."""
    service.end_standing(standing, actor=current_actor())
    saved("the letter counts no longer")
    return redirect(url_for("prosecution.standing"))


@bp.get("/standing-declinations/<int:standing>/file")
@permit(Action.STANDING_EDIT, load=queries.standing_by_id, viewed=Event.FILE_DOWNLOADED)
def letter_file(standing: StandingDeclination) -> ResponseReturnValue:
    """The letter, always as an attachment."""
    note(sha256=standing.file.sha256)
    name = offered_name(standing.file, "standing-declination", str(standing.id))
    return send(standing.file, download_name=name)
