"""What has arrived of an upload: sealed parts in a folder of its own, on this machine's disk.

A part is named by the byte that it begins at and sealed under that name, so none stands in for
another. It gets its name once it is whole and durable; whatever the server was doing when it died,
the parts that have a name are what was received. Each is sealed with a key of its own: nothing is
ever encrypted again under a nonce that was used before.
"""

import fcntl
import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from jicms.core import crypto
from jicms.files.folders import create, make, sync
from jicms.files.tus.errors import InUse

#: Bytes of the largest part: what a server that is killed loses at most.
LARGEST = 8 * 1024 * 1024
_LOCK = ".lock"
_DIGITS = 18


class Part:
    """A part that is being received. End it with `drop`, or with `finish` and then `keep`."""

    def __init__(self, folder: Path, key: str, start: int) -> None:
        self.start, self.size = start, 0
        self._record, self._place = _record(key, start), folder / _name(start)
        self.path = folder / f".{_name(start)}"
        self._out: BinaryIO = create(self.path)
        self._writer = crypto.SealWriter(self._out, record_id=self._record)

    def write(self, data: bytes) -> None:
        """Encrypt and write the next bytes."""
        self._writer.write(data)
        self.size += len(data)

    def finish(self) -> None:
        """Make it whole and durable, under no name yet."""
        self._writer.finish()
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()

    def keep(self) -> None:
        """Give it its name: from now on it was received."""
        self.path.rename(self._place)
        self.path = self._place
        sync(self._place.parent)

    def drop(self) -> None:
        """Remove what has no name yet. Safe to call twice."""
        self._out.close()
        if self.path != self._place:
            self.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one upload."""

    folder: Path
    key: str

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only writer, over all processes of this machine; InUse at once where another is.

        The lock ends with the process. What an earlier one left without a name is removed.
        """
        make(self.folder)
        handle = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise InUse from None
            for path in self.folder.glob(".[0-9]*"):
                path.unlink(missing_ok=True)
            yield
        finally:
            os.close(handle)

    def size(self) -> int:
        """Bytes received: the parts that follow each other without a gap."""
        return sum(size for _start, size in self._listed())

    def count(self) -> int:
        """How many parts there are."""
        return len(list(self.folder.glob("[0-9]*")))

    def begin(self, start: int) -> Part:
        """Begin to receive the part that starts at this byte."""
        return Part(self.folder, self.key, start)

    def whole(self, last: Part) -> "Whole":
        """All bytes for reading: the parts received, and `last`, which is finished."""
        starts = [(start, self.folder / _name(start)) for start, _size in self._listed()]
        return Whole(self.key, [*starts, (last.start, last.path)])

    def remove(self) -> None:
        """Remove all of it. Safe to call twice."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self.folder)

    def _listed(self) -> Iterator[tuple[int, int]]:
        """(start, size) of each part from the beginning up to the first gap."""
        at = 0
        names = sorted(self.folder.glob("[0-9]*")) if self.folder.is_dir() else []
        for path in names:
            if path.name != _name(at):
                return
            size = crypto.plain_size(path.stat().st_size)
            yield at, size
            at += size


class Whole:
    """The plaintext of all parts in turn, each authenticated before a byte is handed out."""

    def __init__(self, key: str, parts: list[tuple[int, Path]]) -> None:
        self._pieces = _pieces(key, parts)

    def read(self, _size: int, /) -> bytes:
        """The next chunk, 64 KiB at most; none at the end."""
        return next(self._pieces, b"")

    def close(self) -> None:
        """Close what is open below."""
        self._pieces.close()


def _pieces(key: str, parts: list[tuple[int, Path]]) -> Generator[bytes]:
    for start, path in parts:
        with path.open("rb") as file:
            yield from crypto.SealReader(file, record_id=_record(key, start)).chunks()


def _name(start: int) -> str:
    return f"{start:0{_DIGITS}d}"


def _record(key: str, start: int) -> str:
    return f"upload/{key}/{start}"
