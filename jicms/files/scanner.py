"""The malware check by clamd's INSTREAM. Anything but a clear "OK" counts as not clean.

The file is sent while it is received, so it is read once. clamd cuts the connection over its
StreamMaxLength: that is a failed check, as are time-outs, refusals and unknown answers. Set
`AlertExceedsMax yes` in clamd.conf: without it clamd says OK of what it did not look into.
"""

import re
import socket
from dataclasses import dataclass
from typing import Protocol

#: clamd writes `stream: OK`, `stream: NAME FOUND` or `... ERROR`, ended by NUL as we asked with z.
_COMMAND = b"zINSTREAM\0"
_FOUND = re.compile(r"stream: ([!-~]+) FOUND")
_MAX_ANSWER = 4096
_MAX_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Verdict:
    """`detail` names what was found or what went wrong; at most 200 characters."""

    is_clean: bool
    detail: str


class Scan(Protocol):
    """The check of one file."""

    def feed(self, piece: bytes) -> None:
        """Send the next bytes. Never raises: a failure shows in the verdict."""

    def finish(self) -> Verdict:
        """The verdict over all the bytes."""

    def close(self) -> None:
        """Drop the connection. Safe to call twice."""


class ClamdScan:
    """One INSTREAM session. `address` is `host:port` or the path of a socket."""

    def __init__(self, address: str, *, timeout: float) -> None:
        self._failure: str | None = None
        self._socket: socket.socket | None = None
        try:
            self._socket = _connect(address, timeout)
            self._socket.sendall(_COMMAND)
        except (OSError, ValueError) as error:
            self._fail(f"no connection: {error}")

    def feed(self, piece: bytes) -> None:
        """Send the next bytes. Never raises: a failure shows in the verdict."""
        for start in range(0, len(piece), _MAX_PIECE):
            self._send(piece[start : start + _MAX_PIECE])

    def finish(self) -> Verdict:
        """The verdict over all the bytes."""
        self._send(b"")
        answer = self._answer()
        self.close()
        if self._failure is None and answer == "stream: OK":
            return Verdict(True, "")
        found = _FOUND.fullmatch(answer)
        if found:
            return Verdict(False, found[1][:200])
        return Verdict(False, f"check failed: {answer or self._failure or 'no answer'}"[:200])

    def close(self) -> None:
        """Drop the connection. Safe to call twice."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, piece: bytes) -> None:
        if self._socket is None or self._failure:
            return
        try:
            self._socket.sendall(len(piece).to_bytes(4, "big") + piece)
        except OSError as error:
            self._failure = str(error)

    def _answer(self) -> str:
        """What clamd said; over its limit it says so and hangs up, so this is read after a
        failure to send too."""
        heard = b""
        try:
            while self._socket and not heard.endswith(b"\0") and len(heard) < _MAX_ANSWER:
                piece = self._socket.recv(_MAX_ANSWER)
                if not piece:
                    break
                heard += piece
        except OSError as error:
            self._fail(str(error))
        if not heard.endswith(b"\0"):
            self._fail("the scanner hung up")
        return heard.rstrip(b"\0").decode("utf-8", "replace")

    def _fail(self, reason: str) -> None:
        self._failure = self._failure or reason


def _connect(address: str, timeout: float) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(timeout)
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout)
