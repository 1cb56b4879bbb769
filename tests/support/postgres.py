"""A private PostgreSQL server from the installed binaries, for tests and benchmarks.

It listens on a socket in a temporary folder and nowhere else, runs as an unprivileged user when
started by root, and is deleted with all its data at the end.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

SUPERUSER = "jicms"
START_SECONDS = 30
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
ROOM = 2**30  # bytes: an empty server has 70 MB, a copied database 10 MB
MISSING = (
    "PostgreSQL's server programs are missing: install the package postgresql "
    "(Debian: apt-get install postgresql)."
)
SMALL = {"shared_buffers": "32MB", "max_connections": "60", "timezone": "UTC"}
# Nothing here outlives a crash, so nothing needs to reach the disk.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# Few rows and no figures about them: starting a worker or a compiler costs more than any answer.
CARELESS |= {"max_parallel_workers_per_gather": "0", "jit": "off"}


class PostgresMissing(RuntimeError):
    """No PostgreSQL server programs on this machine; the message says what to install."""


def find_binaries() -> Path:
    """The folder with `initdb` and `postgres`, the newest where there are several.

    Raises PostgresMissing.
    """
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders = sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)
    folders += [Path(entry) for entry in os.get_exec_path()]
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresMissing(MISSING)


class Server:
    """A running server: names its databases' addresses, makes and drops them."""

    def __init__(self, folder: Path, version: int) -> None:
        self.folder = folder
        self.version = version

    def url(self, database: str = "postgres") -> str:
        """The SQLAlchemy address of a database."""
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self.folder}"

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """Copy a database (nobody may be connected to the template); return the new address."""
        strategy = " strategy file_copy" if self.version >= 15 else ""  # before 15, the only one
        self._execute("create database {} template {}" + strategy, name, template)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database if it is there, cutting its connections."""
        self._execute("drop database if exists {} with (force)", name)

    def is_ready(self) -> bool:
        """Whether the server accepts connections already."""
        try:
            self._execute("select 1")
        except psycopg.OperationalError:
            return False
        return True

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection that commits each statement by itself."""
        return psycopg.connect(
            host=str(self.folder), user=SUPERUSER, dbname=database, autocommit=True
        )

    def _execute(self, statement: str, *names: str) -> None:
        with self.connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def running(
    *, durable: bool = False, settings: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Start a server, yield it, stop and delete it.

    `durable=True` keeps fsync and the rest as in production: what a benchmark measures.
    `settings` are further server parameters, e.g. {"shared_buffers": "512MB"}.
    """
    binaries = find_binaries()
    chosen = SMALL | ({} if durable else CARELESS) | dict(settings or {})
    with _private_folder(durable=durable) as folder:
        _initialise(binaries, folder)
        process = _start(binaries, folder, chosen)
        try:
            version = (folder / "data" / "PG_VERSION").read_text()
            server = Server(folder, int(version.split(".")[0]))
            _wait(process, server)
            yield server
        finally:
            # A "fast shutdown" cuts connections that a test left open.
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=START_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _account() -> pwd.struct_passwd | None:
    """Whom to run the server as: PostgreSQL refuses root. None: as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresMissing("PostgreSQL does not run as root, and there is no user postgres.")


def memory() -> Path | None:
    """A folder that is kept in memory, where there is one with room."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM else None


@contextmanager
def _private_folder(*, durable: bool) -> Iterator[Path]:
    """A temporary folder that only the server's user (and root) can enter.

    In memory where there is room and nothing need last: a database is copied in 20 ms there, and
    in 20 to 30 times that on a slow disk.
    """
    account = _account()
    places = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]  # noqa: S108 - mkdtemp
    if not durable and (place := memory()):
        places.insert(0, place)
    # The other user must get through every parent, and a socket's path is at most 107 bytes.
    place = next(p for p in places if len(str(p)) < 60 and (account is None or _is_open(p)))
    folder = Path(tempfile.mkdtemp(prefix="jicms-postgres-", dir=place))
    try:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_open(place: Path) -> bool:
    """Whether everybody may pass through a folder and all its parents."""
    return all(part.stat().st_mode & 0o001 for part in (place, *place.parents))


def _initialise(binaries: Path, folder: Path) -> None:
    """Create the cluster: sorts bytewise as SQLite does, knows letters of all languages."""
    command = [f"{binaries}/initdb", f"--pgdata={folder}/data", f"--username={SUPERUSER}"]
    command += ["--auth=trust", "--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8"]
    command += ["--no-sync", "--no-instructions"]
    if _spawn(command, folder).wait() != 0:
        raise RuntimeError(f"initdb failed: {_log(folder)}")


def _start(binaries: Path, folder: Path, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the server as our child; where Linux can, it ends with us even if we are killed."""
    options = {**settings, "listen_addresses": "", "unix_socket_directories": str(folder)}
    guard = ["setpriv", "--pdeathsig", "INT", "--"] if shutil.which("setpriv") else []
    command = [*guard, f"{binaries}/postgres", "-D", f"{folder}/data"]
    return _spawn([*command, *(f"--{name}={value}" for name, value in options.items())], folder)


def _spawn(command: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
    """Start a program as the unprivileged user, in a folder it may enter, with plain messages."""
    account = _account()
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the test run, which then stops the server
        )


def _log(folder: Path) -> str:
    return (folder / "log").read_text(errors="replace").strip()


def _wait(process: subprocess.Popen[bytes], server: Server) -> None:
    """Return when the server answers; raise RuntimeError with its log when it doesn't."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if server.is_ready():
            return
        time.sleep(0.02)
    raise RuntimeError(f"PostgreSQL did not start: {_log(server.folder)}")
