"""Uploads in parts: begun, continued, finished, given up, and taken by a form.

The bytes on disk say how much was received; the row says whose it is. The last part gets its place
with the row of the finished file, so that an upload is either short of its last part, and goes on,
or a whole stored file. No transaction is open while a part arrives or the file is put together.
"""

import logging
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import column, func, select, table

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import Missing, RuleBroken
from jicms.files import names, settings
from jicms.files import service as files
from jicms.files.models import StoredFile
from jicms.files.service import Readable
from jicms.files.tus import protocol
from jicms.files.tus.errors import (
    ChecksumMismatch,
    InUse,
    NoRoom,
    Spoilt,
    TooLarge,
    TooMany,
    WrongOffset,
)
from jicms.files.tus.models import Upload
from jicms.files.tus.parts import LARGEST, Part, Parts

log = logging.getLogger(__name__)
#: Left for everybody else when an upload is accepted.
RESERVE = 256 * 1024 * 1024
#: Pieces of the smallest kind would fill the folder with files.
MOST_PARTS = 20_000


class Cut(Exception):
    """Raised by the body where its sender was lost: what arrived is kept."""


def parts_of(upload: Upload) -> Parts:
    """Where its bytes lie until it is finished."""
    return Parts(settings.current().root / "uploads" / upload.key, upload.key)


def find(key: str, *, actor: Actor) -> Upload | None:
    """The actor's own upload, under this membership, while it waits to be finished or taken."""
    return unit_of_work.session().scalar(
        select(Upload).where(
            Upload.key == key,
            Upload.user_id == actor.user_id,
            Upload.membership_id == actor.membership_id,
            Upload.attached_at.is_(None),
            Upload.expires_at > clock.now(),
        )
    )


def begin(*, actor: Actor, length: int, metadata: str) -> Upload:
    """Announce an upload of `length` bytes, within what one account may have open."""
    policy.require(actor, Action.FILE_UPLOAD)
    assert actor.user_id is not None
    assert actor.membership_id is not None
    at, name = settings.current(), protocol.file_name(metadata)
    if not length:
        raise RuleBroken("The file is empty. Choose a file with content.", field="file")
    if length > at.max_resumable:
        most = files.spoken(at.max_resumable)
        raise TooLarge(f"The file is larger than {most}, the most that is accepted.")
    _within_bounds(actor.user_id, length, at)
    # Twice, while it is put together; the bytes of the parts go after that.
    if shutil.disk_usage(at.root.parent).free < 2 * length + RESERVE:
        raise NoRoom
    made = Upload(
        key=crypto.random_name(),
        user_id=actor.user_id,
        membership_id=actor.membership_id,
        name=names.label(name),
        metadata_sent=metadata,
        length=length,
        expires_at=clock.now() + at.kept_for,
    )
    session = unit_of_work.session()
    session.add(made)
    session.flush()
    return made


def _within_bounds(user_id: int, length: int, at: settings.Settings) -> None:
    """Under every membership of the account: the disk is one. Two at once wait for each other."""
    account = table("user_account", column("id"))
    session = unit_of_work.session()
    session.execute(select(account.c.id).where(account.c.id == user_id).with_for_update())
    waiting = select(func.count(), func.coalesce(func.sum(Upload.length), 0)).where(
        Upload.user_id == user_id, Upload.attached_at.is_(None), Upload.expires_at > clock.now()
    )
    count, announced = session.execute(waiting).one()
    if count >= at.most_open:
        raise TooMany(f"You have {count} uploads that no form took yet. Use or remove some first.")
    if announced + length > at.most_announced * at.max_resumable:
        raise TooLarge(
            f"Your uploads that no form took yet come to {files.spoken(announced)}. "
            "Use or remove some first."
        )


def received(upload: Upload) -> int:
    """Bytes that will not be lost any more."""
    return upload.length if upload.file_id is not None else parts_of(upload).size()


def append(
    upload: Upload, body: Readable, *, offset: int, checksum: protocol.Checksum | None
) -> int:
    """Receive what `body` holds, from `offset` on; the bytes that are received then.

    Needs no transaction and opens its own. Where the sender is lost, what arrived is kept, unless
    it was to match a checksum. Raises InUse, WrongOffset, TooLarge, ChecksumMismatch, Cut; Missing
    where the upload was given up meanwhile.
    """
    parts = parts_of(upload)
    with parts.locked():
        now = _as_it_is(upload)
        if offset != received(now):
            raise WrongOffset
        if now.file_id is not None:
            if body.read(1):
                raise TooLarge("The part is longer than what was announced.")
            return now.length
        return _Appending(now, parts, body, checksum).run(offset)


def _as_it_is(upload: Upload) -> Upload:
    """The row as it is now that nobody else writes to the upload."""
    session = unit_of_work.session()
    found: Upload | None = session.scalar(select(Upload).where(Upload.id == upload.id))
    session.expunge_all()
    unit_of_work.end_read()
    if found is None:
        raise Missing
    return found


