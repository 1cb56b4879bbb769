"""Where requests about witnesses hang their links."""

from jicms.access.actions import Action
from jicms.web.navigation import NavItem, main


def register() -> None:
    """Add the links, once per application."""
    for item in (
        NavItem(
            "Records",
            "Witness requests",
            "campaign",
            "disclosure.index",
            Action.WITNESS_VIEW,
            order=97,
        ),
        NavItem(
            "Records",
            "Giglio flags",
            "flag",
            "disclosure.giglio_flags",
            Action.FLAG_DECIDE,
            order=98,
        ),
        NavItem(
            "Records",
            "Asked as custodian",
            "lock",
            "disclosure.asked",
            Action.CUSTODIAN_ANSWER,
            order=98,
        ),
    ):
        main.add(item)
