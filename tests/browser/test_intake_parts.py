"""The parts of intake that are folded until needed, and the pages of the vault, by axe and eye."""

import pytest

from jicms.cases import service
from jicms.cases.models import IdentityMode, PartyRole
from tests.factories import cases, files, pictures

pytestmark = pytest.mark.browser

UNFOLD = "document.querySelectorAll('main details').forEach(part => part.open = true)"
PICK = """code => {
  const box = document.querySelector("select[name='allegations-0-code']");
  box.value = code;
  box.dispatchEvent(new Event("change", {bubbles: true}));
}"""


def click(page, selector):
    """Press a button, wherever it stands; the page that follows."""
    with page.expect_navigation():
        page.evaluate("s => document.querySelector(s).click()", selector)
    page.wait_for_load_state()


@pytest.mark.parametrize("username", ["intake.ia", "intake.opr"])
def test_every_part_of_the_form(enter, tmp_path, username):
    person = enter(username)
    page = person.go("/intake/new")
    photo, letter = tmp_path / "photo.jpg", tmp_path / f"{'a-long-name-' * 9}.pdf"
    photo.write_bytes(pictures.picture())
    letter.write_bytes(b"%PDF-1.7 x")
    page.evaluate("document.querySelector('[name=identity][value=CONFIDENTIAL]').click()")
    page.locator("[name=kind]").select_option("DHS_EMPLOYEE")
    assert page.locator("[name=on_duty]").first.is_visible(), "asked of an employee"
    page.evaluate(PICK, "SEX-02")
    assert page.locator("[name='allegations-0-prea_victim_age']").is_visible()
    page.locator("[name=attached]").set_input_files([photo, letter])
    click(page, "button[name=attach]")
    assert page.evaluate("document.activeElement.id") == "files", "the page goes on there"
    assert page.get_by_text("photo.jpg").is_visible()
    for button in ("others-add", "injuries-add", "arrests-add", "unlisted", "unknown"):
        click(page, f"button[name={button}]")
    page.evaluate(UNFOLD)
    person.look(f"intake-parts-{username}")
    click(page, "button[name=record]")
    person.look(f"intake-refused-{username}")
    assert page.get_by_text("photo.jpg").is_visible(), "kept though nothing was recorded"


def test_the_vault(enter, acting):
    with acting() as session:
        case = cases.case(session, office="IA")
        party = cases.party(
            session, case, role=PartyRole.COMPLAINANT, identity_mode=IdentityMode.CONFIDENTIAL
        )
        party.alias = "Complainant A"
        session.flush()
        service.put_away(party, files.upload(pictures.picture()), name="Odalys.jpg")
        number = case.number
    person = enter("supervisor.ia")
    person.go(f"/cases/{number}/people/1/vault")
    person.look("vault-files")
    person.go(f"/cases/{number}/vault/1")
    person.look("vault-file")


def test_an_anonymous_reporter_is_asked_for_no_name_and_what_was_typed_is_not_sent(enter):
    page = enter("intake.ia").go("/intake/new")
    page.locator("[name=reporter]").fill("Odalys Brennek")
    sent = "[...new FormData(document.getElementById('intake')).keys()]"
    for box in ("identity-3", "identity-1"):
        page.evaluate("id => document.getElementById(id).click()", box)
        is_anonymous = box == "identity-3"
        assert page.locator("[name=reporter]").is_visible() is not is_anonymous
        assert page.get_by_text("No name, contact or relation").is_visible() is is_anonymous
        names = {name for name in page.evaluate(sent) if name.startswith("reporter")}
        assert bool(names) is not is_anonymous
    page.locator("[name=kind]").select_option("AGENCY_DISCOVERED")
    assert page.locator("[name=reporter_phone]").is_hidden()
    assert page.locator("[name=whistleblower]").is_enabled()


def test_the_month_fits_and_is_a_list_where_it_does_not(enter):
    person = enter("supervisor.ia")
    page = person.go("/calendar")
    assert page.get_by_role("columnheader", name="Saturday").is_visible()
    person.look("calendar")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator(".month").is_hidden()
    assert page.get_by_role("heading", name="Dates of the month").is_visible()
    for width in (390, 700, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        room = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert page.evaluate(room), width
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 600, "height": 844})
    assert page.get_by_role("columnheader", name="Saturday").is_visible(), "printed whole"
