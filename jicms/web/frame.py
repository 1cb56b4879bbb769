"""What the frame of every page needs: who is signed in, the navigation, the strip, the footer."""

from typing import Any

from flask import Flask, current_app, url_for

from jicms.access.actor import Actor
from jicms.core import clock
from jicms.web.filters import label
from jicms.web.navigation import account, home_actions, page_sections

#: Printed on every page and every sheet.
DEFAULT_MARKING = "CUI//PRVCY"


def office_line(actor: Actor) -> str:
    """`CBP IA`: the agency and office of the membership."""
    office = actor.office_code.replace("_", " ").replace("-", " ")
    return office if office.startswith(actor.agency_code) else f"{actor.agency_code} {office}"


def role_line(actor: Actor) -> str:
    """`Investigations supervisor, CBP IA`."""
    return ", ".join(part for part in (label(actor.role), office_line(actor)) if part)


def link(endpoint: str, **arguments: Any) -> str | None:
    """The address of a page that another part of the product may bring, else None."""
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, **arguments)


def idle_minutes() -> int | None:
    """After how many minutes without a request the session ends, if it does."""
    idle = current_app.config.get("SESSION_IDLE")
    return int(idle.total_seconds() // 60) if idle else None


def is_demo() -> bool:
    """Whether this installation shows invented data."""
    return current_app.config.get("ENV_NAME") == "demo"


def init_app(app: Flask) -> None:
    """Give every template, imported macros included, what the frame needs."""
    app.config.setdefault("MARKING", DEFAULT_MARKING)
    app.config.setdefault("OFFICIAL_BANNER", False)
    app.jinja_env.globals.update(
        now=clock.now,
        nav_sections=page_sections,
        account_links=account.items,
        home_actions=home_actions.items,
        office_line=office_line,
        role_line=role_line,
        link_to=link,
        idle_minutes=idle_minutes,
        is_demo=is_demo,
        setting=app.config.get,
    )
