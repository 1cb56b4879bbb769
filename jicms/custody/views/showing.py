"""Showing the file of an item: a picture drawn anew, sound and film in pieces."""

from flask import request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.custody.views import bp
from jicms.custody.views.items import AT
from jicms.evidence.models import EvidenceItem
from jicms.evidence.queries import item_of
from jicms.files import previews


def load_picture(number: str, item: int) -> EvidenceItem | None:
    """The item that an address names, where its file can be shown as a picture."""
    found = item_of(number, item)
    return found if found is not None and previews.is_drawn(found.file) else None


def load_played(number: str, item: int) -> EvidenceItem | None:
    """The item that an address names, where its file is sound or film."""
    found = item_of(number, item)
    return found if found is not None and previews.is_played(found.file) else None


@bp.get(f"{AT}/preview")
@permit(Action.EVIDENCE_VIEW, load=load_picture, viewed=Event.EVIDENCE_SHOWN)
def preview(item: EvidenceItem) -> ResponseReturnValue:
    """The picture of an item, drawn anew; its original is downloaded."""
    assert item.file is not None
    note(sha256=item.file.sha256)
    return previews.picture(item.file)


@bp.get(f"{AT}/play")
@permit(Action.EVIDENCE_VIEW, load=load_played, viewed=Event.EVIDENCE_SHOWN)
def play(item: EvidenceItem) -> ResponseReturnValue:
    """The sound or film of an item, or the part of it that the browser asks for."""
    assert item.file is not None
    note(sha256=item.file.sha256, part=request.headers.get("Range", "")[:60])
    return previews.play(item.file)
