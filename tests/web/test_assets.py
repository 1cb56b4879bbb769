"""Assets: versioned, immutable, only what is meant to be served."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jicms.web import assets
from tests.web.conftest import MakeSite


def addresses(client: FlaskClient) -> list[str]:
    page = client.get("/components").text
    return sorted(set(re.findall(r'(?:href|src)="(/assets/[^"#]+)', page)))


def test_every_asset_of_a_page_is_there_and_kept_for_good(visitor: FlaskClient) -> None:
    found = addresses(visitor)
    assert len(found) >= 4
    for address in found:
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == assets.FOREVER
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers


def test_texts_are_compressed_for_those_who_take_it(visitor: FlaskClient) -> None:
    for address in addresses(visitor):
        plain = visitor.get(address)
        packed = visitor.get(address, headers={"Accept-Encoding": "gzip"})
        if address.endswith((".css", ".js", ".svg")):
            assert packed.headers["Content-Encoding"] == "gzip"
            assert packed.headers["Vary"] == "Accept-Encoding"
            assert gzip.decompress(packed.data) == plain.data
            assert packed.content_type == plain.content_type
        else:
            assert packed.data == plain.data


@pytest.mark.parametrize(
    "path",
    [
        "uswds/0.0.0/css/uswds.min.css",
        "uswds/{v}/../package.json",
        "uswds/{v}/css/../../package.json",
        "uswds/{v}/%2e%2e/package.json",
        "uswds/{v}/css/uswds.min.css.map",
        "uswds/{v}/scss/uswds.scss",
        "uswds/{v}/css",
        "uswds/{v}/css/none.css",
        "app/0000/site.css",
        "app/{d}/none.css",
        "app/{d}/../security.py",
    ],
)
def test_nothing_else_is_served(site: Flask, path: str) -> None:
    held = site.extensions["jicms_assets"]
    address = "/assets/" + path.format(v=held.uswds_version, d=held.digest)
    assert site.test_client().get(address).status_code == 404


def test_icons_that_macros_name_exist() -> None:
    sprite = (assets.USWDS / "img" / "sprite.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'id="([a-z0-9_]+)"', sprite))
    root = Path(assets.__file__).parents[1]
    named = set()
    for template in root.rglob("*.html"):
        named |= set(re.findall(r'icon\("([a-z0-9_]+)"\)', template.read_text(encoding="utf-8")))
    named |= {"warning", "schedule", "check_circle", "navigate_before", "navigate_next", "home"}
    assert named <= known


def test_without_uswds_the_start_fails_with_one_sentence(make: MakeSite, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="US Web Design System is missing") as stopped:
        make(USWDS_DIST=str(tmp_path))
    assert "\n" not in str(stopped.value)


def test_the_address_changes_with_any_file(monkeypatch: pytest.MonkeyPatch) -> None:
    before = assets.load(assets.USWDS).digest
    assert assets.load(assets.USWDS).digest == before
    files = assets._own_files()
    monkeypatch.setattr(assets, "_own_files", lambda: {**files, "app.js": b"changed"})
    assert assets.load(assets.USWDS).digest != before
