"""What the tests of the file store share."""

import io
import tracemalloc

from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.files import service
from jicms.files.models import StoredFile

SYSTEM = Actor.system("test")
CONTENT = b"%PDF-1.7\n" + b"statement of the witness \xff\0" * 6000


def take_in(data: bytes = CONTENT, name: str | None = "memo.pdf", **columns) -> StoredFile:
    """Store content in a transaction of its own; the row comes back detached."""
    with unit_of_work.write(SYSTEM) as session:
        file = service.ingest(io.BytesIO(data), name=name, by=None)
        for column, value in columns.items():
            setattr(file, column, value)
        session.flush()
        session.refresh(file)
        session.expunge(file)
    return file


def damage(file: StoredFile, at: int = 200) -> None:
    """Flip one bit on disk."""
    path = service.store().path(file.key)
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


class PeakMemory:
    """Most bytes that Python held at once within the block, beyond those at its start."""

    def __enter__(self):
        tracemalloc.start()
        tracemalloc.reset_peak()
        self._before = tracemalloc.get_traced_memory()[0]
        return self

    def __exit__(self, *_raised):
        self.bytes = tracemalloc.get_traced_memory()[1] - self._before
        tracemalloc.stop()
