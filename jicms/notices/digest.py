"""The daily e-mail: numbers and links of what stands, and nothing else.

Every notice is asked for again as its receiver, under each membership in force, at the moment of
sending: who was shut out since, left or was deactivated gets none. A case that may not be confirmed
to exist (`withheld`) is left out by itself, and counted nowhere.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: the notice, its event, the number of its case, the path of the link."""

    notice_id: int
    event: str
    number: str
    path: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What one account is sent."""

    user_id: int
    address: str
    entries: Sequence[Entry]


#: Gives the letters that are due; `cases` registers, because whose case it is decides.
writers: list[Callable[[], Iterable[Letter]]] = []


def letters() -> list[Letter]:
    """Every letter that has something to say."""
    return [letter for write in writers for letter in write() if letter.entries]


def message_of(letter: Letter, *, sender: str, base_url: str) -> EmailMessage:
    """The letter as mail. Subject and body hold counts, numbers and links."""
    message = EmailMessage()
    number = len(letter.entries)
    message["Subject"] = f"JICMS: {number} {'notice' if number == 1 else 'notices'}"
    message["From"], message["To"] = sender, letter.address
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=urlsplit(base_url).hostname or "jicms")
    message["Auto-Submitted"] = "auto-generated"
    base = base_url.rstrip("/")
    lines = [f"{entry.number or 'Notice'}  {base}{entry.path}" for entry in letter.entries]
    message.set_content("\n".join([*lines, "", f"All notices: {base}/notices", ""]))
    return message
