"""Files of a reporter: images lose what a camera wrote into them, others are taken as they are.

Of an anonymous reporter only the cleaned image is kept, under a name of ours. Of others the
original is kept too, for it is evidence; the inside shows it to those alone who may see them.
"""

import io
from collections.abc import Sequence

from flask import current_app
from werkzeug.datastructures import FileStorage

from jicms.dropbox.envelope import Attachment
from jicms.files import images, names, scanner
from jicms.files.sniff import Sample
from jicms.hotline.forms import CLEANED_MB, FILE_MB, FILES
from jicms.hotline.settings import MEGABYTE


class BadUpload(ValueError):
    """A file can't be taken; the message is a sentence for the reporter."""


def read(uploads: Sequence[FileStorage] | None, *, is_anonymous: bool) -> list[Attachment]:
    """The files of a post, cleaned and checked; raises `BadUpload`."""
    found = list(uploads or ())
    if len(found) > FILES:
        raise BadUpload(f"Choose at most {FILES} files.")
    return [_read(upload, n, is_anonymous) for n, upload in enumerate(found, 1)]


def _read(upload: FileStorage, n: int, is_anonymous: bool) -> Attachment:
    data = upload.stream.read(FILE_MB * MEGABYTE + 1)
    if len(data) > FILE_MB * MEGABYTE:
        raise BadUpload(f"File {n} is larger than {FILE_MB} MB.")
    if not data:
        raise BadUpload(f"File {n} is empty.")
    _scan(data, n)
    sample = Sample()
    sample.feed(data)
    kind = sample.content_type()
    name = f"file-{n}" if is_anonymous else names.label(upload.filename)
    try:
        # Whatever can be drawn is a picture, whatever else its bytes look like.
        clean = images.cleaned(io.BytesIO(data)).getvalue()
    except images.NotCleanable:
        if not images.is_picture(kind) or kind in images.DRAWINGS:
            return Attachment(name, data)
        raise BadUpload(
            f"File {n} is a picture that can’t be cleaned. Send it as JPEG or PNG, or take a "
            "picture of it."
        ) from None
    if len(clean) > CLEANED_MB * MEGABYTE:
        raise BadUpload(f"File {n} is a picture that is too large. Send a smaller copy of it.")
    if is_anonymous:
        return Attachment(f"{name}{_ending(clean)}", clean, is_cleaned=True)
    return Attachment(name, clean, original=data, is_cleaned=True)


def _ending(picture: bytes) -> str:
    sample = Sample()
    sample.feed(picture)
    return f".{sample.content_type().partition('/')[2]}"


def _scan(data: bytes, n: int) -> None:
    address = current_app.config["CLAMD"]
    if not address:
        return
    scan = scanner.ClamdScan(address, timeout=60)
    try:
        scan.feed(data)
        is_clean = scan.finish().is_clean
    finally:
        scan.close()
    if not is_clean:
        raise BadUpload(f"File {n} did not pass the check for malware.")