class _Appending:
    """One body on its way into parts."""

    def __init__(
        self, upload: Upload, parts: Parts, body: Readable, checksum: protocol.Checksum | None
    ) -> None:
        self.upload, self.parts, self.body, self.checksum = upload, parts, body, checksum
        self.sum = checksum.start() if checksum else None
        self.waiting: list[Part] = []
        self.cut: Cut | None = None

    def run(self, at: int) -> int:
        """Receive it all; the bytes that are received then."""
        try:
            while at < self.upload.length and self.cut is None and self._may_grow():
                part = self._next(at)
                if part is None:
                    break
                at += part.size
                if self.checksum is None and at < self.upload.length:
                    self.waiting.pop().keep()
            self._settle(at)
        finally:
            for part in self.waiting:
                part.drop()
        if self.cut is not None:
            raise self.cut
        return at

    def _may_grow(self) -> bool:
        if self.parts.count() + len(self.waiting) >= MOST_PARTS:
            raise TooLarge("The upload came in too many pieces. Send larger ones, from the start.")
        return True

    def _next(self, at: int) -> Part | None:
        """The next part, whole and durable; None where nothing more came."""
        part = self.parts.begin(at)
        self.waiting.append(part)
        room = min(LARGEST, self.upload.length - at)
        try:
            while part.size < room and (
                piece := self.body.read(min(files.PIECE, room - part.size))
            ):
                if self.sum:
                    self.sum.update(piece)
                part.write(piece)
        except Cut as cut:
            self.cut = cut
        if not part.size:
            return None
        part.finish()
        return part

    def _settle(self, at: int) -> None:
        """The body has ended: what waits is kept, or put together with the rest."""
        whole = at == self.upload.length and self.cut is None
        if whole and self.body.read(1):
            raise TooLarge("The part is longer than what was announced.")
        if self.sum is not None and self.checksum is not None:
            if self.cut is not None:
                return
            if self.sum.digest() != self.checksum.expected:
                raise ChecksumMismatch
        kept = [part for part in self.waiting if part.size]
        last = kept.pop() if at == self.upload.length else None
        for part in kept:
            part.keep()
        if last is not None:
            _put_together(self.upload, self.parts, last)


def _put_together(upload: Upload, parts: Parts, last: Part) -> None:
    """Make the stored file of all parts, hashed, typed and scanned on the way; then its row."""
    whole = parts.whole(last)
    try:
        arrived = files.receive(whole, name=upload.name, by=upload.user_id, limit=upload.length)
    except crypto.CryptoError as error:
        log.critical("upload %s is not what was received: %s", upload.key, error)
        with unit_of_work.write() as session:
            session.delete(session.get_one(Upload, upload.id))
        parts.remove()
        raise Spoilt from error
    finally:
        whole.close()
    with unit_of_work.write() as session:
        row = session.get_one(Upload, upload.id)
        row.file = files.enter(arrived)
    parts.remove()


def give_up(upload: Upload) -> None:
    """Remove an upload that no form took, and its bytes."""
    parts = parts_of(upload)
    with parts.locked():
        unit_of_work.hold(upload)
        if upload.attached_at is not None:
            raise Missing
        _forget(upload)
        parts.remove()


def _forget(upload: Upload) -> None:
    session, file = unit_of_work.session(), upload.file
    taken = upload.attached_at is not None
    session.delete(upload)
    session.flush()
    if file is not None and not taken:
        files.remove(file)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A finished upload that a form names, where others send the file itself."""

    key: str
    filename: str
    size: int


def arrived(key: str, *, actor: Actor, name: str = "") -> Arrived | None:
    """The actor's finished upload of that key, free to be taken; under `name` where it has none of
    its own."""
    found = find(key, actor=actor)
    if found is None or found.file_id is None:
        return None
    return Arrived(found.key, name or found.name, found.length)


def take(named: Arrived, *, actor: Actor) -> StoredFile:
    """The file of a finished upload, for the record that a form makes: once."""
    policy.require(actor, Action.FILE_UPLOAD)
    found = find(named.key, actor=actor)
    if found is not None:
        unit_of_work.hold(found)
    if found is None or found.file is None or found.attached_at is not None:
        raise RuleBroken("This upload was used already. Choose the file again.", field="file")
    found.attached_at = clock.now()
    unit_of_work.session().flush()
    return found.file


def take_unnamed(named: Arrived, *, actor: Actor) -> StoredFile:
    """As `take`, and nothing that it was called stays, neither with the file nor beside it."""
    file = take(named, actor=actor)
    file.original_name = names.label(None)
    session = unit_of_work.session()
    session.delete(session.scalars(select(Upload).where(Upload.key == named.key)).one())
    session.flush()
    return file


def waiting_of(actor: Actor) -> Sequence[Upload]:
    """The account's uploads that no form took yet, under every membership, the latest first: all
    of them count towards what it may have open."""
    return (
        unit_of_work.session()
        .scalars(
            select(Upload)
            .where(
                Upload.user_id == actor.user_id,
                Upload.attached_at.is_(None),
                Upload.expires_at > clock.now(),
            )
            .order_by(Upload.id.desc())
        )
        .all()
    )


def marked(mark: str, *, actor: Actor) -> Upload | None:
    """The actor's upload of the file that its client marked so, to go on with it: in another tab,
    after signing in again, the next day."""
    mine = (row for row in waiting_of(actor) if row.membership_id == actor.membership_id)
    return next((row for row in mine if protocol.told(row.metadata_sent, "mark") == mark), None)


def sweep() -> int:
    """Forget uploads whose time is over, with the bytes that no record has; the number of them."""
    session = unit_of_work.session()
    over = session.scalars(select(Upload).where(Upload.expires_at <= clock.now())).all()
    forgotten = 0
    for upload in over:
        parts = parts_of(upload)
        with suppress(InUse), parts.locked():
            # As it is now that nobody else writes: finished, taken or given up meanwhile.
            now = session.get(Upload, upload.id, with_for_update=True, populate_existing=True)
            parts.remove()
            if now is not None:
                _forget(now)
                forgotten += 1
    for path in (settings.current().root / "uploads").glob("*"):
        known = session.scalar(select(Upload.id).where(Upload.key == path.name))
        if known is None and time.time() - path.stat().st_mtime > files.SWEEP_AGE.total_seconds():
            Parts(path, path.name).remove()
    return forgotten
