"""The desk's way from a received report to its case, as a browser goes it."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the intake form."""
    data = {}
    for tag in re.findall(r"<(?:input|textarea)[^>]*>[^<]*", page):
        name = re.search(r'name="([^"]+)"', tag)
        if not name or 'type="submit"' in tag or name[1] == "csrf_token":
            continue
        if re.search(r'type="(radio|checkbox)"', tag) and "checked" not in tag:
            continue
        value = re.search(r'value="([^"]*)"', tag)
        held = tag.partition(">")[2] if tag.startswith("<textarea") else ""
        data[name[1]] = value[1] if value else held.strip("\n")
    for name, inner in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        data[name] = chosen[1] if chosen else ""
    return {name: value.replace("&#39;", "'") for name, value in data.items()}


def draft_of(client: FlaskClient, report_id: int) -> dict[str, str]:
    answer = client.post(f"/intake/received/{report_id}/record")
    assert answer.status_code == 302, answer.text
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    return fields(page.text)


def record(client: FlaskClient, typed: dict[str, str], **more: str) -> TestResponse:
    typed |= {
        "allegations-0-code": "IT-02",
        "case_type": "ADMIN_INVESTIGATION",
        "record": "1",
    } | more
    return client.post("/intake/new", data=typed)
