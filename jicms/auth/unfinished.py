"""Uploads that no form took yet: whose they are sees how far they came, and removes them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import Actor, current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.files.tus import service
from jicms.files.tus.errors import InUse
from jicms.files.tus.models import Upload
from jicms.web.messages import saved, told
from jicms.web.navigation import PageLink, Panel, account, home

bp = Blueprint("unfinished", __name__)


def own_upload(key: str) -> Upload | None:
    """The upload that an address names, where it is the actor's under this membership."""
    return service.find(key, actor=current_actor())


@bp.get("/unfinished-uploads")
@permit(Action.FILE_UPLOAD, viewed=Event.LIST_VIEWED)
def index() -> ResponseReturnValue:
    """What was begun or has arrived, and until when it is kept."""
    rows = service.waiting_of(current_actor())
    note(list="uploads", count=len(rows))
    return render_template(
        "auth/unfinished.html", rows=[(row, service.received(row)) for row in rows]
    )


@bp.post("/unfinished-uploads/<key>/remove")
@permit(Action.FILE_UPLOAD, load=own_upload)
def remove(upload: Upload) -> ResponseReturnValue:
    """Remove one, with its bytes."""
    name = upload.name
    try:
        service.give_up(upload)
        saved(f"{name} is removed")
    except InUse:
        told(f"A part of {name} is arriving. Stop it in its tab, then remove it.", "warning")
    return redirect(url_for("unfinished.index"))


def _waiting(actor: Actor) -> Mapping[str, Any] | None:
    rows = service.waiting_of(actor)
    return {"rows": rows} if rows else None


def init_app(app: Flask) -> None:
    """Register the page, its link, and what reminds of it on My work."""
    app.register_blueprint(bp)
    account.add(PageLink("Unfinished uploads", "unfinished.index", Action.FILE_UPLOAD, order=35))
    home.add(
        Panel(
            "uploads.unfinished",
            "auth/panels/unfinished.html",
            Action.FILE_UPLOAD,
            load=_waiting,
            column="side",
            order=95,
        )
    )
