"""Where the litigation file hangs its links: the navigation, and the accounting of a person."""

from jicms.access.actions import Action
from jicms.exports import disclosing
from jicms.litigation import queries
from jicms.web.navigation import NavItem, main


def register() -> None:
    """Add everything, once per application. No entry counts: counting costs every page."""
    main.add(
        NavItem(
            *("", "My actions as counsel", "account_balance", "litigation.desk"),
            Action.COUNSEL_DESK,
            order=20,
        )
    )
    main.add(
        NavItem(
            *("", "Information requests", "help", "litigation.information_requests"),
            Action.LITIGATION_LIST,
            order=23,
        )
    )
    main.add(
        NavItem(
            *("Records", "Disclosures by labor relations", "assessment", "litigation.disclosures"),
            Action.DISCLOSURE_LIST,
            order=71,
        )
    )
    disclosing.others["litigation"] = queries.accounted_about
