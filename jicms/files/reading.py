"""Reading a stored file so that nothing false is ever handed out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from jicms.core import crypto
from jicms.files import alarms, settings
from jicms.files.alarms import Damage, Reason
from jicms.files.errors import FileDamaged
from jicms.files.models import StoredFile
from jicms.files.s3 import S3Store
from jicms.files.store import Blob, FileStore

OnDamage = Callable[[Damage], None]


def store() -> FileStore:
    """The store of this installation."""
    at = settings.current()
    return S3Store(at.root, at.bucket) if at.bucket else FileStore(at.root)


class VerifiedStream:
    """The plaintext of one file, piece by piece, hashed on its way.

    Each piece is authenticated before it is handed out, and the last one is held back until the
    hash of the whole agrees. Needs no session. Damage is told to `on_damage`, then raised as
    FileDamaged; header, length and end are checked at once. Closes itself at its end and at
    damage; close it where it may be left half-way.
    """

    def __init__(self, file: StoredFile, *, on_damage: OnDamage = alarms.sound) -> None:
        self.size: int = file.size
        self._id, self._key, self._sha256 = file.id, file.key, file.sha256
        self._on_damage = on_damage
        with self._watched():
            self._blob: Blob = store().open(self._key)
        self._pieces: Iterator[bytes] = self._verified()
        if self._blob.size != self.size:
            self._blob.close()
            raise self._damaged(Reason.SIZE)

    @property
    def key_id(self) -> str:
        """The master key that it is sealed with, as its own header says."""
        return self._blob.key_id

    def __iter__(self) -> "VerifiedStream":
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def __enter__(self) -> "VerifiedStream":
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file below. Safe to call twice."""
        self._blob.close()

    def part(self, start: int, stop: int | None = None) -> bytes:
        """Bytes `start` up to `stop`, each authenticated; the hash of the whole is not asked."""
        with self._watched():
            return self._blob.read(start, stop)

    def _verified(self) -> Iterator[bytes]:
        digest, held = crypto.hasher(), b""
        with self._blob:
            pieces = self._blob.chunks()
            while True:
                with self._watched():
                    piece = next(pieces, b"")
                if not piece:
                    break
                digest.update(piece)
                if held:
                    yield held
                held = piece
            if not crypto.same(digest.hexdigest(), self._sha256):
                raise self._damaged(Reason.HASH)
        yield held

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Turn what the disk or the cipher says into damage of this file."""
        try:
            yield
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
