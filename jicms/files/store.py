"""Sealed files on disk, under our own names, in sharded folders: `ab/cd/abcd…`.

A file is written to `tmp/`, made durable and only then renamed to its place, so that a name in
place always stands for whole content. A file in place is deleted by `remove` alone, for what never
became a record; what no row knows is set aside in `orphans/`.
"""

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from jicms.core import crypto
from jicms.files.folders import create, make, sync

KEY = re.compile(r"[0-9a-f]{32}")
_BATCH = 500


class Draft:
    """A file that is being received. End it with `keep` or `discard`."""

    def __init__(self, store: "FileStore", key: str = "") -> None:
        self.key: str = key or crypto.random_name()
        self._store, self._is_placed = store, False
        name = f"{key}.{crypto.random_name()}" if key else self.key
        self._temporary = store.root / "tmp" / name
        make(self._temporary.parent)
        self._out: BinaryIO = create(self._temporary)
        self._writer = crypto.SealWriter(self._out, record_id=self.key)
        self.key_id: str = self._writer.key_id

    def write(self, data: bytes) -> None:
        """Encrypt and write the next bytes."""
        self._writer.write(data)

    def seal(self) -> None:
        """Make the file whole and durable where it is."""
        self._writer.finish()
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()

    def keep(self) -> None:
        """Make the file durable and put it in its place."""
        self.seal()
        self.place()

    def place(self) -> None:
        """Put the sealed file in its place."""
        self._is_placed = True
        self._store.put(self._temporary, self.key)

    def discard(self) -> None:
        """Remove what was written, in its place or not. Safe to call twice."""
        self._out.close()
        self._temporary.unlink(missing_ok=True)
        if self._is_placed:
            self._store.remove(self.key)


class Renewal(Draft):
    """The bytes of a file in place, sealed anew beside it. Its place is never empty meanwhile."""

    def digest(self) -> str:
        """SHA-256 of what was sealed, read from the disk again."""
        total = crypto.hasher()
        with self._temporary.open("rb") as file:
            for piece in crypto.SealReader(file, record_id=self.key).chunks():
                total.update(piece)
        return total.hexdigest()

    def discard(self) -> None:
        """Remove what was written beside it. Safe to call twice."""
        self._out.close()
        self._temporary.unlink(missing_ok=True)


class Blob(crypto.SealReader):
    """A stored file open for reading. Close it."""

    def __init__(self, file: BinaryIO, key: str) -> None:
        self._file = file
        try:
            super().__init__(self._file, record_id=key)
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Close the file below."""
        self._file.close()

    def __enter__(self) -> "Blob":
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: temporary files removed, keys of files set aside."""

    removed: int
    set_aside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileStore:
    """The folder that holds all files."""

    root: Path

    def draft(self) -> Draft:
        """Begin to receive a file."""
        return Draft(self)

    def renewal(self, key: str) -> Renewal:
        """Begin to seal the file of that key anew; placed, it takes the other's place at once."""
        return Renewal(self, key)

    def open(self, key: str) -> Blob:
        """Open a file; FileNotFoundError, or a CryptoError where it is not what it was."""
        return Blob(self.path(key).open("rb"), key)

    def put(self, sealed: Path, key: str) -> None:
        """Move a sealed file to the place of its key, over what stands there, in one step."""
        place = self.path(key)
        make(place.parent)
        sealed.rename(place)
        sync(place.parent)

    def path(self, key: str) -> Path:
        """Where the file of this key lies. Malformed for anything that is not a key of ours."""
        if not KEY.fullmatch(key):
            raise crypto.Malformed("not a key of the file store")
        return self.root / key[:2] / key[2:4] / key

    def remove(self, key: str) -> None:
        """Delete a file for good. Safe to call twice."""
        self.path(key).unlink(missing_ok=True)

    def sweep(self, known: Callable[[list[str]], set[str]], *, older_than: float) -> Swept:
        """Clean up after crashes: only what has lain untouched for `older_than` seconds.

        Temporary files are removed. Files in place that `known(keys)` does not name are moved to
        `orphans/`, for the operator to judge: after a restore of an older database they may be
        all that is left of later evidence.
        """
        before = time.time() - older_than
        removed = 0
        for path in _files(self.root / "tmp", before):
            path.unlink(missing_ok=True)
            removed += 1
        return Swept(removed, tuple(self._unknown(known, before)))

    def _unknown(self, known: Callable[[list[str]], set[str]], before: float) -> Iterator[str]:
        for batch in _batches(self.keys(before)):
            for key in sorted(set(batch) - known(batch)):
                self.set_aside(key)
                yield key

    def set_aside(self, key: str) -> None:
        """Move a file out of the way, to `orphans/`."""
        make(self.root / "orphans")
        self.path(key).rename(self.root / "orphans" / key)

    def keys(self, before: float) -> Iterator[str]:
        """The keys of all files in place that are older than that moment."""
        for shard in sorted(self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]")):
            yield from (path.name for path in _files(shard, before) if KEY.fullmatch(path.name))


def _files(folder: Path, before: float) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file() and path.stat().st_mtime < before:
            yield path


def _batches(keys: Iterator[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for key in keys:
        batch.append(key)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
