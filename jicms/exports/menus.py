"""What export packages hang into the frame. No line of the timeline: the case's first page asks for
those, and a package is seen with all of its records or not at all, which is a long question."""

from jicms.access.actions import Action
from jicms.web.navigation import CaseAction, case_actions
from jicms.web.tones import TONES


def register() -> None:
    """Add the entry of the case's menu, and the tones."""
    case_actions.add(CaseAction("Export packages", "exports.index", Action.EXPORT_VIEW, order=130))
    TONES.update({"ASKED": "review", "RELEASED": "done", "CANCELED": "stop", "RECALLED": "stop"})
