"""The demonstration: `python -m tools.demo run` or `reset`. Data live in instance/ and are kept.

The caller's JICMS_* settings are put aside (all but the mode, and JICMS_PUBLIC=1, which serves the
public report page beside it, on the next port), so that trying out the product can
never migrate or fill a database that somebody's environment points to.
"""

import fcntl
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tools.common import BIN, ROOT, digest, run, say, stamped, stop

INSTANCE = ROOT / "instance"
LOADED = INSTANCE / ".demo-loaded"
CURRENT = INSTANCE / ".up-to-date"
#: What the database's tables and code lists are made from.
SOURCES = ("migrations", "jicms/refdata", "jicms/deadlines", "jicms/auth")
HOST = "127.0.0.1"


def environment() -> dict[str, str]:
    """Demo mode with its defaults, whatever the caller's shell has set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JICMS_")}
    if os.environ.get("JICMS_PUBLIC") == "1":
        kept["JICMS_PUBLIC"] = "1"
    return kept | {"JICMS_ENV": "demo"}


def port() -> int:
    """PORT, or 8000; stops if it is no port, or taken."""
    wanted = os.environ.get("PORT") or "8000"
    if not wanted.isdigit() or not 0 < int(wanted) < 65536:
        stop(f"PORT must be a number from 1 to 65535, not {wanted!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(wanted)))
        except OSError:
            stop(f"Port {wanted} is in use or not allowed; choose another: make run PORT=8001")
    return int(wanted)


def flask(*arguments: str, quiet: bool = False) -> None:
    """Run one of the application's own commands."""
    run(
        [BIN / "python", "-m", "flask", "--app", "wsgi", *arguments],
        env=environment(),
        otherwise=f"`flask {' '.join(arguments)}` failed; see the message above.",
        quiet=quiet,
    )


def sources() -> str:
    """A digest of what the database is made from: while it stays, there is nothing to bring."""
    files = (path for name in SOURCES for path in sorted((ROOT / name).rglob("*")))
    return digest(*(path for path in files if path.suffix in {".py", ".csv"}))


def prepare() -> None:
    """Bring the database to the present schema and code lists; load the demo data if not there."""
    if not any(INSTANCE.glob("*.sqlite3")):
        LOADED.unlink(missing_ok=True)
        CURRENT.unlink(missing_ok=True)
    wanted = sources()
    if not stamped(CURRENT, wanted):
        say("Bringing the database in instance/ up to date")
        flask("db", "upgrade", quiet=True)
        flask("refdata", "load", quiet=True)
        CURRENT.write_text(wanted)
    if not LOADED.exists():
        say("Loading generated demo data (once)")
        flask("demo", "load")
        LOADED.touch()


@contextmanager
def lock(*, exclusive: bool) -> Iterator[IO[str]]:
    """Hold instance/: servers share it, a reset wants it alone. Stops if that can't be had."""
    INSTANCE.mkdir(exist_ok=True)
    with (INSTANCE / ".lock").open("w") as held:
        try:
            fcntl.flock(held, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            stop("The demonstration is running or being set up; stop that first (Ctrl-C).")
        yield held


def serve() -> None:
    """Prepare the demonstration and become its web server, until Ctrl-C."""
    number = port()
    with lock(exclusive=False) as held:
        prepare()
        say(f"Serving on http://{HOST}:{number} (Ctrl-C stops it, make reset-demo starts over)")
        if environment().get("JICMS_PUBLIC"):
            flask("demo", "public", quiet=True)
            say(f"The public report page is on http://{HOST}:{number + 1}")
        os.set_inheritable(held.fileno(), True)
        python = BIN / "python"
        os.chdir(ROOT)
        os.execve(
            python,
            [str(python), "-m", "tools.server", f"{HOST}:{number}"],
            environment(),
        )


def reset() -> None:
    """Delete the demonstration's data and load them afresh."""
    with lock(exclusive=True) as held:
        say("Deleting instance/")
        for entry in INSTANCE.iterdir():
            if entry == Path(held.name):
                continue
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        prepare()
    say("Ready: make run")


COMMANDS = {"run": serve, "reset": reset}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]]()
