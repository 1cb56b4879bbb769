"""A visitor of the public page, and the notice that opens it."""

import io
import re
from collections.abc import Sequence
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import Engine, Table, func, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from jicms.core import clock, crypto
from jicms.dropbox import envelope, inside, notice
from jicms.dropbox.envelope import Item
from jicms.dropbox.notice import Agency
from tests.support.dropbox import Box


def picture(maker: str = "Planted Camera Q7") -> bytes:
    """A photograph that says which camera took it."""
    image, out = Image.new("RGB", (8, 6), "teal"), io.BytesIO()
    exif = Image.Exif()
    exif[EXIF_MAKER] = maker
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def opened(app: Flask, engine: Engine) -> list[Item]:
    """The items in the box, opened as the inside opens them."""
    with app.app_context():
        found = []
        for key in inside.waiting(engine):
            dropped = inside.look(engine, key)
            assert dropped is not None
            found.append(envelope.open_item(key, dropped.kind, dropped.box, dropped.parts))
        return found


def rows(engine: Engine, table: Table) -> int:
    """How many rows a table of the drop box has."""
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


#: The tag of the camera's maker.
EXIF_MAKER = 271
AGENCIES = (
    Agency("CBP", "U.S. Customs and Border Protection"),
    Agency("ICE", "U.S. Immigration and Customs Enforcement", "555-0100"),
)


def publish(engine: Engine, app: Flask, **changes: Any) -> notice.Notice:
    """Say that the page is live, or what `changes` say."""
    said: dict[str, Any] = {
        "is_live": True,
        "at": clock.now(),
        "agencies": AGENCIES,
        "form_number": "Form 0-100 (demonstration)",
        "zone": "America/New_York",
        "kept_days": 180,
    }
    with app.app_context():
        return notice.publish(engine, **said | changes)


def page_settings(app: Flask, box: Box) -> dict[str, Any]:
    """Settings of the page's application under test."""
    with app.app_context():
        key = notice.public_key()
    return {
        "TESTING": False,
        "ENV_NAME": "development",
        "DROPBOX": box.public,
        "SECRET_KEY": "secret of the page under test, long enough",
        "PUBLIC_KEY": key,
        "ARGON2_COST": crypto.Argon2Cost(time=1, memory_kib=64, lanes=1),
    }


class Visitor:
    """A browser without scripts: it sends back what the page holds."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.page: Any = None

    def get(self, path: str, **kwargs: Any) -> Any:
        """Open an address."""
        self.page = self.client.get(path, **kwargs)
        return self.page

    @property
    def state(self) -> str:
        """What the page carries."""
        return self._found(r'name="state" value="([^"]+)"')

    def _found(self, pattern: str) -> str:
        found = re.search(pattern, self.page.text)
        assert found is not None, self.page.text
        return found[1]

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        """Press a button: send what the page carries and what was typed."""
        carried = {"state": self.state} if self.page and 'name="state"' in self.page.text else {}
        self.page = self.client.post(path, data=carried | (data or {}), **kwargs)
        return self.page

    def answer(self, **typed: str) -> Any:
        """Answer the question of the page."""
        return self.post("/report", typed)

    @property
    def heading(self) -> str:
        """The page's heading."""
        return self._found(r"<h1>(.*?)</h1>")

    def fill(
        self, *, identity: str = "ANONYMOUS", contact: dict[str, str] | None = None, **changes: str
    ) -> Any:
        """Answer every question, up to the check of the answers."""
        said = {
            "agency": "CBP",
            "what": "He took cash from a driver at the gate.",
            "when": "in March, at night",
            "where": "Port of Nogales",
            "who": "Tall, badge 4471",
            "kind": "TRAVELER_PUBLIC",
            "duty": "",
            "whistleblower": "",
            "retaliation": "",
        } | changes
        self.post("/start")
        self.answer(agency=said["agency"])
        self.answer(what=said["what"])
        self.answer(when_on="", when=said["when"])
        self.answer(where=said["where"])
        self.answer(who=said["who"])
        self.answer(kind=said["kind"], duty=said["duty"])
        self.answer(whistleblower=said["whistleblower"], retaliation=said["retaliation"])
        self.answer(identity=identity)
        if identity != "ANONYMOUS":
            self.answer(**contact or {"name": "Wilma Quarrington", "telephone": "555-0142"})
        return self.page

    def send(self, files: Sequence[Any] = ()) -> Any:
        """Send the report, with files of (stream, name)."""
        return self._send("/report/send", files)

    def _send(self, path: str, files: Sequence[Any], **typed: str) -> Any:
        sent: MultiDict[str, Any] = MultiDict(typed | {"state": self.state})
        sent.setlist("files", [FileStorage(stream, name) for stream, name in files])
        boundary, body = encode_multipart(sent)
        kind = f"multipart/form-data; boundary={boundary}"
        self.page = self.client.post(path, data=body, content_type=kind)
        return self.page

    @property
    def receipt(self) -> tuple[str, ...]:
        """Code and passphrase."""
        return tuple(re.findall(r'<dd class="code">(.*?)</dd>', self.page.text))

    def enter(self, code: str, phrase: str) -> Any:
        """Open a mailbox."""
        self.get("/mailbox")
        return self.post("/mailbox", {"code": code, "phrase": phrase})

    def write(self, text: str, files: Sequence[Any] = ()) -> Any:
        """Send a message from the mailbox."""
        return self._send("/mailbox/write", files, text=text)
