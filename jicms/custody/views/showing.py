"""The file of an item: a picture drawn anew, sound and film encoded anew, the whole checked."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.custody.views import bp
from jicms.custody.views.items import AT
from jicms.evidence.models import EvidenceItem
from jicms.evidence.queries import item_of
from jicms.files import alarms, previews
from jicms.files.media import service as media
from jicms.files.media.encoder import WAITING
from jicms.files.media.models import Outcome
from jicms.files.service import verify
from jicms.web.messages import saved, told


def load_picture(number: str, item: int) -> EvidenceItem | None:
    """The item that an address names, where its file can be shown as a picture."""
    found = item_of(number, item)
    return found if found is not None and previews.is_drawn(found.file) else None


def load_recording(number: str, item: int) -> EvidenceItem | None:
    """The item that an address names, where its file is sound or film."""
    found = item_of(number, item)
    return found if found is not None and media.is_recording(found.file) else None


@bp.get(f"{AT}/preview")
@permit(Action.EVIDENCE_VIEW, load=load_picture, viewed=Event.EVIDENCE_SHOWN)
def preview(item: EvidenceItem) -> ResponseReturnValue:
    """The picture of an item, drawn anew; its original is downloaded."""
    assert item.file is not None
    note(sha256=item.file.sha256)
    return previews.picture(item.file)


@bp.get(f"{AT}/play")
@permit(Action.EVIDENCE_VIEW, load=load_recording, viewed=Event.EVIDENCE_SHOWN)
def play(item: EvidenceItem) -> ResponseReturnValue:
    """The preview of the sound or film of an item, or the part that the browser asks for."""
    assert item.file is not None
    found = media.preview_of(item.file)
    if found is None or found.file is None:
        abort(404)
    note(sha256=item.file.sha256, part=request.headers.get("Range", "")[:60])
    return previews.play(item.file, found.file)


@bp.post(f"{AT}/play")
@permit(Action.EVIDENCE_VIEW, load=load_recording, streams=True)
def make_preview(item: EvidenceItem) -> ResponseReturnValue:
    """Encode a short recording anew, now. What takes longer is made by the command."""
    assert item.file is not None
    if not media.is_small(item.file):
        raise RuleBroken("A recording of this size is encoded in the background. Come back later.")
    outcome = media.make(item.file, actor=current_actor(), limits=WAITING)
    if outcome is Outcome.TOO_LONG:
        told(f"{item.key} plays longer than a minute: its preview is made in the background.")
    elif outcome in {Outcome.MADE, Outcome.WITH_GAPS}:
        saved(f"the preview of {item.key} is made")
    return redirect(url_for("evidence.item", number=item.case.number, item=item.n))


def load_file(number: str, item: int) -> EvidenceItem | None:
    """The item that an address names, where it has a file."""
    found = item_of(number, item)
    return found if found is not None and found.file is not None else None


@bp.post(f"{AT}/check")
@permit(Action.CUSTODY_RECORD, load=load_file, streams=True)
def check(item: EvidenceItem) -> ResponseReturnValue:
    """Read the whole file and compare it with its digest at receipt. Nobody waits for it."""
    assert item.file is not None
    if verify(item.file):
        with unit_of_work.write(current_actor()):
            alarms.mark_sound(item.file)
        saved(f"the file of {item.key} is what was received")
    else:
        told(f"The file of {item.key} is not what was received. The alarm is sounded.", "error")
    return redirect(url_for("evidence.item", number=item.case.number, item=item.n))
