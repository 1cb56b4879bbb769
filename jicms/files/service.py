"""Taking files in, and giving them out verified."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy import select

from jicms.core import crypto
from jicms.core.errors import RuleBroken
from jicms.extensions import db
from jicms.files import leftovers, names, scanner, settings
from jicms.files.errors import NotReleased, StorageFailed
from jicms.files.models import FileSource, ScanState, StoredFile
from jicms.files.pdfs import PdfLook
from jicms.files.reading import VerifiedStream, open_stream, store, verify
from jicms.files.sniff import Sample
from jicms.files.store import Draft, Swept

__all__ = [
    "Received",
    "VerifiedStream",
    "check",
    "enter",
    "ingest",
    "judge",
    "open_stream",
    "receive",
    "remove",
    "require_released",
    "spoken",
    "store",
    "sweep",
    "type_of",
    "verify",
]

PIECE = 64 * 1024
#: Older than any transaction or upload.
SWEEP_AGE = timedelta(hours=24)


class Readable(Protocol):
    """What an upload's `stream`, an open file and BytesIO have in common."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


def ingest(
    stream: Readable, *, name: str | None, by: int | None, source: FileSource = FileSource.UPLOAD
) -> StoredFile:
    """Encrypt, hash, type and scan `stream` from where it stands; flush its row.

    `name` becomes a label. `by` is the user's id, None for the system. Any type is stored.
    Raises RuleBroken (empty, too large) and StorageFailed; then, and when the transaction is
    rolled back, nothing stays on disk.
    """
    return enter(receive(stream, name=name, by=by, source=source))


@dataclass(frozen=True, slots=True)
class Received:
    """A file in its place on disk that has no row yet."""

    file: StoredFile
    draft: Draft

    def drop(self) -> None:
        """Remove it: it gets no row. Not once it was entered, which its transaction decides."""
        self.draft.discard()


def receive(
    stream: Readable,
    *,
    name: str | None,
    by: int | None,
    source: FileSource = FileSource.UPLOAD,
    limit: int | None = None,
) -> Received:
    """The first half of `ingest`, for what takes long: needs no transaction. `enter` it then.

    `limit` replaces the size that an ordinary upload may have.
    """
    file = StoredFile(
        original_name=names.label(name),
        created_by_id=by,
        source=source,
        scan_state=ScanState.UNSCANNED,
    )
    try:
        draft = store().draft()
        try:
            _receive(stream, draft, file, limit or settings.current().max_bytes)
            draft.keep()
        except BaseException:
            draft.discard()
            raise
    except OSError as error:
        raise StorageFailed from error
    return Received(file, draft)


def enter(received: Received) -> StoredFile:
    """The second half: add and flush the row. Rolled back, the file goes from the disk again."""
    leftovers.watch(db.session(), received.file, received.draft)
    db.session.add(received.file)
    db.session.flush()
    return received.file


def _receive(stream: Readable, draft: Draft, file: StoredFile, limit: int) -> None:
    """One pass over the stream, in constant memory; fills in what the content says."""
    size, digest, sample, look = 0, crypto.hasher(), Sample(), PdfLook()
    scan = _begin_scan()
    try:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > limit:
                raise RuleBroken(
                    f"The file is larger than {spoken(limit)}, the most that is accepted.",
                    field="file",
                )
            digest.update(piece)
            sample.feed(piece)
            look.feed(piece)
            draft.write(piece)
            if scan:
                scan.feed(piece)
        if not size:
            raise RuleBroken("The file is empty. Choose a file with content.", field="file")
        if scan:
            judge(file, scan.finish())
    finally:
        if scan:
            scan.close()
    file.key, file.key_id = draft.key, draft.key_id
    file.size, file.sha256, file.content_type = size, digest.hexdigest(), sample.content_type()
    file.runs_code = look.finish()


def type_of(stream: Readable) -> str:
    """The media type of a stream by its content, read to its end."""
    sample = Sample()
    while piece := stream.read(PIECE):
        sample.feed(piece)
    return sample.content_type()


def remove(file: StoredFile) -> None:
    """Take back a file that never became a record: its row now, its bytes with the commit."""
    leftovers.remove(db.session(), file, store().remove)


def _begin_scan() -> scanner.Scan | None:
    at = settings.current()
    return scanner.ClamdScan(at.clamd, timeout=at.clamd_timeout) if at.clamd else None


def spoken(size: int) -> str:
    """A size as a user reads it: `1.5 GB`."""
    for unit, name in ((1024**3, "GB"), (1024**2, "MB"), (1024, "KB")):
        if size >= unit:
            return f"{size / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{size} bytes"


def check(file: StoredFile) -> scanner.Verdict:
    """What the scanner that is configured now says of a stored file; needs no transaction.

    Raises RuleBroken where no scanner is configured, FileDamaged where the file is damaged.
    """
    scan = _begin_scan()
    if scan is None:
        raise RuleBroken("No malware scanner is configured.")
    try:
        with open_stream(file) as stream:
            for piece in stream:
                scan.feed(piece)
        return scan.finish()
    finally:
        scan.close()


def judge(file: StoredFile, verdict: scanner.Verdict) -> None:
    """Write down what a scanner said: nothing but its OK makes a file CLEAN."""
    file.scan_state = ScanState.CLEAN if verdict.is_clean else ScanState.QUARANTINED
    file.scan_detail = verdict.detail or None


def require_released(file: StoredFile) -> None:
    """Raise NotReleased unless the malware check lets `file` leave the system.

    Without a scanner unchecked files leave; once one is configured only clean ones do.
    """
    if file.scan_state is ScanState.QUARANTINED:
        raise NotReleased(
            "This file is in quarantine: it did not pass the malware check. "
            "Ask the evidence custodian."
        )
    if file.scan_state is ScanState.UNSCANNED and settings.current().clamd:
        raise NotReleased("This file was not checked for malware yet. Ask the evidence custodian.")


def sweep(*, older_than: timedelta = SWEEP_AGE) -> Swept:
    """Clean up what crashes left behind; files without a row are set aside, not deleted."""

    def known(keys: list[str]) -> set[str]:
        return set(db.session.scalars(select(StoredFile.key).where(StoredFile.key.in_(keys))))

    return store().sweep(known, older_than=older_than.total_seconds())
