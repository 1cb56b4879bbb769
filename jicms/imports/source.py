"""Reads delivered files row by row: CSV, gzipped or not, UTF-8."""

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

CHUNK = 1 << 20


class Delivered:
    """A file on disk. `position()` is how many bytes of it were read, for a progress bar."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size
        self._raw: IO[bytes] | None = None

    def sha256(self) -> str:
        """Digest of the file as it lies there."""
        total = hashlib.sha256()
        with self.path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                total.update(chunk)
        return total.hexdigest()

    def position(self) -> int:
        """Bytes read of the file on disk."""
        return self._raw.tell() if self._raw and not self._raw.closed else self.size

    def header(self) -> list[str]:
        """The column names; an empty list for an empty file."""
        with self._open() as stream:
            return next(csv.reader(stream), [])

    def rows(self) -> Iterator[tuple[int, list[str] | None, str]]:
        """(number, cells, fault) of each row after the header, counted from 1.

        A row that can't be taken apart has no cells and says why. Empty lines are rows too: what
        was delivered adds up.
        """
        with self._open() as stream:
            reader = csv.reader(stream, strict=True)
            width = len(next(reader, []))
            number = 0
            while True:
                number += 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield number, None, f"not a CSV row: {error}"
                    continue
                fault = _fault(cells, width)
                yield number, None if fault else cells, fault

    def _open(self) -> io.TextIOWrapper:
        self._raw = self.path.open("rb")
        plain: IO[bytes] = self._raw
        if self.path.suffix == ".gz":
            plain = cast("IO[bytes]", gzip.GzipFile(fileobj=self._raw))
        return _Text(plain, self._raw)


class _Text(io.TextIOWrapper):
    """Text that closes the file under the decompressor too. Bytes that are no UTF-8 survive as
    surrogates, so that one bad row does not end the import."""

    def __init__(self, plain: IO[bytes], raw: IO[bytes]) -> None:
        super().__init__(plain, encoding="utf-8-sig", errors="surrogateescape", newline="")
        self._under = raw

    def close(self) -> None:
        super().close()
        self._under.close()


def _fault(cells: list[str], width: int) -> str:
    if len(cells) != width:
        return f"{len(cells)} cells, {width} expected" if cells else "an empty line"
    joined = "".join(cells)
    if joined.isascii() and "\x00" not in joined:
        return ""
    if any("\ud800" <= letter <= "\udfff" for letter in joined):
        return "not UTF-8"
    return "a NUL character" if "\x00" in joined else ""
