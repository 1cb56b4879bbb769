"""A picture and axe's judgement of a page that is shown without scripts."""

from pathlib import Path

from playwright.sync_api import Browser, Page, Route

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "artifacts" / "screenshots"
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def look_at(browser: Browser, page: Page, name: str) -> None:
    """Take its picture at both widths; let axe judge a copy, as it needs a script."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
    markup = page.content()

    def answer(route: Route) -> None:
        if route.request.resource_type == "document":
            route.fulfill(body=markup, content_type="text/html; charset=utf-8")
        else:
            route.continue_()

    context = browser.new_context(viewport={"width": 390, "height": 844}, bypass_csp=True)
    try:
        judge = context.new_page()
        judge.route("**/*", answer)
        judge.goto(page.url)
        assert judge.evaluate(BEYOND) == 0, f"{name} is wider than 390 px"
        judge.evaluate(AXE.read_text(encoding="utf-8"))
        found = judge.evaluate("axe.run()")["violations"]
        assert not found, [(row["id"], row["nodes"][0]["html"]) for row in found]
    finally:
        context.close()
