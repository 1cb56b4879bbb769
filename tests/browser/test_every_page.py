"""Every page in Chromium, once: axe finds nothing, and it fits into a narrow window."""

import pytest

from jicms.demo.accounts import ACCOUNTS
from tests.architecture import every_page
from tests.architecture.every_page import address_of, page_rules
from tests.browser.conftest import AXE

pytestmark = pytest.mark.browser

#: So many shares are tried side by side.
SHARES = 4
#: Only what is wrong: gathering what passed takes as long again.
JUDGE = "axe.run({resultTypes: ['violations']})"
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def opened(app, acting, sign_in):
    """Of a share of the pages, the address and the page itself as the first account sees it that
    may open it."""
    here = every_page.made(acting)
    clients = [sign_in(account[0]) for account in ACCOUNTS]

    def found(share):
        for rule in sorted(page_rules(app), key=lambda rule: rule.endpoint)[share::SHARES]:
            path = address_of(app, rule, here)
            for client in clients:
                answer = client.get(path, buffered=True)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    yield path, answer.text
                    break

    return found


def faults(page, address, path, markup):
    """What axe and the narrow window say of a page, its styles and scripts from the server."""
    said = []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.once("pageerror", lambda error: said.append(f"script: {error}"))
    page.route(
        address + path.partition("?")[0] + "*",
        lambda route: route.fulfill(body=markup, content_type="text/html; charset=utf-8"),
        times=1,
    )
    page.goto(address + path)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for found in page.evaluate(JUDGE)["violations"]:
        said += [f"{found['id']}: {node['html'][:160]}" for node in found["nodes"]]
    page.set_viewport_size({"width": 390, "height": 844})
    if page.evaluate(BEYOND):
        said.append("wider than a window of 390 px")
    return [f"{path}: {sentence}" for sentence in said]


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_accessible_and_fits(opened, browser, address, share):
    found, judged = [], 0
    # One window for all: it keeps styles and scripts.
    page = browser.new_page()
    try:
        for path, markup in opened(share):
            found += faults(page, address, path, markup)
            judged += 1
    finally:
        page.close()
    assert found == []
    assert judged > 30
