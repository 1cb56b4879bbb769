"""Keeps uploads out of the system's temporary folder in the clear.

Werkzeug writes a large upload to a temporary file while it parses the form, before any of our code
runs. Here that file is sealed under a key that lives only in memory and only as long as it.
"""

import io
import os
import tempfile
from typing import IO, Any, BinaryIO, cast

from flask import Flask

from jicms.core import crypto

#: Requests up to this size are parsed in memory.
IN_MEMORY = 512 * 1024
_RECORD = "upload"


class SealedSpool(io.RawIOBase):
    """A temporary file whose content is nowhere on disk: first written to its end, then read."""

    def __init__(self) -> None:
        super().__init__()
        self._keys = crypto.Keyring(crypto.random_key())
        self._file: BinaryIO = cast("BinaryIO", tempfile.TemporaryFile("w+b"))  # noqa: SIM115
        self._writer = crypto.SealWriter(self._file, record_id=_RECORD, keys=self._keys)
        self._reader: crypto.SealReader | None = None
        self._at = self._size = 0

    def writable(self) -> bool:
        """Until it is first read."""
        return self._reader is None

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def write(self, data: Any, /) -> int:
        """Take in the next bytes, at the end; io.UnsupportedOperation once reading began."""
        if self._reader is not None or self._at != self._size:
            raise io.UnsupportedOperation("this upload is complete")
        self._writer.write(data)
        self._at = self._size = self._size + len(data)
        return len(data)

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer from where it stands; 0 at the end."""
        data = self._complete().read(self._at, self._at + len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Move within what was written."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        """The position."""
        return self._at

    def close(self) -> None:
        """Remove the temporary file, and with it the only use of its key."""
        self._file.close()
        super().close()

    def _complete(self) -> crypto.SealReader:
        if self._reader is None:
            self._writer.finish()
            self._reader = crypto.SealReader(self._file, record_id=_RECORD, keys=self._keys)
        return self._reader


class UploadsSealed:
    """Mixin of the application's request class."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if total_content_length is not None and total_content_length <= IN_MEMORY:
            return io.BytesIO()
        return cast("IO[bytes]", SealedSpool())


def init_app(app: Flask) -> None:
    """Make the application's requests, whatever their class, receive files this way."""
    if not issubclass(app.request_class, UploadsSealed):
        app.request_class = type("Request", (UploadsSealed, app.request_class), {})
