"""A small SMTP server on this machine, which keeps what it is sent."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """What was sent, each as (receiver, whole text), and where to send it."""

    url: str = ""
    letters: list[tuple[str, str]] = field(default_factory=list)
    #: Receivers that the server refuses.
    refused: set[str] = field(default_factory=set)


class _Conversation(socketserver.StreamRequestHandler):
    """As much of the protocol as a client needs: EHLO, MAIL, RCPT, DATA, RSET, QUIT."""

    def handle(self) -> None:
        self._say("220 test")
        receiver = ""
        while line := self.rfile.readline():
            command = line.decode().strip()
            word = command.upper()[:4]
            if word == "RCPT":
                receiver = command.partition("<")[2].partition(">")[0]
                bad = receiver in self.server.mailbox.refused  # type: ignore[attr-defined]
                self._say("550 no such receiver" if bad else "250 ok")
            elif word == "DATA":
                self._say("354 go on")
                self.server.mailbox.letters.append((receiver, self._text()))  # type: ignore[attr-defined]
                self._say("250 ok")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _text(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        return "\n".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def smtp_server() -> Iterator[Mailbox]:
    """`with smtp_server() as box:` a server at `box.url` until the block ends."""
    box = Mailbox()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        server.daemon_threads = True
        server.mailbox = box  # type: ignore[attr-defined]
        box.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
