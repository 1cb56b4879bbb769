"""The installed Chromium, driven through Playwright (which downloads no browser of its own)."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MISSING = "Chromium is missing: install the package chromium (Debian: apt-get install chromium)."
# Nothing that calls home or paints on a graphics card; no sandbox, for containers and root.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class ChromiumMissing(RuntimeError):
    """No Chromium on this machine; the message says what to install."""


def find() -> Path:
    """The installed browser's program. Raises ChromiumMissing."""
    for name in NAMES:
        if program := shutil.which(name):
            return Path(program)
    raise ChromiumMissing(MISSING)


#: The browser that this process has open: Playwright drives one at a time.
_open: list[Browser] = []


@contextmanager
def running(*, headless: bool = True) -> Iterator[Browser]:
    """Start the browser, yield it, close it; within another `running` it is the same one.

    Raises ChromiumMissing.
    """
    if _open:
        yield _open[0]
        return
    program = find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, headless=headless, args=ARGUMENTS
        )
        _open.append(browser)
        try:
            yield browser
        finally:
            _open.clear()
            browser.close()
