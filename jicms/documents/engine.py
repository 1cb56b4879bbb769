"""Rendering: each document in a process of its own, which ends with it.

Typst keeps memory in a long-lived process, and no thread can stop a compilation that hangs. A
process of its own costs 30 ms, gives its memory back, is killed when its time is up, sees neither
our keys nor the database, and leaves nothing to shut down: it works the same under threads, forked
workers, tests and on the command line.
"""

import base64
import json
import logging
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from jicms.documents import settings
from jicms.documents.errors import Busy, NotRendered
from jicms.documents.texts import printable

log = logging.getLogger(__name__)
PACKAGE = Path(__file__).resolve().parents[1]
_WORKER = Path(__file__).with_name("worker.py")
_BINDER = Path(__file__).with_name("binder.py")
#: Reads the text of a PDF, see there.
READER = Path(__file__).with_name("reader.py")
#: What both return for a file that is not what it says it is.
_DAMAGED = 3
_NAME = re.compile(r"[a-z_]+/[a-z0-9_-]+")
_GIVEN = re.compile(r"[A-Za-z0-9_-]+\.(png|jpg|jpeg|gif|webp)")
#: What the other process gets of our environment: none of the keys and addresses in it.
_ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}


class Refused(Exception):
    """The process for files of others gave up: the file is damaged, or too heavy."""

    def __init__(self, *, heavy: bool) -> None:
        super().__init__()
        self.heavy = heavy


class _Turns:
    """At most so many at once in this process, whatever the settings say at the time."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running = 0

    def __enter__(self) -> None:
        now = settings.current()
        with self._changed:
            if not self._changed.wait_for(lambda: self._running < now.at_once, now.patience):
                raise Busy
            self._running += 1

    def __exit__(self, *_raised: object) -> None:
        with self._changed:
            self._running -= 1
            self._changed.notify()


_turns = _Turns()


def render(
    template: str,
    data: Mapping[str, Any],
    *,
    at: datetime | None = None,
    files: Mapping[str, bytes] | None = None,
    marking: str | None = None,
) -> bytes:
    """The PDF/UA-1 that `jicms/FEATURE/typst/NAME.typ` makes of `data`; `template` is FEATURE/NAME.

    `data` is JSON: texts in it are shown, never run; what no font of ours holds is shown as its
    code point. `at` is the document's own date, none if not given: the same arguments give the
    same bytes. `files` are pictures, shown as `image("/given/NAME")`. `marking` replaces the
    configured line. Raises NotRendered.
    """
    if not _NAME.fullmatch(template):
        raise ValueError(f"{template!r} is not FEATURE/NAME")
    feature, _, name = template.partition("/")
    if not (PACKAGE / feature / "typst" / f"{name}.typ").is_file():
        raise ValueError(f"there is no template {template}")
    pictures = dict(files or {})
    for given in pictures:
        if not _GIVEN.fullmatch(given):
            raise ValueError(f"{given!r} is no name of a picture")
    line = settings.current().marking if marking is None else marking
    asked = {
        "package": str(PACKAGE),
        "main": f"/{feature}/typst/{name}.typ",
        "data": printable(data),
        "marking": printable(line),
        "timestamp": int(at.timestamp()) if at else None,
        "files": {key: base64.b64encode(value).decode() for key, value in pictures.items()},
        "memory": settings.current().memory,
        "seconds": int(settings.current().seconds) + 1,
    }
    with _turns:
        return _run(template, asked)


def _run(template: str, asked: dict[str, Any]) -> bytes:
    """Start the process, wait for it, and kill it when its time is up."""
    with tempfile.TemporaryDirectory(prefix="jicms-document-") as folder:
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(_WORKER)],
                input=json.dumps({**asked, "root": folder}).encode(),
                capture_output=True,
                timeout=settings.current().seconds,
                check=False,
                env=_ENVIRONMENT,
                cwd=folder,
            )
        except subprocess.TimeoutExpired:
            log.error("document %s: gave up after %s s", template, settings.current().seconds)  # noqa: TRY400 - the trace would hold the data
            raise NotRendered from None
        except OSError:
            log.exception("document %s: the process could not be started", template)
            raise NotRendered from None
    if done.returncode == 0 and done.stdout.startswith(b"%PDF-"):
        return done.stdout
    log.error("document %s: %s: %s", template, done.returncode, _said(done.stderr))
    raise NotRendered


def apart(
    asked: Mapping[str, Any],
    files: Sequence[bytes],
    *,
    memory: int,
    seconds: float,
    by: Path = _BINDER,
) -> tuple[int, bytes]:
    """The pages and bytes that binder.py, or another, makes of files of others, in a process of
    its own.

    Raises Refused, and Busy where no turn comes.
    """
    limits = {"memory": memory, "seconds": int(seconds) + 1, "sizes": [len(file) for file in files]}
    given = b"".join([json.dumps({**asked, **limits}).encode(), b"\n", *files])
    with _turns:
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(by)],
                input=given,
                capture_output=True,
                timeout=seconds,
                check=False,
                env=_ENVIRONMENT,
            )
        except subprocess.TimeoutExpired:
            raise Refused(heavy=True) from None
        except OSError:
            log.exception("%s: the process could not be started", by.stem)
            raise NotRendered from None
    if done.returncode:
        log.warning("%s: a file was refused (%s)", by.stem, done.returncode)
        raise Refused(heavy=done.returncode != _DAMAGED)
    head, _, made = done.stdout.partition(b"\n")
    return int(json.loads(head)["pages"]), made


def _said(stderr: bytes) -> str:
    """What the process said, without the words that it quotes: they may be a case's."""
    return re.sub(r"`[^`]*`", "`…`", stderr.decode(errors="replace"))[-500:].strip()
