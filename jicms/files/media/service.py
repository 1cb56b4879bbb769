"""Making previews of sound and film, and finding them. The original is never changed or played."""

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from sqlalchemy import Select, select

from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.files import service
from jicms.files.media import encoder
from jicms.files.media.encoder import Limits
from jicms.files.media.models import MediaPreview, Outcome
from jicms.files.models import FileSource, ScanState, StoredFile

#: Selects of the ids of files that are played somewhere (the features that play them register).
played: list[Callable[[], Select[Any]]] = []
#: A file of at most that size is encoded while whoever asks for it waits.
SMALL = 50 * 1024**2
_FAILED = (Outcome.NOT_DECODED, Outcome.GIVEN_UP)


def is_recording(file: StoredFile | None) -> bool:
    """Whether the file is sound or film."""
    return file is not None and (
        file.content_type.startswith(("audio/", "video/")) or file.content_type == "application/ogg"
    )


def is_small(file: StoredFile) -> bool:
    """Whether its preview may be made while somebody waits."""
    return file.size <= SMALL


def preview_of(file: StoredFile) -> MediaPreview | None:
    """What became of the preview of a file that the caller has reached; None: not made yet."""
    found: MediaPreview | None = unit_of_work.session().scalar(
        select(MediaPreview).where(MediaPreview.original_id == file.id)
    )
    return found


def make(file: StoredFile, *, actor: Actor, limits: Limits = encoder.BACKGROUND) -> Outcome:
    """Encode `file` anew and note what became of it; what was made is kept.

    Needs no transaction; opens short ones. TOO_LONG notes nothing: the command makes it. Raises
    RuleBroken while another one is made, NotReleased, FileDamaged, StorageFailed.
    """
    service.require_released(file)
    with unit_of_work.read(actor):
        found = preview_of(file)
        if found and (found.file_id or limits.longest):
            return found.outcome
    with encoder.encoded(file, limits) as (outcome, out):
        if limits.longest and outcome in {Outcome.TOO_LONG, Outcome.GIVEN_UP}:
            return Outcome.TOO_LONG
        made = _received(out, limits) if outcome not in _FAILED else None
    try:
        with unit_of_work.write(actor) as session:
            # Whoever came first keeps what he made.
            session.get_one(StoredFile, file.id, with_for_update=True)
            row = preview_of(file) or MediaPreview(original_id=file.id)
            if row.file_id is None:
                row.outcome, row.file = outcome, service.enter(made) if made else None
                session.add(row)
                # From here on its transaction decides about it.
                made = None
            return row.outcome
    finally:
        if made:
            made.drop()


def _received(out: BinaryIO, limits: Limits) -> service.Received:
    return service.receive(
        out, name="preview.webm", by=None, source=FileSource.GENERATED, limit=limits.room
    )


def waiting(*, again: bool, actor: Actor) -> Iterator[StoredFile]:
    """The recordings that need a preview, each detached; those that failed only `again`."""
    settled = select(MediaPreview.original_id)
    if again:
        settled = settled.where(MediaPreview.outcome.not_in(_FAILED))
    with unit_of_work.read(actor) as session:
        ids = sorted({number for find in played for number in session.scalars(find()) if number})
        done = set(session.scalars(settled))
    for number in ids:
        if number in done:
            continue
        with unit_of_work.read(actor) as session:
            file = session.get(StoredFile, number)
            session.expunge_all()
        if is_recording(file) and file and file.scan_state is not ScanState.QUARANTINED:
            yield file
