"""A small SMTP server on this machine, which keeps what it is sent. It can encrypt and ask for a
login, and fail as real ones do."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "mailer", "a-password-of-the-relay"


@dataclass
class Mailbox:
    """What was sent, each as (receiver, whole text), and where to send it."""

    url: str = ""
    letters: list[tuple[str, str]] = field(default_factory=list)
    #: Receivers that the server refuses for good.
    refused: set[str] = field(default_factory=set)
    #: Receivers that it asks to try again, and how often it still does.
    busy: dict[str, int] = field(default_factory=dict)
    #: How many letters it takes before it hangs up, once.
    hangs_up_after: int | None = None
    #: Whether each letter came over an encrypted connection, and after a login.
    encrypted: list[bool] = field(default_factory=list)
    signed_in: list[bool] = field(default_factory=list)
    connections: int = 0


class _Conversation(socketserver.StreamRequestHandler):
    """As much of the protocol as a client needs."""

    server: "_Server"

    def setup(self) -> None:
        self.encrypted = self.server.mode == "smtps"
        self.signed_in = False
        if self.encrypted:
            self.request = self._wrapped(self.request)
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def _wrapped(self, connection: Any) -> Any:
        assert self.server.context is not None
        return self.server.context.wrap_socket(connection, server_side=True)

    def handle(self) -> None:
        box = self.server.mailbox
        box.connections += 1
        self._say("220 test")
        receiver = ""
        while line := self.rfile.readline():
            command = line.decode().strip()
            word = command.upper().split(":")[0].split()[0]
            if word in {"EHLO", "HELO"}:
                self._greet()
            elif word == "STARTTLS":
                self._say("220 go on")
                self.request = self._wrapped(self.request)
                super().setup()
                self.encrypted = True
            elif word == "AUTH":
                self._sign_in(command)
            elif word == "RCPT":
                receiver = command.partition("<")[2].partition(">")[0]
                self._say(self._about(receiver))
            elif word == "DATA":
                self._say("354 go on")
                text = self._text()
                if box.hangs_up_after == len(box.letters):
                    box.hangs_up_after = None
                    return
                box.letters.append((receiver, text))
                box.encrypted.append(self.encrypted)
                box.signed_in.append(self.signed_in)
                self._say("250 ok")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _greet(self) -> None:
        offers = ["test"]
        if self.server.mode == "smtp+starttls" and not self.encrypted:
            offers.append("STARTTLS")
        elif self.server.login:
            offers.append("AUTH PLAIN")
        for offer in offers[:-1]:
            self._say(f"250-{offer}")
        self._say(f"250 {offers[-1]}")

    def _sign_in(self, command: str) -> None:
        told = base64.b64decode(command.rsplit(maxsplit=1)[-1]).decode().split("\0")
        self.signed_in = told[1:] == [USER, PASSWORD]
        self._say("235 welcome" if self.signed_in else "535 no")

    def _about(self, receiver: str) -> str:
        box = self.server.mailbox
        if self.server.login and not self.signed_in:
            return "530 sign in first"
        if receiver in box.refused:
            return "550 no such receiver"
        if box.busy.get(receiver, 0) > 0:
            box.busy[receiver] -= 1
            return "450 try again"
        return "250 ok"

    def _text(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        return "\n".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    mailbox: Mailbox
    mode: str
    login: bool
    context: ssl.SSLContext | None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not trust the certificate goes away: that is what is tested."""


@contextmanager
def smtp_server(
    mode: str = "smtp", *, login: bool = False, certificate: Path | None = None
) -> Iterator[Mailbox]:
    """`with smtp_server() as box:` a server at `box.url` until the block ends."""
    box = Mailbox()
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.mailbox, server.mode, server.login = box, mode, login
        server.context = None
        if certificate is not None:
            server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            server.context.load_cert_chain(certificate)
        box.url = f"{mode}://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()


def certificate_for(address: str, folder: Path) -> Path:
    """A file with a new key and a certificate of its own for that address."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail relay of the tests")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "relay.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
