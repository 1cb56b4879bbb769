"""What is made for a package at its release, kept as one file of the store.

One line of JSON that lists path and size of each part, then their bytes one after the other: it can
be read from begin to end without holding more than a piece of it.
"""

import io
import json
from collections.abc import Iterator, Mapping

from jicms.files import service as files
from jicms.files.models import FileSource
from jicms.files.service import Received, VerifiedStream

_LONGEST_INDEX = 1024 * 1024


def keep(parts: Mapping[str, bytes], *, name: str, by: int | None) -> Received:
    """Put the parts on the disk of the store, in this order; `files.enter` gives them their row."""
    index = [[path, len(content)] for path, content in parts.items()]
    content = b"".join([json.dumps(index).encode(), b"\n", *parts.values()])
    return files.receive(io.BytesIO(content), name=name, by=by, source=FileSource.GENERATED)


def read(stream: VerifiedStream) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Path and pieces of each part. The pieces of one are read to their end before the next."""
    held = b""
    while b"\n" not in held:
        if len(held) > _LONGEST_INDEX:
            raise ValueError("no index of parts")
        held += next(stream)
    line, _, held = held.partition(b"\n")
    source = _Source(stream, held)
    for path, size in json.loads(line):
        yield path, source.take(size)


class _Source:
    """Cuts a stream of pieces where one part ends and the next begins."""

    def __init__(self, stream: Iterator[bytes], held: bytes) -> None:
        self._stream, self._held = stream, held

    def take(self, size: int) -> Iterator[bytes]:
        while size:
            piece = self._held or next(self._stream)
            cut, self._held = piece[:size], piece[size:]
            size -= len(cut)
            yield cut
