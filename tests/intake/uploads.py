"""Files posted with the page of a complaint, and what is kept of them."""

import io
import re
from uuid import uuid4

from jicms.files import settings
from jicms.files.reading import open_stream
from tests.factories.complaints import typed

NAME = "Odalys Brennek at home.jpg"
CONFIDENTIAL = {"identity": "CONFIDENTIAL", "summary": "A vehicle was looked up."}
ANONYMOUS = {"identity": "ANONYMOUS", "reporter": ""}


def sent(*uploads):
    return [(io.BytesIO(content), name) for content, name in uploads]


def post(client, *uploads, press="record", **values):
    """Post the page as a browser does; `uploads` are (content, name)."""
    values.setdefault("key", uuid4().hex)
    data = typed(**{press: "1"}, **values)
    if uploads:
        data["attached"] = sent(*uploads)
    return client.post("/intake/new", data=data, content_type="multipart/form-data")


def entries(page):
    """The entries of kept files, as the page would post them."""
    return dict(re.findall(r'name="(files-\d+-key)" value="([0-9a-f]+)"', page))


def on_disk():
    root = settings.current().root
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def content_of(file):
    with open_stream(file) as stream:
        return b"".join(stream)
