"""Take the pictures of README.md anew, from a running `make run`, in the installed Chromium.

Usage: .venv/bin/python -m tools.pictures [ADDRESS], after `make test-browser` has set up what
drives the browser.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page

from tests.support import chromium
from tools.common import ROOT, say

FOLDER = ROOT / "docs" / "images"
ACCOUNT = "supervisor.ia"
PASSWORD = "Demo-only-2026!"  # noqa: S105 - as the sign-in page says
WIDTH, HEIGHT = 1280, 860
#: The case that is shown has this status; the newest such one is taken.
STATUS = "IN_ADJUDICATION"


def sign_in(page: Page) -> None:
    """Enter the demonstration."""
    page.goto("/sign-in")
    page.get_by_label("User name").fill(ACCOUNT)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def take(page: Page, path: str, name: str) -> None:
    """One picture of what a window of that size shows."""
    page.goto(path)
    page.wait_for_load_state("networkidle")
    target: Path = FOLDER / name
    page.screenshot(path=target)
    say(f"Wrote {target.relative_to(ROOT)} ({target.stat().st_size // 1000} kB)")


def main(address: str) -> None:
    """Sign in and take each picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium.running() as browser:
        page = browser.new_page(base_url=address, viewport={"width": WIDTH, "height": HEIGHT})
        sign_in(page)
        take(page, "/cases", "cases.png")
        page.goto(f"/cases?status={STATUS}")
        case = page.locator("main table a[href^='/cases/']").first.get_attribute("href")
        take(page, str(case), "case.png")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
