"""Where the page goes on after a button: whoever uses the keyboard is not sent back to its top."""

from collections.abc import Mapping

from jicms.intake.desk import Desk

#: The first field of a new entry, by its list.
FIRST = {"allegations": "code", "others": "role", "injuries": "who", "arrests": "who"}
#: Buttons after which the page goes on at one place.
PLACES = {
    "subjects-drop": "find",
    "pick": "find",
    "search": "find",
    "enter": "find",
    "same": "dup",
    "notsame": "dup",
    "check": "dup",
    "attach": "files",
    "detach": "attached",
}


def after(desk: Desk, pressed: Mapping[str, str]) -> str:
    """The id of the element that takes the focus, "" where the page begins at its top."""
    form = desk.form
    for name, first in FIRST.items():
        entries = form[name].entries
        if f"{name}-add" in pressed and entries:
            return f"{entries[-1].id}-{first}"
        if f"{name}-drop" in pressed:
            return name
    subjects = form.subjects.entries
    for button, first in (("unlisted", "given_name"), ("unknown", "description")):
        if button in pressed and subjects:
            return f"{subjects[-1].id}-{first}"
    return next((place for button, place in PLACES.items() if button in pressed), "")
