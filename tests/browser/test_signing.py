"""A hand without an account signs on the screen: the picture is bound to the event."""

import io

import pytest
from PIL import Image

from jicms.custody import queries
from jicms.files.service import open_stream
from tests.evidence.conftest import number
from tests.factories.custody import confirmed, the_item
from tests.factories.evidence import item

__all__ = ["number"]
pytestmark = pytest.mark.browser


def test_a_receipt_is_signed_on_the_screen_and_confirmed_by_the_witness(
    enter, acting, reading, number
):
    with acting("investigator.ia") as session:
        item(session, number)
    person = enter("investigator.ia")
    page = person.go(f"/cases/{number}/evidence/items/1/send-out")
    page.get_by_text("Sent to laboratory").click()
    page.get_by_label("To whom").select_option("LABORATORY")
    page.locator("[name=name]").fill("R. Courier")
    page.locator("[name=second]").select_option(index=1)
    page.locator("[name=purpose]").fill("Extraction")
    page.locator("[name=due_on]").fill("12/20/2026")
    page.get_by_role("button", name="Or sign on the screen").click()
    page.get_by_role("button", name="Attach this signature").click()
    page.get_by_text("Nothing is signed yet.").wait_for()
    canvas = page.locator(".sign canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] * 0.8)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + box["height"] * 0.5, steps=6)
    page.mouse.up()
    person.look("sign-on-screen")
    page.get_by_role("button", name="Attach this signature").click()
    page.locator(".sign").wait_for(state="detached")
    person.press("Ask for confirmation")
    page.get_by_text("waits for").first.wait_for()
    with reading() as session:
        step = queries.step_of(number, 1, 1)
        witness = step.asked.username
    confirmed(acting, witness)
    with reading() as session:
        event = queries.events_of(the_item(session))[-1]
        assert event.to_name == "R. Courier"
        assert event.receipt_sha256 == event.receipt.sha256
        with open_stream(event.receipt) as stream:
            picture = Image.open(io.BytesIO(b"".join(stream)))
        assert picture.size == (1000, 420)
        # What is signed, above, and the stroke, below the text.
        for top, bottom in ((0, 150), (200, 360)):
            part = picture.convert("L").crop((0, top, 1000, bottom))
            assert part.getextrema() == (0, 255)
