"""The public page in a browser without scripts: by keyboard, axe on every page, 390 px first."""

import pytest
from playwright.sync_api import Error

from jicms.core import clock
from jicms.dropbox import engines, envelope, inside
from jicms.hotline import create_app
from tests.support import dropbox
from tests.support.hotline import page_settings, publish
from tests.support.looking import look_at
from tests.support.serving import serving

pytestmark = pytest.mark.browser


@pytest.fixture
def box(app, databases, tmp_path):
    return dropbox.make(databases.kind, databases.server, tmp_path)


@pytest.fixture
def page(app, box, browser):
    engine = engines.connect(box.collect)
    publish(engine, app)
    hotline = create_app(page_settings(app, box))
    with serving(hotline) as address:
        context = browser.new_context(
            java_script_enabled=False, viewport={"width": 390, "height": 844}
        )
        window = context.new_page()
        window.goto(address)
        yield window, address, engine
        context.close()
    hotline.extensions["hotline"].engine.dispose()
    engine.dispose()


def type_on(window, *keys):
    """Press keys, one after another; a text of several letters is typed."""
    for key in keys:
        if key.startswith("<"):
            window.keyboard.press(key.strip("<>"))
        else:
            window.keyboard.type(key)


def tab_to(window, label, *, exact=True):
    """Go on with Tab to the control of that label; at most sixty steps."""
    wanted = window.get_by_label(label, exact=exact).or_(
        window.get_by_role("button", name=label, exact=True)
    )
    for _ in range(60):
        window.keyboard.press("Tab")
        if wanted.first.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"{label} is not reached by keyboard")


def enter(window):
    """Press Enter, and wait for the page that follows."""
    with window.expect_navigation():
        window.keyboard.press("Enter")


def go_on(window):
    tab_to(window, "Continue")
    enter(window)


def test_a_report_by_keyboard_alone_and_the_way_back_to_it(page, browser):
    window, address, engine = page
    look_at(browser, window, "public-first")
    tab_to(window, "Start a report")
    enter(window)
    look_at(browser, window, "public-agency")
    go_on(window)
    look_at(browser, window, "public-refused")
    tab_to(window, "U.S. Customs and Border Protection (CBP)")
    type_on(window, "<Space>")
    go_on(window)
    tab_to(window, "Your account")
    type_on(window, "He took cash from a driver at the gate.")
    look_at(browser, window, "public-what")
    go_on(window)
    tab_to(window, "Or about when (optional)")
    type_on(window, "in March")
    look_at(browser, window, "public-when")
    go_on(window)
    go_on(window)
    go_on(window)
    tab_to(window, "Yes, as an employee")
    type_on(window, "<Space>")
    look_at(browser, window, "public-you")
    go_on(window)
    look_at(browser, window, "public-speaking-up")
    go_on(window)
    look_at(browser, window, "public-known")
    tab_to(window, "Anonymous", exact=False)
    type_on(window, "<ArrowDown>", "<Space>")
    go_on(window)
    tab_to(window, "Your name")
    type_on(window, "Wilma Quarrington")
    look_at(browser, window, "public-contact")
    go_on(window)
    assert window.locator("h1").inner_text() == "Check your answers and send"
    look_at(browser, window, "public-check")
    tab_to(window, "Send the report")
    enter(window)
    look_at(browser, window, "public-receipt")
    code, phrase = window.locator("dd.code").all_inner_texts()
    body = {"text": "Which gate?", "at": clock.now().isoformat(), "sender": "Internal Affairs"}
    box = envelope.seal_letter("a" * 32, envelope.reporter_key(code, phrase).public, body)
    inside.post(engine, key="a" * 32, digest=envelope.code_digest(code), box=box)
    window.goto(f"{address}/mailbox")
    look_at(browser, window, "public-door")
    tab_to(window, "Receipt code")
    type_on(window, code.lower())
    tab_to(window, "Passphrase")
    type_on(window, phrase)
    enter(window)
    assert "Which gate?" in window.inner_text("main")
    look_at(browser, window, "public-mailbox")
    with window.expect_navigation():
        window.get_by_role("button", name="Erase and leave").click()
    window.get_by_role("heading", name="Erased").wait_for()
    look_at(browser, window, "public-left")
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        window.go_back()
