"""Files that come with a complaint: kept with the draft, handed over to the case.

Nothing carries the name that a file came with but a sealed label, and of an anonymous reporter not
even that: there a picture is drawn anew and only the new one kept. What a report of the public page
brought stays with the report as well, whatever becomes of the draft: its bytes are not removed.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from jicms.access.actor import Actor
from jicms.cases.models import IdentityMode
from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import Denied, RuleBroken
from jicms.files import images, names
from jicms.files import service as store
from jicms.files.models import FileSource, ScanState, StoredFile
from jicms.files.taking import Arrived, take_unnamed
from jicms.intake.complaint import Attached
from jicms.intake.models import IntakeDraft, IntakeFile
from jicms.intake.models_received import ReceivedFile

#: Files of one complaint.
AT_MOST = 20
#: Our own endings, where a file's name is ours: by its content, never by what it was called.
ENDINGS = {
    "application/pdf": ".pdf",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/wave": ".wav",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "image/webp": ".webp",
    "message/rfc822": ".eml",
    "text/plain": ".txt",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent: with the form, or in parts before."""

    stream: IO[bytes] | None
    name: str | None
    arrived: Arrived | None = None


def attach(
    draft: IntakeDraft, uploads: Iterable[Upload], *, actor: Actor, mode: str
) -> tuple[list[IntakeFile], list[str]]:
    """Keep files with a draft; returns those kept, and a sentence for each that was refused.

    `mode` is how the reporter's identity is kept, as far as it is chosen.
    """
    if draft.author_id != actor.user_id:
        raise Denied
    kept: list[IntakeFile] = []
    refused: list[str] = []
    room = AT_MOST - len(files_of(draft))
    for upload in uploads:
        if len(kept) >= room:
            refused.append(f"A complaint takes {AT_MOST} files. The others were not kept.")
            break
        try:
            with unit_of_work.session().begin_nested():
                kept.append(_keep(draft, upload, actor, mode))
        except RuleBroken as error:
            refused.append(f"{names.label(upload.name, limit=60)}: {' '.join(error.sentences)}")
    return kept, refused


def _keep(draft: IntakeDraft, upload: Upload, actor: Actor, mode: str) -> IntakeFile:
    anonymous = mode == IdentityMode.ANONYMOUS
    row = IntakeFile(draft_id=draft.id, author_id=draft.author_id, key=crypto.random_name())
    if upload.stream is None:
        assert upload.arrived is not None
        row.file = take_unnamed(upload.arrived, actor=actor)
        if anonymous and needs_cleaning(row.file):
            original, row.file, row.is_cleaned = row.file, cleaned_copy(row.file), True
            store.remove(original)
    elif anonymous and _looks_like_a_picture(upload.stream):
        row.file = store.ingest(
            images.cleaned(upload.stream), name=None, by=actor.user_id, source=FileSource.UPLOAD
        )
        row.is_cleaned = True
    else:
        row.file = store.ingest(upload.stream, name=None, by=actor.user_id)
    if not anonymous:
        row.name_sealed = crypto.seal_text("vault", _context(row), names.label(upload.name))
    session = unit_of_work.session()
    session.add(row)
    session.flush()
    return row


def bring(draft: IntakeDraft, received: ReceivedFile, *, name: str) -> IntakeFile:
    """Keep a file of a report with a draft: the same bytes, as they came where that was kept."""
    row = IntakeFile(
        draft_id=draft.id,
        author_id=draft.author_id,
        key=crypto.random_name(),
        file=received.original or received.file,
        is_cleaned=received.is_cleaned and received.original_id is None,
    )
    if name:
        row.name_sealed = crypto.seal_text("vault", _context(row), names.label(name))
    session = unit_of_work.session()
    session.add(row)
    session.flush()
    return row


def of_reports(found: Iterable[StoredFile]) -> dict[int, ReceivedFile]:
    """Those that came by the public page, by the number of the stored file."""
    numbers = {file.id for file in found}
    if not numbers:
        return {}
    rows = unit_of_work.session().scalars(
        select(ReceivedFile)
        .where(or_(ReceivedFile.file_id.in_(numbers), ReceivedFile.original_id.in_(numbers)))
        .options(joinedload(ReceivedFile.file))
        .execution_options(unscoped="what a report keeps is kept, whoever sees the report")
    )
    return {number: row for row in rows for number in (row.file_id, row.original_id) if number}


def _looks_like_a_picture(stream: IO[bytes]) -> bool:
    """By its content; the stream stands at its beginning again afterwards."""
    found = store.type_of(stream)
    stream.seek(0)
    return images.is_picture(found) and found not in images.DRAWINGS


def _context(row: IntakeFile) -> str:
    return f"intake_file:{row.author_id}:{row.key}"


