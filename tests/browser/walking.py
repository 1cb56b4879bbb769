"""One case walked through the offices in a browser: people change, the case stays."""

from jicms.core import clock


def day(value):
    """A date as one types it."""
    return value.strftime("%m/%d/%Y")


def today():
    """The day in the offices' zone."""
    return clock.today("America/New_York")


def mark(control, wanted):
    """Set a box or radio; its control stands outside the window, its label is what one sees."""
    control.evaluate("(e, wanted) => { if (e.checked !== wanted) e.click(); }", wanted)


class Walk:
    """One case on its way through the offices."""

    def __init__(self, enter):
        self.enter = enter
        self.number = ""
        self.person = None

    def as_(self, username):
        """Go on as somebody else, at a window of their own."""
        self.person = self.enter(username)
        return self.person

    @property
    def page(self):
        """The window that the case is in now."""
        return self.person.page

    def go(self, path):
        """Open a page of the case."""
        return self.person.go(f"/cases/{self.number}{path}")

    def fill(self, **values):
        """Fill controls by their names; `x__0__y` is the field y of the first entry of x."""
        for name, value in values.items():
            selector = f"[name='{name.replace('__', '-')}']"
            control = self.page.locator(selector)
            kind = control.first.evaluate("e => e.type || e.tagName")
            if kind in {"radio", "checkbox"}:
                for each in value if isinstance(value, list | tuple) else [value]:
                    wanted = "" if each is True else f"[value='{each}']"
                    mark(self.page.locator(f"{selector}{wanted}").first, True)
            elif kind == "select-one":
                control.first.select_option(value, force=True)
            elif kind == "file":
                control.first.set_input_files(value)
            else:
                control.first.fill(value)

    def press(self, name):
        """Press a button that has to be accepted."""
        self.person.press(name)
        faults = self.page.locator(".usa-alert--error")
        assert faults.count() == 0, faults.first.inner_text()

    def choose(self, name, words):
        """Choose the option of a select whose text holds the words."""
        option = self.page.locator(f"[name='{name}'] option", has_text=words).first
        self.fill(**{name: option.get_attribute("value")})

    def pick(self, name, place):
        """Choose the option at that place of a select, counted from 0."""
        self.page.locator(f"[name='{name}']").select_option(index=place, force=True)

    def tick(self, label):
        """Tick every box or radio whose label holds the words."""
        for control in self.page.get_by_label(label).all():
            mark(control, True)

    def mark_all(self, name):
        """Mark every box of that name."""
        for box in self.page.locator(f"[name='{name}']").all():
            mark(box, True)

    def save(self, look=""):
        """Look at the form, where told to, and press its own button in the save bar."""
        if look:
            self.person.look(look)
        self.press(self.page.locator(".savebar button[type=submit]").first.inner_text())
