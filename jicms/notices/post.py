"""Handing letters to the mail server: encrypted and signed in where the settings say so.

What the server did not take stays unsent, and the next digest carries it: nothing is lost. What it
took is told one by one, so that a connection that breaks sends nothing twice.
"""

import smtplib
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from jicms.notices.digest import Letter, message_of

TIMEOUT = 20
#: Seconds before the second and the third try of what the server could not take just now.
WAITS: Sequence[float] = (2, 10)
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
#: Trying again helps nothing: the login is wrong, or the server lacks what the settings ask for.
_FOR_GOOD = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPNotSupportedError,
    ssl.SSLCertVerificationError,
)


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes: `smtp+starttls://host:port`, `smtps://…` or, plain, `smtp://…`.

    `authorities` is a file of certificates to trust instead of the system's.
    """

    url: str
    sender: str
    base_url: str
    user: str = ""
    password: str = field(default="", repr=False)
    authorities: str = ""


@dataclass
class Outcome:
    """What was left: letters that the server refuses, and those that it could not take now."""

    refused: list[Letter] = field(default_factory=list)
    waiting: list[Letter] = field(default_factory=list)
    #: Why the last try ended, as the name of the error; never its text, which may hold an address.
    why: str = ""


def send(due: Sequence[Letter], server: Server, outcome: Outcome) -> Iterator[Letter]:
    """Send, and give each letter as soon as the server took it; `outcome` gets the others.

    What fails for a moment (no connection, a full queue) is tried again after each of `WAITS`.
    """
    waiting = list(due)
    for pause in (0, *WAITS):
        if not waiting:
            break
        time.sleep(pause)
        batch, waiting = waiting, []
        try:
            with _connect(server) as link:
                while batch:
                    answer = _hand_over(link, batch[0], server)
                    letter = batch.pop(0)
                    if answer is None:
                        yield letter
                    else:
                        (waiting if answer < 500 else outcome.refused).append(letter)
        except (OSError, smtplib.SMTPException) as error:
            outcome.why = type(error).__name__
            waiting += batch
            if isinstance(error, _FOR_GOOD):
                break
    outcome.waiting = waiting


def _connect(server: Server) -> smtplib.SMTP:
    """A connection, encrypted and signed in; never less than the settings ask for."""
    parts = urlsplit(server.url)
    host, port = parts.hostname or "localhost", parts.port or _PORTS[parts.scheme]
    if parts.scheme == "smtps":
        link: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=_trust(server))
    else:
        link = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        if parts.scheme == "smtp+starttls":
            link.starttls(context=_trust(server))
        if server.user:
            link.login(server.user, server.password)
    except BaseException:
        link.close()
        raise
    return link


def _trust(server: Server) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=server.authorities or None)


def _hand_over(link: smtplib.SMTP, letter: Letter, server: Server) -> int | None:
    """None where the server took the letter, else the code of its answer."""
    message = message_of(letter, sender=server.sender, base_url=server.base_url)
    try:
        link.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        return next((code for code, _ in error.recipients.values()), 500)
    except smtplib.SMTPDataError as error:
        return error.smtp_code
    except smtplib.SMTPNotSupportedError:  # an address beyond ASCII, which this server can't take
        return 550
    return None
