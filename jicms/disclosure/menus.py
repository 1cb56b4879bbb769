"""Where requests about witnesses hang their links."""

from collections.abc import Mapping
from typing import Any

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.core import unit_of_work
from jicms.disclosure import queries
from jicms.disclosure.models import GiglioFlag, WitnessRequest
from jicms.web.navigation import NavItem, Panel, home, main

#: So many of each stand on My work.
SHOWN = 8


def _waiting(actor: Actor) -> Mapping[str, Any] | None:
    """The requests that are not answered, by their day, and the flags that nobody has decided on.
    Counsel, who has other work there, sees the section only where something is in it."""
    session = unit_of_work.session()
    open_ones = queries.requests({}).order_by(WitnessRequest.due_on, WitnessRequest.id)
    flags = queries.flags_to_decide().order_by(GiglioFlag.id)
    found = {
        "requests": session.scalars(open_ones.limit(SHOWN)).all(),
        "flags": session.scalars(flags.limit(SHOWN)).all(),
    }
    return found if actor.role is Role.GIGLIO_OFFICER or any(found.values()) else None


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
    home.add(
        Panel(
            "witness-requests",
            "disclosure/panels/waiting.html",
            Action.WITNESS_VIEW,
            load=_waiting,
            order=30,
        )
    )
