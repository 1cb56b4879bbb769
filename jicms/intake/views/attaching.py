"""Files of the one-page form: what is chosen is kept with the draft, whatever button is pressed.

No refusal of another field makes anybody choose a file again.
"""

from collections.abc import Iterable

from flask import request

from jicms.access import guard
from jicms.access.actor import current_actor
from jicms.core import crypto, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.files.taking import Arrived
from jicms.intake import desk as desks
from jicms.intake import service
from jicms.intake.desk import Desk
from jicms.intake.models import IntakeDraft
from jicms.intake.service import drafts, files


def keep(key: str, version: int | None) -> IntakeDraft:
    """The draft of the request's page."""
    return service.save_draft(desks.typed_pairs(), actor=current_actor(), key=key, version=version)


def hold(desk: Desk) -> None:
    """Keep the files that were chosen now, with a draft of the page if there is none yet."""
    form = desk.form
    if not form.attached.data:
        return
    try:
        try:
            draft = keep(form.key.data or "", form.version.data)
        except drafts.SavedElsewhere:
            form.key.data, form.key.raw_data = crypto.random_name(), None
            draft = keep(form.key.data, None)
    except RuleBroken as error:
        desk.refused += error.sentences
        return
    attach(desk, draft)
    form.version.data, form.version.raw_data = draft.version, None


def attach(desk: Desk, draft: IntakeDraft) -> None:
    """Put the chosen files to a draft; what is refused is said at the field, the others stay."""
    uploads = []
    for sent in desk.form.attached.data or ():
        if isinstance(sent, Arrived):
            uploads.append(files.Upload(None, sent.filename, sent))
            continue
        sent.stream.seek(0)
        uploads.append(files.Upload(sent.stream, sent.filename))
    mode = request.form.get("identity", "")
    kept, refused = files.attach(draft, uploads, actor=current_actor(), mode=mode)
    desk.refused += refused
    desk.files |= {row.key: row for row in kept}
    _list(desk, [row.key for row in kept])
    guard.keep_rows()


def gather(desk: Desk) -> None:
    """Find the files that are kept with the page."""
    desk.files = {row.key: row for row in files.files_of_key(desk.form.key.data or "")}


def mend(desk: Desk) -> None:
    """List the files that are kept, and no others."""
    gather(desk)
    desk.form.files.keep_only(lambda entry: entry.key.data in desk.files)
    _list(desk, desk.files)
    said = desk.form.attached.errors
    desk.form.attached.errors = [*said, *(text for text in desk.refused if text not in said)]


def _list(desk: Desk, keys: Iterable[str]) -> None:
    """An entry for each file that has none."""
    entries = desk.form.files
    listed = {entry.key.data for entry in entries.forms}
    for key in keys:
        if key not in listed and entries.can_grow:
            entries.append_entry({"key": key})


def again(desk: Desk) -> None:
    """A refusal undid the whole request: keep the chosen files once more."""
    unit_of_work.abandon()
    unit_of_work.begin_write()
    gather(desk)
    desk.form.files.keep_only(lambda entry: entry.key.data in desk.files)
    if not drafts.recorded_as(desk.form.key.data or ""):
        hold(desk)


def detach(desk: Desk) -> None:
    """Remove the file whose button was pressed."""
    draft = drafts.find_by_key(desk.form.key.data or "")
    if draft is not None:
        files.detach(draft, request.form["detach"], actor=current_actor())
