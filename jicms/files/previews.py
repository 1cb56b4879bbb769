"""Showing a stored file in the browser: pictures drawn anew, sound and film encoded anew.

The original is never sent to be shown: pictures go out as pixels of our own making, of sound and
film the preview that `media` made and stored, piece by piece, in a sandbox. Downloads stay
attachments (`responses`).
"""

import io
import re
from collections.abc import Iterator

from flask import Response, request
from PIL import Image, ImageOps

from jicms.files import images, service
from jicms.files.models import StoredFile
from jicms.files.responses import GUARDED, alarm

#: Of every preview of sound and film.
PLAYED = "video/webm"
#: Formats that are drawn anew to be shown.
DRAWN = frozenset({"image/gif", "image/jpeg", "image/png", "image/tiff", "image/webp"})
#: Larger pictures are opened as a download.
MOST_BYTES = 64 * 1024 * 1024
LONGEST_SIDE = 1600
PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_ALSO = {**GUARDED, "Content-Disposition": "inline"}


def is_drawn(file: StoredFile | None) -> bool:
    """Whether the file can be shown as a picture."""
    return file is not None and file.content_type in DRAWN and file.size <= MOST_BYTES


def picture(file: StoredFile) -> Response:
    """The first frame as a JPEG of our own, at most `LONGEST_SIDE` long. Raises `RuleBroken`."""
    service.require_released(file)
    with service.open_stream(file) as stream:
        original = io.BytesIO(b"".join(stream))
    return Response(drawn(original), content_type="image/jpeg", headers=_ALSO)


def drawn(original: io.BytesIO) -> bytes:
    """A JPEG of the pixels alone. Raises `images.NotCleanable` for what can't be drawn."""
    with images.opened(original) as found:
        frame = ImageOps.exif_transpose(found)
        frame.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        if frame.mode in {"RGBA", "LA", "PA", "P"}:
            clear = frame.convert("RGBA")
            frame = Image.new("RGB", clear.size, "white")
            frame.paste(clear, mask=clear.getchannel("A"))
        out = io.BytesIO()
        # From the pixels alone: a copy would carry comments, profiles and tags along.
        plain = frame.convert("RGB")
        Image.frombytes("RGB", plain.size, plain.tobytes()).save(out, "JPEG", quality=85)
    return out.getvalue()


def play(original: StoredFile, file: StoredFile) -> Response:
    """`file`, the preview of `original`, whole or the part that the browser asks for. Each piece is
    authenticated; the hash of the whole is asked where the whole is sent."""
    service.require_released(original)
    service.require_released(file)
    wanted = _wanted(request.headers.get("Range", ""), file.size)
    if wanted == ():
        return Response(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    stream = service.open_stream(file, on_damage=alarm())
    body: Iterator[bytes] = _pieces(stream, *wanted) if wanted else iter(stream)
    answer = Response(body, 206 if wanted else 200, _ALSO, content_type=PLAYED)
    answer.call_on_close(stream.close)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.content_length = file.size
    if wanted:
        start, stop = wanted
        answer.content_length = stop - start
        answer.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{file.size}"
    if request.method == "HEAD":
        stream.close()
    return answer


def _wanted(header: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """(start, stop) of one range; () where it lies outside; None for the whole."""
    read = _RANGE.fullmatch(header.strip())
    if read is None or read.groups() == ("", ""):
        return None
    first, last = read.groups()
    start = int(first) if first else max(0, size - int(last))
    stop = min(size, int(last) + 1) if first and last else size
    return (start, stop) if start < stop else ()


def _pieces(stream: service.VerifiedStream, start: int, stop: int) -> Iterator[bytes]:
    with stream:
        while start < stop:
            end = min(start + PIECE, stop)
            yield stream.part(start, end)
            start = end
