"""Drafts: the list, resuming, discarding."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.intake import desk as desks
from jicms.intake import queries, service
from jicms.intake.models import IntakeDraft
from jicms.intake.views import bp
from jicms.intake.views.entry import agency, page
from jicms.web.forms import BaseForm
from jicms.web.messages import told


@bp.get("/intake/drafts")
@permit(Action.INTAKE, viewed=Event.LIST_VIEWED)
def drafts() -> ResponseReturnValue:
    """The author's own drafts, the latest first. Nobody else's can be seen by anybody."""
    found = queries.drafts_of_actor()
    return render_template("intake/drafts.html", drafts=[queries.opened(row) for row in found])


@bp.get("/intake/drafts/<int:number>")
@permit(Action.INTAKE, load=queries.draft_of, viewed=Event.RECORD_VIEWED)
def resume(draft: IntakeDraft) -> ResponseReturnValue:
    """The form, with all that was typed."""
    desk = desks.open_desk(agency(), service.typed_in(draft))
    desk.form.key.data, desk.form.key.raw_data = draft.key, None
    desk.form.version.data, desk.form.version.raw_data = draft.version, None
    desks.look(desk)
    return page(desk)


@bp.route("/intake/drafts/<int:number>/discard", methods=["GET", "POST"])
@permit(Action.INTAKE, load=queries.draft_of)
def discard(draft: IntakeDraft) -> ResponseReturnValue:
    """Remove a draft, after a page that says what goes."""
    form = BaseForm()
    if form.ready():
        number = draft.id
        service.discard_draft(draft, actor=current_actor())
        told(f"Draft {number} was discarded.", "success")
        return redirect(url_for("intake.drafts"))
    return form.page("intake/discard.html", draft=queries.opened(draft))
