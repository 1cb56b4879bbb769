"""The administrator looks at an import: its rows, what was noticed, the report."""

import pytest
from playwright.sync_api import expect

from jicms.imports import mapping, service
from tests.imports.delivery import generate

pytestmark = pytest.mark.browser


def test_an_administrator_reads_what_became_of_each_row(app, enter, tmp_path):
    admin = enter("admin")
    admin.go("/admin/imports")
    expect(admin.page.get_by_text("Nothing was imported yet")).to_be_visible()
    folder = generate(tmp_path / "delivered", 60)
    with (folder / "victims.csv").open("a") as stream:
        stream.write("7000000,F\n")
    chosen = mapping.load(mapping.find("public-complaints"))
    with app.app_context():
        service.run(service.Options(mapping=chosen, folder=folder, home=tmp_path / "home"))

    admin.go("/admin/imports")
    admin.look("imports")
    admin.page.get_by_role("link", name="Run 1").click()
    expect(admin.page.get_by_role("heading", name="Import run 1")).to_be_visible()
    admin.look("import-run")
    admin.page.get_by_role("link", name="Rejected in victims.csv").click()
    expect(admin.page.get_by_text("2 cells, 4 expected")).to_be_visible()
    expect(admin.page.get_by_text("an exact copy of row")).to_have_count(0)
