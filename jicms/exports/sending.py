"""The download of a package: its parts and its files in one ZIP, made while it is sent."""

from collections.abc import Iterator

from flask import Response, request, stream_with_context

from jicms.access.actor import Actor, current_actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import crypto, unit_of_work
from jicms.exports import building, parts
from jicms.exports.models import ExportPackage
from jicms.exports.zipping import Entry, zipped
from jicms.files.models import StoredFile
from jicms.files.responses import GUARDED, disposition
from jicms.files.service import open_stream


def send(package: ExportPackage) -> Response:
    """A streaming answer with a released package whose files were checked. The trail knows its end.

    Each file is verified once more on its way: where one is damaged meanwhile, the alarm sounds and
    the connection breaks before the last bytes.
    """
    assert package.parts is not None
    assert package.released_at is not None
    name = f"{package.case.number}-export-{package.n}.zip"
    files = [(path, building.apart(file)) for path, file in building.originals(package)]
    stream = zipped(_entries(building.apart(package.parts), files), at=package.released_at)
    told = _told(stream, current_actor(), package.id, package.case_id)
    body = () if request.method == "HEAD" else stream_with_context(told)
    response = Response(body, content_type="application/zip")
    response.headers["Content-Disposition"] = disposition(name)
    response.headers.update(GUARDED)
    return response


def _entries(made: StoredFile, originals: list[tuple[str, StoredFile]]) -> Iterator[Entry]:
    with open_stream(made) as kept:
        yield from parts.read(kept)
    for path, file in originals:
        with open_stream(file) as stream:
            yield path, stream


def _told(stream: Iterator[bytes], actor: Actor, package_id: int, case_id: int) -> Iterator[bytes]:
    """The bytes; after the last one the trail has their number and digest."""
    size, digest = 0, crypto.hasher()
    for piece in stream:
        size += len(piece)
        digest.update(piece)
        yield piece
    with unit_of_work.write(actor):
        recorder.record(
            Event.EXPORT_DONE,
            case=case_id,
            entity=("export_package", package_id),
            bytes=size,
            sha256=digest.hexdigest(),
        )
