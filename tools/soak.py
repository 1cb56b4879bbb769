"""A large file through the embedded server, over three cuts: `python -m tools.soak [MEGABYTES]`.

Starts the product on the loopback with data of its own, uploads through a line that is cut twice
while the server is killed once, all of it in the middle of a part; records the file as evidence,
reads it back, and compares the hash. Prints time and the server's peak memory. Nothing is kept.
"""

import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from tools.common import BIN, ROOT, run, say, stop

HOST = "127.0.0.1"
MEGABYTE = 1024 * 1024
PART = 8 * MEGABYTE
PASSWORD = "Demo-only-2026!"  # noqa: S105 - of the demonstration, published
ITEM = {
    "kind_code": "DIGITAL_DEVICE",
    "description": "Recording of a day",
    "collected_on": "11/06/2026",
    "collected_time": "2:05 p.m.",
}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Recording:
    """A file of that size that is nowhere: each megabyte is the same noise and its own number."""

    def __init__(self, size: int) -> None:
        self._noise, self._size, self._at = os.urandom(MEGABYTE), size, 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move; the end is its size."""
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def tell(self) -> int:
        """The position."""
        return self._at

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; none at the end."""
        end = self._size if size < 0 else min(self._at + size, self._size)
        numbers = range(self._at // MEGABYTE, -(-end // MEGABYTE))
        whole = b"".join(n.to_bytes(8, "big") + self._noise[8:] for n in numbers)
        start = self._at - self._at // MEGABYTE * MEGABYTE
        data, self._at = whole[start : start + end - self._at], max(self._at, end)
        return data

    def digest(self) -> str:
        """SHA-256 of all of it."""
        total = hashlib.sha256()
        self.seek(0)
        while data := self.read(PART):
            total.update(data)
        return total.hexdigest()


class Line:
    """A way to the server on which something happens after so many bytes."""

    def __init__(self, port: int) -> None:
        self._port, self._open = port, set[socket.socket]()
        self._left = 0
        self._then: Callable[[], None] | None = None
        self._happened = threading.Event()
        self._listening = socket.create_server((HOST, 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def after(self, size: int, then: Callable[[], None]) -> threading.Event:
        """Call `then` once `size` more bytes went to the server; the event that says it was."""
        self._happened = threading.Event()
        self._left, self._then = size, then
        return self._happened

    @property
    def fired(self) -> bool:
        """Whether what was to happen has begun to."""
        return self._then is None

    def cut(self) -> None:
        """End all connections."""
        for line in list(self._open):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            near, _ = self._listening.accept()
            try:
                far = socket.create_connection((HOST, self._port))
            except OSError:
                near.close()
                continue
            self._open |= {near, far}
            for ends in ((near, far, True), (far, near, False)):
                threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        with suppress(OSError):
            while data := source.recv(256 * 1024):
                target.sendall(data)
                self._left -= len(data) * counts
                if self._then is not None and self._left < 0:
                    then, self._then = self._then, None
                    then()
                    self._happened.set()
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)
        self._open.discard(source)
        source.close()


class Server:
    """The embedded server over one data folder."""

    def __init__(self, folder: Path, port: int) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JICMS_")}
        self.env = kept | {
            "JICMS_ENV": "demo",
            "JICMS_DATA_DIR": str(folder),
            "JICMS_DATABASE_URL": f"sqlite:///{folder / 'soak.sqlite3'}",
        }
        self.port, self.peak = port, 0
        self._process: subprocess.Popen[bytes]

    def prepare(self) -> None:
        """A database with the demonstration's people and cases."""
        for arguments in (["db", "upgrade"], ["refdata", "load"], ["demo", "load"]):
            command: list[str | Path] = [BIN / "python", "-m", "flask", "--app", "wsgi", *arguments]
            run(command, env=self.env, otherwise="The soak’s data could not be made.", quiet=True)

    def start(self) -> None:
        """Start, and wait until it answers."""
        command: list[str | Path] = [BIN / "python", "-m", "tools.server", f"{HOST}:{self.port}"]
        self._process = subprocess.Popen(command, cwd=ROOT, env=self.env)
        for _ in range(300):
            with suppress(requests.ConnectionError):
                if requests.get(f"http://{HOST}:{self.port}/healthz", timeout=5).ok:
                    return
            time.sleep(0.1)
        stop("The server did not start.")

    def memory(self) -> int:
        """Most megabytes that it held since it was started; the most of all starts is `peak`."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        held = int(found[1]) // 1024 if found else 0
        self.peak = max(self.peak, held)
        return held

    def end(self, how: signal.Signals) -> None:
        """Note its memory and end it."""
        self.memory()
        self._process.send_signal(how)
        self._process.wait()


class Investigator:
    """Somebody signed in, at the other end of the line."""

    def __init__(self, port: int) -> None:
        self.address, self.http = f"http://{HOST}:{port}", requests.Session()
        page = self.http.get(f"{self.address}/sign-in", timeout=60)
        name = {"username": "investigator.ia", "password": PASSWORD, "csrf_token": token(page.text)}
        page = self.http.post(f"{self.address}/sign-in", data=name, timeout=60)
        if not page.ok:
            stop("The investigator could not sign in.")
        self.form, self.token = self._form()

    def _form(self) -> tuple[str, str]:
        """Where an item of some case of theirs is recorded, and the token of that page."""
        listed = self.http.get(f"{self.address}/cases?per_page=100", timeout=60).text
        for number in dict.fromkeys(re.findall(r"/cases/(\d{9,10})", listed)):
            where = f"{self.address}/cases/{number}/evidence/items/new"
            page = self.http.get(where, timeout=60)
            if page.ok:
                return where, token(page.text)
        return stop("The demonstration has no case that the investigator works on.")

    def uploader(self, source: Recording, url: str | None) -> Any:
        """The official client, where the upload stands."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies)
        headers = {"Cookie": cookies, "X-CSRFToken": self.token}
        client = TusClient(f"{self.address}/uploads", headers=headers)
        return client.uploader(
            file_stream=source, chunk_size=PART, url=url, metadata={"filename": "recording.mp4"}
        )

    def record(self, key: str) -> str:
        """Record the item; the address of its file."""
        data = {**ITEM, "file": key, "csrf_token": self.token}
        answer = self.http.post(self.form, data=data, timeout=60)
        found = re.findall(r"/cases/\d+/evidence/items/\d+", answer.text)
        if not answer.ok or not found:
            stop(f"The item was not recorded: {answer.status_code}.")
        newest = max(found, key=lambda path: int(path.rsplit("/", 1)[-1]))
        return f"{self.address}{newest}/file"

    def read_back(self, where: str) -> str:
        """SHA-256 of the file as it is handed out."""
        total = hashlib.sha256()
        with self.http.get(where, stream=True, timeout=600) as answer:
            for piece in answer.iter_content(MEGABYTE):
                total.update(piece)
        return total.hexdigest()


def token(page: str) -> str:
    """The token of the first form of a page."""
    found = TOKEN.search(page)
    return found[1] if found else ""


#: What happens, and after which share of the file.
Interruption = tuple[float, Callable[[], None]]


def upload(person: Investigator, line: Line, source: Recording, over: list[Interruption]) -> str:
    """Upload, begin again where it stopped after each interruption; the address of the upload."""
    url, size = None, source.seek(0, os.SEEK_END)
    happened = threading.Event()
    while True:
        try:
            uploader = person.uploader(source, url)
            url = uploader.url
            if over:
                share, happens = over[0]
                left = int(size * share) - uploader.offset
                happened = line.after(max(left, 0) + PART // 2, happens)
            uploader.upload()
        except (TusCommunicationError, requests.RequestException):
            if over and line.fired:
                happened.wait(120)
                over.pop(0)
            time.sleep(0.2)
            continue
        if over:
            stop("The upload was over before it was interrupted: take a larger file.")
        return str(uploader.url)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def soak(server: Server, megabytes: int) -> bool:
    """Upload, record, read back, and say how it went; whether the hash is right."""
    line, source = Line(server.port), Recording(megabytes * MEGABYTE)
    person, expected = Investigator(line.port), source.digest()

    def kill() -> None:
        server.end(signal.SIGKILL)
        say("  the server was killed")
        server.start()

    def cut() -> None:
        say("  the line was cut")
        line.cut()

    before = server.memory()
    say(f"Uploading {megabytes:,} MB")
    began = time.monotonic()
    url = upload(person, line, source, [(0.2, cut), (0.5, kill), (0.8, cut)])
    took = time.monotonic() - began
    uploaded = server.memory()
    where = person.record(url.rsplit("/", 1)[-1])
    began = time.monotonic()
    same = person.read_back(where) == expected
    read = time.monotonic() - began
    server.memory()
    say(f"Upload {took:.0f} s ({megabytes / took:.0f} MB/s), reading back {read:.0f} s")
    say(f"Memory of the server: {before} MB before, {uploaded} MB after, {server.peak} MB at most")
    return same


def main(megabytes: int) -> None:
    """Do it with data and a server of its own."""
    with tempfile.TemporaryDirectory(prefix="jicms-soak-") as folder:
        server = Server(Path(folder), free_port())
        say("Making a database of its own")
        server.prepare()
        server.start()
        try:
            same = soak(server, megabytes)
        finally:
            server.end(signal.SIGTERM)
    if not same:
        stop("The file that came back is another one.")
    say("The hash is right")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2048)
