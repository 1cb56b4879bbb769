"""Taking files in, and giving them out verified."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Protocol, TypeVar

from sqlalchemy import select

from jicms.core import crypto
from jicms.core.errors import RuleBroken
from jicms.extensions import db
from jicms.files import alarms, leftovers, names, scanner, settings
from jicms.files.alarms import Damage, Reason
from jicms.files.errors import FileDamaged, NotReleased, StorageFailed
from jicms.files.models import FileSource, ScanState, StoredFile
from jicms.files.sniff import Sample
from jicms.files.store import Blob, Draft, FileStore, Swept

PIECE = 64 * 1024
#: Older than any transaction or upload.
SWEEP_AGE = timedelta(hours=24)
OnDamage = Callable[[Damage], None]
T = TypeVar("T")


class Readable(Protocol):
    """What an upload's `stream`, an open file and BytesIO have in common."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


def store() -> FileStore:
    """The store of this installation."""
    return FileStore(settings.current().root)


def ingest(
    stream: Readable, *, name: str | None, by: int | None, source: FileSource = FileSource.UPLOAD
) -> StoredFile:
    """Encrypt, hash, type and scan `stream` from where it stands; flush its row.

    `name` becomes a label. `by` is the user's id, None for the system. Any type is stored.
    Raises RuleBroken (empty, too large) and StorageFailed; then, and when the transaction is
    rolled back, nothing stays on disk.
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
            _receive(stream, draft, file)
            draft.keep()
        except BaseException:
            draft.discard()
            raise
    except OSError as error:
        raise StorageFailed from error
    leftovers.watch(db.session(), file, draft)
    db.session.add(file)
    db.session.flush()
    return file


def _receive(stream: Readable, draft: Draft, file: StoredFile) -> None:
    """One pass over the stream, in constant memory; fills in what the content says."""
    limit, size, digest, sample = settings.current().max_bytes, 0, crypto.hasher(), Sample()
    scan = _begin_scan()
    try:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > limit:
                raise RuleBroken(
                    f"The file is larger than {_spoken(limit)}, the most that is accepted.",
                    field="file",
                )
            digest.update(piece)
            sample.feed(piece)
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


def _begin_scan() -> scanner.Scan | None:
    at = settings.current()
    return scanner.ClamdScan(at.clamd, timeout=at.clamd_timeout) if at.clamd else None


def _spoken(size: int) -> str:
    for unit, name in ((1024**3, "GB"), (1024**2, "MB"), (1024, "KB")):
        if size >= unit:
            return f"{size / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{size} bytes"


class VerifiedStream:
    """The plaintext of one file, piece by piece, hashed on its way. Close it.

    Each piece is authenticated before it is handed out, and the last one is held back until the
    hash of the whole agrees. Needs no session; FileDamaged after `on_damage` was called.
    """

    def __init__(self, file: StoredFile, *, on_damage: OnDamage = alarms.sound) -> None:
        self.size: int = file.size
        self._id, self._key, self._sha256 = file.id, file.key, file.sha256
        self._on_damage = on_damage
        self._blob: Blob = self._guarded(lambda: store().open(self._key))
        self._pieces: Iterator[bytes] = iter(())
        if self._blob.size != self.size:
            self.close()
            raise self._damaged(Reason.SIZE)
        self._pieces = self._verified()

    def __iter__(self) -> "VerifiedStream":
        return self

    def __next__(self) -> bytes:
        return self._guarded(self._pieces.__next__)

    def __enter__(self) -> "VerifiedStream":
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file below. Safe to call twice."""
        self._blob.close()

    def part(self, start: int, stop: int | None = None) -> bytes:
        """Bytes `start` up to `stop`, each authenticated; not the hash of the whole."""
        return self._guarded(lambda: self._blob.read(start, stop))

    def _verified(self) -> Iterator[bytes]:
        digest, held = crypto.hasher(), b""
        for piece in self._blob.chunks():
            digest.update(piece)
            if held:
                yield held
            held = piece
        if not crypto.same(digest.hexdigest(), self._sha256):
            raise self._damaged(Reason.HASH)
        yield held

    def _guarded(self, step: Callable[[], T]) -> T:
        try:
            return step()
        except FileNotFoundError:
            raise self._damaged(Reason.MISSING) from None
        except OSError as error:
            raise self._damaged(Reason.UNREADABLE) from error
        except (crypto.UnknownKey, crypto.WrongKey) as error:
            raise self._damaged(Reason.KEY) from error
        except crypto.CryptoError as error:
            raise self._damaged(Reason.TAMPERED) from error

    def _damaged(self, reason: Reason) -> FileDamaged:
        self._on_damage(Damage(self._id, self._key, reason))
        return FileDamaged()


def open_stream(file: StoredFile, *, on_damage: OnDamage = alarms.sound) -> VerifiedStream:
    """Open `file` for reading; FileDamaged at once where that already fails."""
    return VerifiedStream(file, on_damage=on_damage)


def verify(file: StoredFile, *, on_damage: OnDamage = alarms.sound) -> bool:
    """Read the whole of `file`: is it what was received? Sounds the alarm where not."""
    try:
        with open_stream(file, on_damage=on_damage) as stream:
            for _piece in stream:
                pass
    except FileDamaged:
        return False
    return True


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
