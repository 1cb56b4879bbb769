"""What fieldwork hangs into the frame: the pages of each investigation, and leads received."""

from collections.abc import Mapping
from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.fieldwork import queries_sent
from jicms.investigations import attachments
from jicms.investigations.attachments import WorkPage
from jicms.web.navigation import NavItem, Panel, home, main

_PAGES = (
    ("plan", "Plan", "fieldwork.plan"),
    ("activities", "Activities", "fieldwork.activities"),
    ("requests", "Records requests", "fieldwork.requests"),
    ("leads", "Leads", "fieldwork.leads"),
    ("handovers", "Handovers", "fieldwork.handovers"),
)
_ROLES = frozenset({Role.INVESTIGATOR, Role.INVESTIGATIONS_SUPERVISOR})
#: Rows of the panel on My work.
ON_MY_WORK = 6


def _received(actor: Actor) -> Mapping[str, Any] | None:
    rows = queries_sent.page_of(queries_sent.waiting(actor), ON_MY_WORK)
    return {"received": rows} if rows else None


def register() -> None:
    """Add the pages, and what other offices sent."""
    icon = "send"
    main.add(
        NavItem(
            *("Records", "Leads received", icon, "fieldwork.received_leads"),
            Action.RECEIVED_LEADS,
            order=24,
            roles=_ROLES,
        )
    )
    panel = "fieldwork/panels/received.html"
    home.add(
        Panel(
            "received-leads", panel, Action.RECEIVED_LEADS, load=_received, order=45, roles=_ROLES
        )
    )
    for place, (key, label, endpoint) in enumerate(_PAGES):
        attachments.pages.add(
            WorkPage(key, label, endpoint, Action.FIELDWORK_VIEW, order=10 + place)
        )
    attachments.pages.add(
        WorkPage("hand-over", "Hand over", "fieldwork.hand_over", Action.CASE_ASSIGN, act=True)
    )
