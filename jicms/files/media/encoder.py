"""Encoding a recording anew, in a process of its own that sees neither keys nor database.

The process asks for pieces of the original, each of which is authenticated before it goes over. The
plaintext is on no disk: the original passes by in pieces, the preview grows in memory.
"""

import json
import logging
import os
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from jicms.core.errors import RuleBroken
from jicms.files.media.models import Outcome
from jicms.files.models import StoredFile
from jicms.files.reading import VerifiedStream, open_stream

log = logging.getLogger(__name__)
_WORKER = Path(__file__).with_name("worker.py")
_ASK = struct.Struct(">QQ")
_MOST_ASKED = 16 * 1024 * 1024
#: What the other process gets of our environment: none of the keys and addresses in it.
_ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
#: One at a time in each process of the server.
_turn = threading.Lock()


_ENDS = {
    0: Outcome.MADE,
    10: Outcome.WITH_GAPS,
    11: Outcome.NOT_DECODED,
    12: Outcome.TOO_LONG,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one encoding may take: time, memory, bytes of what it makes, and length of the film."""

    seconds: int = 3 * 3600
    memory: int = 2 * 1024**3
    room: int = 384 * 1024**2
    longest: int = 0
    niceness: int = 0


#: While somebody waits for the page.
WAITING = Limits(seconds=25, room=64 * 1024**2, longest=60)
BACKGROUND = Limits(niceness=10)


@contextmanager
def encoded(file: StoredFile, limits: Limits) -> Iterator[tuple[Outcome, BinaryIO]]:
    """What became of it, and the WebM where it was made. Needs no transaction.

    Raises RuleBroken where another one is being made, FileDamaged where the original is damaged.
    """
    if not _turn.acquire(blocking=False):
        raise RuleBroken("Another preview is being made. Try again in a minute.")
    try:
        with _memory() as out, open_stream(file) as original:
            outcome = _run(original, out, limits)
            if outcome is Outcome.GIVEN_UP:
                log.error("preview of stored file %s: gave up", file.id)
            out.seek(0)
            yield outcome, out
    finally:
        _turn.release()


def _memory() -> BinaryIO:
    """A file in memory where the system has that, as evidence must reach no disk."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("preview"), "w+b")
    return tempfile.TemporaryFile()


def _run(original: VerifiedStream, out: BinaryIO, limits: Limits) -> Outcome:
    asked = {**asdict(limits), "size": original.size, "out": out.fileno()}
    with subprocess.Popen(
        [sys.executable, "-I", str(_WORKER), json.dumps(asked)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=[out.fileno()],
        env=_ENVIRONMENT,
        cwd="/",
    ) as process:
        ends = threading.Timer(limits.seconds, process.kill)
        ends.start()
        try:
            _answer(process, original)
            code = process.wait()
        finally:
            ends.cancel()
            process.kill()
    return _ENDS.get(code, Outcome.GIVEN_UP)


def _answer(process: subprocess.Popen[bytes], original: VerifiedStream) -> None:
    """Send each piece that is asked for, until the process has what it needs or is gone."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        while len(asked := process.stdout.read(_ASK.size)) == _ASK.size:
            start, count = _ASK.unpack(asked)
            if count > _MOST_ASKED or start + count > original.size:
                return
            process.stdin.write(original.part(start, start + count))
            process.stdin.flush()
    except BrokenPipeError:
        # It ended while it was sent to; how is told by its code.
        log.info("the process that makes a preview ended early")
