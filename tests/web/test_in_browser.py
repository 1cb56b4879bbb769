"""The components in a real Chromium: accessible, inside the window, and helped by the scripts."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import chromium
from tests.support.serving import serving
from tests.web import site as small_site
from tests.web.conftest import MakeSite

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1280, 390, 320)
#: Suggestions, not the entries of plain selects.
OPTIONS = ".combo__list:not([hidden]) [role=option]"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.running() as running:
        yield running


@pytest.fixture
def address(make: MakeSite) -> Iterator[str]:
    """The site on a port of its own."""
    with serving(make(SESSION_IDLE=timedelta(minutes=30))) as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test when the console holds an error (so do violations of the CSP).

    It asks for the site only to be closed before it: Chromium fetches the icon after the page has
    loaded, and a site that ends while it does so resets the connection, which is such an error.
    """
    made = browser.new_page()
    errors: list[str] = []
    made.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    made.on("pageerror", lambda error: errors.append(str(error)))
    yield made
    made.close()
    assert [text for text in errors if "422" not in text] == []


@pytest.mark.parametrize("path", ["/", "/components", "/form", "/list?kind=a&name=item+1", "/help"])
def test_pages_are_accessible_and_fit(page: Page, address: str, path: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address + path)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run()")
        assert [violation["id"] for violation in found["violations"]] == []
        beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(beyond) == 0


def test_a_refused_form_puts_the_reader_at_the_summary(page: Page, address: str) -> None:
    page.goto(f"{address}/form")
    page.get_by_label("Place").fill("Port of Alder Bend")
    page.get_by_role("button", name="Record intake").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate("axe.run()")["violations"] == []
    page.get_by_role("link", name="Enter the date received").click()
    expect(page.locator("#received")).to_be_focused()
    expect(page.get_by_label("Place")).to_have_value("Port of Alder Bend")


def test_a_long_list_is_searched_by_typing(page: Page, address: str) -> None:
    page.goto(f"{address}/form")
    method = page.get_by_role("combobox", name="Method")
    method.fill("post")
    expect(page.locator(OPTIONS)).to_have_text(["Postal mail"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(method).to_have_value("Postal mail")
    assert page.locator("select[name=method]").input_value() == "MAIL"
    method.fill("nonsense")
    page.keyboard.press("Tab")
    expect(method).to_have_value("Postal mail")


def test_suggestions_come_from_the_server_and_may_be_dismissed(page: Page, address: str) -> None:
    page.goto(f"{address}/form")
    mail = page.locator("#mail")
    mail.press_sequentially("dunm")
    expect(page.locator(OPTIONS)).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator(OPTIONS)).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(page.locator(OPTIONS)).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(mail).to_have_value("Garrick Dunmoor")


def test_characters_are_counted_while_typing(page: Page, address: str) -> None:
    page.goto(f"{address}/form")
    page.locator("#story").fill("One, two 𝒳")
    expect(page.locator("#story-c")).to_have_text("10 of 400 characters")
    page.locator("#story").fill("x" * 401)
    expect(page.locator("#story-c")).to_have_class("usa-hint is-over")


def test_a_draft_is_saved_after_a_pause(page: Page, address: str) -> None:
    small_site.drafts.clear()
    page.clock.install()
    page.goto(f"{address}/form")
    page.locator("#story").press_sequentially("Caller says")
    page.clock.fast_forward(5000)
    expect(page.locator("[data-autosave-status]")).to_have_text("Draft saved 10:42 a.m.")
    assert [draft["story"] for draft in small_site.drafts] == ["Caller says"]


def test_the_session_warns_before_it_ends(page: Page, address: str) -> None:
    page.clock.install()
    page.goto(f"{address}/form")
    page.clock.run_for(24 * 60_000)
    expect(page.locator(".strip")).to_have_count(0)
    page.clock.run_for(2 * 60_000)
    expect(page.get_by_role("alert")).to_contain_text("You will be signed out in 4 minutes.")
    page.clock.run_for(5 * 60_000)
    expect(page.get_by_role("alert")).to_contain_text("You were signed out.")


def test_slash_goes_to_the_search_box_but_not_while_typing(page: Page, address: str) -> None:
    page.goto(f"{address}/form")
    page.locator("#place").press_sequentially("a/b")
    expect(page.locator("#place")).to_have_value("a/b")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#app-q")).to_be_focused()


def test_enter_in_a_form_with_lists_saves_and_removes_nothing(page: Page, address: str) -> None:
    page.goto(f"{address}/form")
    page.get_by_role("button", name="Add another allegation").click()
    page.locator("#allegations-1-subject").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved")
    expect(page.locator("fieldset.repeat")).to_have_count(2)


def test_all_rows_are_chosen_at_once_and_counted(page: Page, address: str) -> None:
    page.goto(f"{address}/list")
    page.locator("label[for=pick-all]").click()
    expect(page.locator("#bulk-status")).to_have_text("5 selected")
    page.locator("label[for=pick-3]").click()
    expect(page.locator("#bulk-status")).to_have_text("4 selected")
    expect(page.locator("#pick-all")).not_to_be_checked()
    expect(page.locator("tr.is-on")).to_have_count(4)


def test_menus_close_by_escape_and_by_a_click_elsewhere(page: Page, address: str) -> None:
    page.goto(f"{address}/list")
    menu = page.locator("summary", has_text="Export")
    menu.click()
    expect(page.get_by_role("link", name="CSV, 20+ rows")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="CSV, 20+ rows")).to_be_hidden()
    menu.click()
    page.locator("h1").click()
    expect(page.get_by_role("link", name="CSV, 20+ rows")).to_be_hidden()


def test_everything_works_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/form")
    page.get_by_role("button", name="Add another allegation").click()
    expect(page.locator("fieldset.repeat")).to_have_count(2)
    page.get_by_role("button", name="Remove allegation 2").click()
    expect(page.locator("fieldset.repeat")).to_have_count(1)
    page.get_by_label("Method").select_option("MAIL")
    page.goto(f"{address}/list")
    page.locator("summary", has_text="Add filter").click()
    page.get_by_label("Name", exact=True).fill("item 7")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    context.close()


def test_a_second_press_sends_nothing(page: Page, address: str) -> None:
    page.goto(f"{address}/form")
    held_back = page.evaluate(
        """() => {
            const button = document.querySelector("main form[method=post] [type=submit]");
            const seen = [];
            window.addEventListener("submit", (event) => {
                seen.push(event.defaultPrevented);
                event.preventDefault();
            });
            button.click();
            button.click();
            window.dispatchEvent(new Event("pageshow"));
            button.click();
            return seen;
        }"""
    )
    assert held_back == [False, True, False], "once, until the page is shown again"
