"""What fieldwork hangs into the frame: the pages of each investigation."""

from jicms.access.actions import Action
from jicms.investigations import attachments
from jicms.investigations.attachments import WorkPage

_PAGES = (
    ("plan", "Plan", "fieldwork.plan"),
    ("activities", "Activities", "fieldwork.activities"),
    ("requests", "Records requests", "fieldwork.requests"),
    ("leads", "Leads", "fieldwork.leads"),
    ("handovers", "Handovers", "fieldwork.handovers"),
)


def register() -> None:
    """Add the pages."""
    for place, (key, label, endpoint) in enumerate(_PAGES):
        attachments.pages.add(
            WorkPage(key, label, endpoint, Action.FIELDWORK_VIEW, order=10 + place)
        )
    attachments.pages.add(
        WorkPage("hand-over", "Hand over", "fieldwork.hand_over", Action.CASE_ASSIGN, act=True)
    )
