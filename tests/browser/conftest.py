"""The product in a real Chromium: one browser a session, one window for each person."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from jicms.core import clock
from tests.factories import accounts
from tests.support import chromium
from tests.support.serving import serving

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "artifacts" / "screenshots"
WIDTHS = (1280, 390)
#: Answers that a test may provoke on purpose; Chromium prints a line for each.
MEANT = ("422", "403", "404", "409")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole session."""
    with chromium.running() as running:
        yield running


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The product on a port of its own."""
    with serving(app) as found:
        yield found


class Person:
    """Somebody at a window of their own, signed in."""

    def __init__(self, browser: Browser, address: str, username: str) -> None:
        self.address, self.username = address, username
        self.page: Page = browser.new_page(viewport={"width": 1280, "height": 900})
        self.page.set_default_timeout(45_000)
        self.errors: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.go("/sign-in")
        self.page.get_by_label("User name").fill(username)
        self.page.get_by_label("Password", exact=True).fill(accounts.PASSWORD)
        self.page.get_by_role("button", name="Sign in and accept the terms").click()
        self.page.wait_for_url(f"{address}/")

    def _console(self, message: Any) -> None:
        if message.type == "error" and not any(code in message.text for code in MEANT):
            self.errors.append(message.text)

    def go(self, path: str) -> Page:
        """Open a page of the product."""
        self.page.goto(self.address + path)
        return self.page

    def press(self, name: str) -> None:
        """Press the button of that name; the page that follows is no fault of ours."""
        exact = self.page.get_by_role("button", name=name, exact=True)
        button = exact if exact.count() else self.page.get_by_role("button", name=name)
        button.first.click()
        self.page.wait_for_load_state()
        assert "Something went wrong" not in self.page.inner_text("body")

    def look(self, name: str) -> None:
        """Take the page's picture at both widths, and let axe and the window judge it."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
            beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert self.page.evaluate(beyond) == 0, f"{name} is wider than a {width} px window"
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run()")["violations"]
        told = [
            f"{violation['id']}: {node['html'][:160]}"
            for violation in found
            for node in violation["nodes"]
        ]
        assert told == [], f"{name}: " + "\n".join(told)


Enter = Callable[[str], Person]


@pytest.fixture
def enter(browser: Browser, address: str) -> Iterator[Enter]:
    """`enter("supervisor.ia")`: that account, signed in, at a window of its own."""
    people: list[Person] = []

    def come_in(username: str) -> Person:
        people.append(Person(browser, address, username))
        return people[-1]

    yield come_in
    PICTURES.mkdir(parents=True, exist_ok=True)
    for person in people:
        person.page.screenshot(path=PICTURES / f"last-{person.username}.png", full_page=True)
        person.page.close()
    errors = {person.username: person.errors for person in people if person.errors}
    assert errors == {}, errors


REAL_NOW = clock.now


@pytest.fixture
def later(monkeypatch):
    """`later(days=8)`: time passes, for the server too."""
    passed = timedelta()

    def move(**much):
        nonlocal passed
        passed += timedelta(**much)
        return passed

    monkeypatch.setattr(clock, "now", lambda: REAL_NOW() + passed)
    return move
