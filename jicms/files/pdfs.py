"""Whether a PDF may run something when it is opened: looked for while it passes by, without a
parser that an attacker could lead astray.

What it looks for are the names under which a PDF holds scripts, programs to start and other files,
also written with escapes, and in packed object streams, of each of which a bounded piece is
unpacked. What can't be looked through (encrypted, packed otherwise, or beyond the bound) counts as
if it were there: a mark too many asks for care, one too few invites harm.
"""

import re
import zlib
from typing import Final

_RISKY: Final = re.compile(
    rb"/(?:JavaScript|JS|Launch|RichMedia|XFA|EmbeddedFiles?|Encrypt)(?=[\s()<>\[\]{}/%]|$)"
)
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
#: A packed stream of objects begins here.
_OBJECTS: Final = re.compile(rb"/ObjStm.{0,4000}?stream\r?\n", re.DOTALL)
_START: Final = 1024
#: Kept of what passed by, so that nothing is lost between two pieces.
_TAIL: Final = 5_000
_PIECE: Final = 64 * 1024
#: Unpacked of one stream at most. Producers pack 200 objects together: far less.
MOST: Final = 16 * 1024 * 1024


class PdfLook:
    """Looks at a stream, piece by piece, in constant memory."""

    def __init__(self) -> None:
        self.is_risky = False
        self._held = b""
        self._is_pdf: bool | None = None
        self._packed: _Packed | None = None

    def feed(self, piece: bytes) -> None:
        """Look at the next bytes."""
        if self._is_pdf is False or self.is_risky:
            return
        self._held += piece
        if self._is_pdf is None:
            if b"%PDF-" in self._held[:_START]:
                self._is_pdf = True
            elif len(self._held) < _START:
                return
            else:
                self._is_pdf, self._held = False, b""
                return
        self._go_on()

    def finish(self) -> bool:
        """The stream has ended: whether it may run something."""
        if self._packed is not None and not self._packed.is_over:
            self.is_risky = True  # cut off within: nobody knows what a reader makes of it
        return self.is_risky

    def _go_on(self) -> None:
        while not self.is_risky:
            if self._packed is not None:
                self._held = self._packed.feed(self._held)
                self.is_risky = self._packed.is_risky
                if self.is_risky or not self._packed.is_over:
                    return
                self._packed = None
            found = _OBJECTS.search(self._held)
            self.is_risky = _names_risk(self._held[: found.end()] if found else self._held)
            if found is None:
                self._held = self._held[-_TAIL:]
                return
            self._held, self._packed = self._held[found.end() :], _Packed()


class _Packed:
    """One packed stream of objects."""

    def __init__(self) -> None:
        self.is_over = self.is_risky = False
        self._inflate, self._size, self._tail = zlib.decompressobj(), 0, b""

    def feed(self, data: bytes) -> bytes:
        """Unpack and look; what lies behind its end."""
        try:
            while data and not self.is_risky and not self._inflate.eof:
                out = self._inflate.decompress(data, _PIECE)
                data = self._inflate.unconsumed_tail
                self._size += len(out)
                self.is_risky = self._size > MOST or _names_risk(self._tail + out)
                self._tail = out[-100:]
        except zlib.error:
            self.is_risky = True
        self.is_over = self._inflate.eof or self.is_risky
        return self._inflate.unused_data


def _names_risk(data: bytes) -> bool:
    if _RISKY.search(data):
        return True
    if b"#" not in data:
        return False
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)
    return bool(_RISKY.search(plain)) or (b"/ObjStm" in plain and b"/ObjStm" not in data)
