"""A stand-in for clamd: speaks INSTREAM on a socket and answers as told."""

import socket
import threading
from contextlib import contextmanager


class Clamd:
    """`answer` is sent after the end mark; `limit` hangs up after so many bytes, as clamd does."""

    def __init__(self, answer: bytes = b"stream: OK\0", *, limit: int | None = None):
        self.answer, self.limit = answer, limit
        self.received: list[bytes] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(10)
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self):
        while not self._stop.is_set():
            try:
                connection, _peer = self._server.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(10)
                try:
                    self._converse(connection.makefile("rb"), connection)
                except OSError:
                    continue

    def _converse(self, heard, connection):
        with heard:
            assert heard.read(10) == b"zINSTREAM\0"
            data = b""
            while True:
                mark = heard.read(4)
                if len(mark) < 4:
                    return
                if mark == bytes(4):
                    break
                data += heard.read(int.from_bytes(mark, "big"))
                if self.limit is not None and len(data) > self.limit:
                    connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            self.received.append(data)
            if self.answer is None:
                self._stop.wait(5)
            else:
                connection.sendall(self.answer)

    @contextmanager
    def running(self):
        self._thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            self._server.shutdown(socket.SHUT_RDWR)  # wakes a waiting accept(); close() does not
            self._thread.join(10)
            self._server.close()
