"""Media by reference: their first list of hashes, and later ones compared with it."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.custody import hashlists, service
from jicms.custody.forms_rounds import MediumForm
from jicms.custody.models_rounds import MediaList, MediaReference
from jicms.custody.views import bp
from jicms.custody.views.items import AT
from jicms.evidence.models import EvidenceItem
from jicms.evidence.queries import item_of
from jicms.files.naming import offered_name
from jicms.files.responses import send
from jicms.web.filters import plural
from jicms.web.messages import saved, told

#: Differences that a page names; the list itself has all.
NAMED = 500


def load_list(number: str, item: int, media: int) -> MediaList | None:
    """A list within its item within its case."""
    found = item_of(number, item)
    if found is None:
        return None
    return unit_of_work.session().scalar(
        select(MediaList)
        .where(MediaList.item_id == found.id, MediaList.n == media)
        .options(
            joinedload(MediaList.file), joinedload(MediaList.case), joinedload(MediaList.taken_by)
        )
    )


def _hashes(form: MediumForm) -> str:
    """What was pasted, or what the uploaded list says."""
    if form.list_file.data is None:
        if not form.hashes.data:
            raise RuleBroken("Paste the list, or choose its file.", field="hashes")
        return str(form.hashes.data)
    try:
        return str(form.list_file.data.stream.read().decode())
    except UnicodeDecodeError:
        raise RuleBroken("The file is not a text in UTF-8.", field="list_file") from None


@bp.route(f"{AT}/medium", methods=["GET", "POST"])
@permit(Action.CUSTODY_RECORD, load=item_of)
def medium(item: EvidenceItem) -> ResponseReturnValue:
    """Register the medium of an item, or compare it with its first list."""
    known = unit_of_work.session().get(MediaReference, item.id)
    form, actor, here = MediumForm(known=known is not None), current_actor(), item.case.number
    if form.ready():
        with form.refusals():
            hashes = _hashes(form)
            if known is None:
                made = service.register_medium(
                    item,
                    actor=actor,
                    serial=form.serial.data or "",
                    path=form.path.data or "",
                    hashes=hashes,
                )
            else:
                made = service.compare_medium(item, actor=actor, hashes=hashes)
            saved(f"{made.key} of {item.key}, {made.entries:,} files")
            if made.differences:
                differ = plural(made.differences, "file is", "files are")
                told(f"{differ} not as in the first list.", "warning")
            return redirect(url_for("custody.media_list", number=here, item=item.n, media=made.n))
    return form.page("custody/medium.html", item=item, case=item.case, known=known)


@bp.get(f"{AT}/media/<int:media>")
@permit(Action.EVIDENCE_VIEW, load=load_list, viewed=Event.RECORD_VIEWED)
def media_list(row: MediaList) -> ResponseReturnValue:
    """A list, and file by file what differs from the first one."""
    first = service.list_of(row.item, 1)
    differs = []
    if row.differences and first is not None:
        differs = hashlists.compared(service.hashes_of(first), service.hashes_of(row))
    return render_template(
        "custody/media_list.html",
        row=row,
        item=row.item,
        case=row.case,
        differs=differs[:NAMED],
        named=NAMED,
    )


@bp.get(f"{AT}/media/<int:media>/file")
@permit(Action.EVIDENCE_VIEW, load=load_list, viewed=Event.FILE_DOWNLOADED)
def media_file(row: MediaList) -> ResponseReturnValue:
    """The list as a file that `sha256sum --check` reads."""
    note(sha256=row.file.sha256)
    return send(
        row.file, download_name=offered_name(row.file, row.case.number, f"{row.item.key}-{row.n}")
    )