def name_of(row: IntakeFile) -> str:
    """The name that a file came with, "" where none is kept."""
    return crypto.open_text("vault", _context(row), row.name_sealed) if row.name_sealed else ""


def own_name(file: StoredFile, n: int) -> str:
    """What we call a file whose own name is not kept: `attachment-2.jpg`."""
    return f"attachment-{n}{ENDINGS.get(file.content_type, '')}"


def files_of(draft: IntakeDraft) -> Sequence[IntakeFile]:
    """The files of a draft, in the order that they came."""
    return (
        unit_of_work.session()
        .scalars(
            select(IntakeFile)
            .where(IntakeFile.draft_id == draft.id)
            .order_by(IntakeFile.id)
            .options(joinedload(IntakeFile.file))
        )
        .all()
    )


def files_of_key(key: str) -> Sequence[IntakeFile]:
    """The files of the actor's own draft of that key, in the order that they came."""
    return (
        unit_of_work.session()
        .scalars(
            select(IntakeFile)
            .join(IntakeDraft, IntakeDraft.id == IntakeFile.draft_id)
            .where(IntakeDraft.key == key, IntakeDraft.expires_at > clock.now())
            .order_by(IntakeFile.id)
            .options(joinedload(IntakeFile.file))
        )
        .all()
    )


def release(rows: Iterable[IntakeFile], handed: Iterable[Attached]) -> None:
    """The page became a case: its files are the case's now, the others go with the draft."""
    session, used = unit_of_work.session(), {attached.file.id for attached in handed}
    left = [row for row in rows if row.file_id not in used]
    for row in rows:
        if row.file_id in used:
            session.delete(row)
    session.flush()
    forget(left)
    _remove(file for attached in handed for file in attached.replaced)


def detach(draft: IntakeDraft, key: str, *, actor: Actor) -> None:
    """Remove one file of a draft."""
    if draft.author_id != actor.user_id:
        raise Denied
    for row in files_of(draft):
        if row.key == key:
            forget([row])


def forget(rows: Iterable[IntakeFile]) -> None:
    """Remove files that never became part of a case, with their bytes."""
    session, gone = unit_of_work.session(), list(rows)
    for row in gone:
        session.delete(row)
    session.flush()
    _remove(row.file for row in gone)


def _remove(found: Iterable[StoredFile]) -> None:
    """Take bytes back, but those that a report keeps."""
    gone = list(found)
    kept = of_reports(gone)
    for file in gone:
        if file.id not in kept:
            store.remove(file)
    unit_of_work.session().flush()


def drop_ended() -> None:
    """Remove the files of every draft that is over, whoever wrote it."""
    ended = unit_of_work.session().scalars(
        select(IntakeFile)
        .join(IntakeDraft, IntakeDraft.id == IntakeFile.draft_id)
        .where(IntakeDraft.expires_at <= clock.now())
        .options(joinedload(IntakeFile.file))
        .execution_options(unscoped="the files of ended drafts go, whoever wrote them")
    )
    forget(ended.all())


def drop_of(drafts: Sequence[int]) -> None:
    """Remove the files of drafts, by their numbers, whoever wrote them."""
    rows = unit_of_work.session().scalars(
        select(IntakeFile)
        .where(IntakeFile.draft_id.in_(drafts))
        .options(joinedload(IntakeFile.file))
        .execution_options(unscoped="the files of a decided report's drafts go with them")
    )
    forget(rows.all())


def make_anonymous(draft: IntakeDraft) -> None:
    """Forget the names of a draft's files, and keep its pictures as cleaned copies alone.

    A picture that can't be drawn anew stays until the page is recorded, which refuses it.
    """
    rows = files_of(draft)
    received = of_reports(row.file for row in rows)
    replaced: list[StoredFile] = []
    for row in rows:
        row.name_sealed = ""
        known = received[row.file_id].copy if row.file_id in received else None
        if not row.is_cleaned and (known or needs_cleaning(row.file)):
            try:
                copy = known or cleaned_copy(row.file)
            except images.NotCleanable:
                continue
            replaced.append(row.file)
            row.file, row.is_cleaned = copy, True
    unit_of_work.session().flush()
    _remove(replaced)


def needs_cleaning(file: StoredFile) -> bool:
    """A picture as a camera made it. A drawing in text (SVG) is stored like a document."""
    return images.is_picture(file.content_type) and file.content_type not in images.DRAWINGS


def cleaned_copy(file: StoredFile, *, source: FileSource = FileSource.UPLOAD) -> StoredFile:
    """A new file with the picture drawn anew. Raises `NotCleanable`; what the malware check holds
    back is not even opened."""
    if file.scan_state is ScanState.QUARANTINED:
        raise images.NotCleanable
    with store.open_stream(file) as stream:
        drawn = images.cleaned(io.BytesIO(b"".join(stream)))
    return store.ingest(drawn, name=None, by=file.created_by_id, source=source)
