"""Encryption of files: AES-256-GCM in 64 KiB chunks, after the STREAM construction.

Layout: header | chunk | chunk | ... Each chunk is up to 64 KiB of plaintext and a 16-byte tag; all
but the last are full, the last is never empty unless the file is. Header (67 bytes):

    magic 8 | key id 16, NUL-padded | key check 4 | salt 32 | nonce prefix 7

The file's own key is HKDF-SHA-256(purpose key, salt, record id); a chunk's nonce is the prefix,
its number (4 bytes) and a flag that is 1 for the last chunk only; the header is bound to every
chunk. So changed, removed, swapped, appended and foreign chunks are refused, and a file offered
under another record's id does not open. `SealReader` checks the last chunk first: a part read from
a file that was cut short is refused too.
"""

import os
from collections.abc import Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jicms.core.crypto.errors import Malformed, Tampered
from jicms.core.crypto.keys import CHECK_BYTES, KEY_ID, Keyring, hkdf, keyring

MAGIC: Final = b"JICMSF1\n"
CHUNK: Final = 64 * 1024
_TAG: Final = 16
_KEY_ID: Final = 16
_SALT: Final = 32
_PREFIX: Final = 7
HEADER: Final = len(MAGIC) + _KEY_ID + CHECK_BYTES + _SALT + _PREFIX
MAX_CHUNKS: Final = 2**32


class _Cipher:
    """Seals and opens the numbered chunks of one file."""

    def __init__(self, ring: Keyring, key_id: str, header: bytes, record_id: str) -> None:
        salt, self._prefix = header[-_SALT - _PREFIX : -_PREFIX], header[-_PREFIX:]
        own = hkdf(ring.derive("file", key_id), b"jicms/file/" + record_id.encode(), salt=salt)
        self._gcm, self._header = AESGCM(own), header

    def seal(self, number: int, data: bytes, *, last: bool) -> bytes:
        return self._gcm.encrypt(self._nonce(number, last=last), data, self._header)

    def open(self, number: int, data: bytes, *, last: bool) -> bytes:
        try:
            return self._gcm.decrypt(self._nonce(number, last=last), data, self._header)
        except InvalidTag:
            raise Tampered(f"chunk {number} of a sealed file does not verify") from None

    def _nonce(self, number: int, *, last: bool) -> bytes:
        return self._prefix + number.to_bytes(4, "big") + bytes([last])


class SealWriter:
    """Encrypts what is written to it into `out`. Holds one chunk in memory.

    `finish()` must be called: without it the file has no last chunk and never opens.
    """

    def __init__(self, out: BinaryIO, *, record_id: str, keys: Keyring | None = None) -> None:
        ring = keys or keyring()
        self.key_id: str = ring.current
        padded = self.key_id.encode().ljust(_KEY_ID, b"\0")
        header = MAGIC + padded + ring.check_value(self.key_id) + os.urandom(_SALT + _PREFIX)
        self._cipher = _Cipher(ring, self.key_id, header, record_id)
        self._out, self._held, self._number = out, bytearray(), 0
        out.write(header)

    def write(self, data: bytes) -> None:
        """Take in plaintext. A full chunk waits until it is known not to be the last."""
        view = memoryview(data)
        while view:
            if len(self._held) == CHUNK:
                self._put(last=False)
            room = CHUNK - len(self._held)
            self._held += view[:room]
            view = view[room:]

    def finish(self) -> None:
        """Write the last chunk. Does not close `out`."""
        self._put(last=True)

    def _put(self, *, last: bool) -> None:
        if self._number >= MAX_CHUNKS:
            raise ValueError("a sealed file has at most 256 TiB")
        self._out.write(self._cipher.seal(self._number, bytes(self._held), last=last))
        self._held.clear()
        self._number += 1


class SealReader:
    """Reads a sealed file from any offset; no byte is handed out before its chunk verified.

    Raises Malformed, UnknownKey, WrongKey or Tampered, at once where header or end are damaged.
    """

    def __init__(self, source: BinaryIO, *, record_id: str, keys: Keyring | None = None) -> None:
        ring = keys or keyring()
        self._source = source
        source.seek(0)
        header = source.read(HEADER)
        self.key_id: str = _key_id(header)
        ring.require(self.key_id, header[len(MAGIC) + _KEY_ID :][:CHECK_BYTES])
        self._cipher = _Cipher(ring, self.key_id, header, record_id)
        length = source.seek(0, os.SEEK_END)
        self._chunks = -(-(length - HEADER) // (CHUNK + _TAG))
        if not 1 <= self._chunks <= MAX_CHUNKS:
            raise Malformed("a sealed file without chunks")
        #: Bytes of plaintext.
        self.size: int = plain_size(length)
        last = self._chunk(self._chunks - 1)
        if not last and self._chunks > 1:
            raise Malformed("a sealed file with an empty last chunk")

    def chunks(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The plaintext from byte `start` up to byte `stop` (default: the end), in pieces."""
        stop = self.size if stop is None else min(stop, self.size)
        if start < 0:
            raise ValueError("a range starts at byte 0 or later")
        for number in range(start // CHUNK, -(-stop // CHUNK) if start < stop else 0):
            at = number * CHUNK
            yield self._chunk(number)[max(start - at, 0) : stop - at]

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """The plaintext from byte `start` up to byte `stop`, at once."""
        return b"".join(self.chunks(start, stop))

    def _chunk(self, number: int) -> bytes:
        self._source.seek(HEADER + number * (CHUNK + _TAG))
        sealed = self._source.read(CHUNK + _TAG)
        return self._cipher.open(number, sealed, last=number == self._chunks - 1)


def plain_size(sealed: int) -> int:
    """Bytes of plaintext in a sealed file of that many bytes, by its length alone."""
    body = max(0, sealed - HEADER)
    return body - -(-body // (CHUNK + _TAG)) * _TAG


def _key_id(header: bytes) -> str:
    padded = header[len(MAGIC) :][:_KEY_ID].rstrip(b"\0")
    named = padded.decode("ascii", "replace")
    if len(header) != HEADER or not header.startswith(MAGIC) or not KEY_ID.fullmatch(named):
        raise Malformed("not a sealed file")
    return named
