"""A ZIP that is written while it is sent: one piece in memory, the same bytes each time."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

Entry = tuple[str, Iterable[bytes]]


class _Pipe:
    """Takes what the ZIP writes until it is fetched. Not seekable: nothing is written twice."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def fetch(self) -> bytes:
        """What was written since the last time."""
        found, self._waiting = b"".join(self._waiting), []
        return found


def zipped(entries: Iterable[Entry], *, at: datetime) -> Iterator[bytes]:
    """The bytes of a ZIP of these entries (path, pieces), not compressed: evidence seldom shrinks,
    and its bytes stand as they are. `at` is the time that every entry carries, in UTC."""
    pipe = _Pipe()
    stamp = at.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(pipe, "w") as archive:  # type: ignore[call-overload]
        for path, pieces in entries:
            info = zipfile.ZipInfo(path, date_time=stamp)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            with archive.open(info, "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece)
                    yield pipe.fetch()
            yield pipe.fetch()
    yield pipe.fetch()
