"""A large file goes to a form in parts, by the protocol's official client, and survives cuts."""

import hashlib
import os

import pytest
from sqlalchemy import select

from jicms.cases.models import CaseStatus
from jicms.evidence.models import EvidenceItem
from jicms.files import service as files
from tests.evidence.test_pages import ITEM
from tests.factories import cases
from tests.factories.investigations import investigation

pytestmark = pytest.mark.browser
MEGABYTE = 1024 * 1024


@pytest.fixture
def item_form(app, acting, monkeypatch):
    """Where an item is recorded, with the check of the form's token on."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    with acting() as session:
        case = cases.case(session, status=CaseStatus.TRIAGE)
        investigation(session, case)
        return f"/cases/{case.number}/evidence/items/new"


def fill(page):
    page.get_by_label("Kind", exact=True).select_option(ITEM["kind_code"])
    page.get_by_label("Description").fill(ITEM["description"])
    page.get_by_label("Collected on").fill(ITEM["collected_on"])
    page.get_by_label("Time", exact=True).fill(ITEM["collected_time"])


def test_a_large_file_is_cut_left_and_resumed(enter, item_form, tmp_path, reading):
    large = tmp_path / "interview.mp4"
    large.write_bytes(os.urandom(26 * MEGABYTE))
    person = enter("investigator.ia")
    page, offsets, cut, held = person.page, [], [], []

    def on_part(route):
        """The second part never arrives the first time; the third waits until it was left."""
        request = route.request
        if request.method != "PATCH":
            route.continue_()
            return
        offset = int(request.headers["upload-offset"])
        if offset == 8 * MEGABYTE and not cut:
            cut.append(offset)
            route.abort("connectionreset")
            return
        if offset == 16 * MEGABYTE and not held:
            held.append(route)
            return
        offsets.append(offset)
        route.continue_()

    page.route("**/uploads/*", on_part)
    person.go(item_form)
    chooser = page.get_by_label("File of a digital item")
    chooser.set_input_files(large)
    pause = page.get_by_role("button", name="Pause interview.mp4")
    page.get_by_text("60 % sent").wait_for()
    pause.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Paused.").wait_for()
    person.look("upload-paused")
    page.once("dialog", lambda dialog: dialog.accept())

    person.go(item_form)  # everything that the page knew is lost
    fill(page)
    chooser.set_input_files(large)
    person.press("Record the item")
    page.wait_for_url("**/evidence")
    assert cut == [8 * MEGABYTE]
    assert offsets[:2] == [0, 8 * MEGABYTE]
    assert offsets == sorted(set(offsets)), "what had arrived was sent again"
    with reading() as session:
        file = session.scalar(select(EvidenceItem)).file
        assert file.sha256 == hashlib.sha256(large.read_bytes()).hexdigest()
        assert files.verify(file)
    person.errors[:] = [text for text in person.errors if "net::ERR_" not in text]


def test_a_small_file_goes_with_the_form_and_a_removed_one_not_at_all(
    enter, item_form, tmp_path, reading
):
    large, small = tmp_path / "large.bin", tmp_path / "small.txt"
    large.write_bytes(os.urandom(9 * MEGABYTE))
    small.write_bytes(b"a note")
    person = enter("investigator.ia")
    page = person.go(item_form)
    fill(page)
    chooser = page.get_by_label("File of a digital item")
    chooser.set_input_files(large)
    page.get_by_text("It has arrived").wait_for()
    person.look("upload-arrived")
    page.get_by_role("button", name="Remove large.bin").click()
    chooser.set_input_files(small)
    person.press("Record the item")
    page.wait_for_url("**/evidence")
    with reading() as session:
        assert session.scalar(select(EvidenceItem)).file.size == 6
