"""The frame of the product, signed in: looks, keyboard, sign-out."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_my_work_is_accessible_and_fits(enter):
    for username in ("supervisor.ia", "auditor"):
        person = enter(username)
        person.look(f"my-work-{username}")


def test_the_keyboard_reaches_the_content_first(enter):
    person = enter("supervisor.ia")
    person.page.keyboard.press("Tab")
    expect(person.page.get_by_text("Skip to main content")).to_be_focused()


def test_signing_out_closes_the_door(enter):
    person = enter("supervisor.ia")
    person.page.locator(".app-account summary").click()
    person.press("Sign out")
    person.go("/")
    expect(person.page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
