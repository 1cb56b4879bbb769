"""What export packages hang into the frame. No line of the timeline: the case's first page asks for
those, and a package is seen with all of its records or not at all, which is a long question: for
the same reason its tab bears no count."""

from jicms.access.actions import Action
from jicms.web.navigation import CaseTab, case_tabs
from jicms.web.tones import TONES


def register() -> None:
    """Add the case's tab, and the tones."""
    case_tabs.add(
        CaseTab(
            *("packages", "Packages", "exports.index", Action.EXPORT_VIEW),
            order=63,
            under="evidence",
        )
    )
    TONES.update({"ASKED": "review", "RELEASED": "done", "CANCELED": "stop", "RECALLED": "stop"})
