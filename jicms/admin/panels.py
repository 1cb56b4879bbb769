"""What My work shows to those who administer and audit."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.admin import queries
from jicms.admin.audit import queries as trail
from jicms.admin.audit.rows import rows
from jicms.audit.models import AuditEvent
from jicms.core import unit_of_work
from jicms.web.navigation import Panel, Tally, home

SHOWN = 8


def waiting(_actor: Actor) -> Mapping[str, Any]:
    """The oldest memberships that wait."""
    return {"waiting": queries.waiting_memberships()[:SHOWN]}


def waiting_tally(_actor: Actor) -> list[Tally]:
    """How much waits for confirmation."""
    return [
        Tally("Wait for confirmation", queries.waiting_ids(), url_for("admin.confirmations"), True)
    ]


def looks(actor: Actor) -> Mapping[str, Any]:
    """The latest views on no ground but the directory."""
    found = unit_of_work.session().scalars(
        trail.events(list(trail.without_assignment()))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(SHOWN)
    )
    return {"looks": rows(actor, list(found))}


def register() -> None:
    """Add the panels."""
    home.add(
        Panel(
            "confirmations",
            "admin/panels/waiting.html",
            Action.USER_CONFIRM,
            load=waiting,
            tally=waiting_tally,
        )
    )
    home.add(Panel("looks", "admin/panels/looks.html", Action.AUDIT_VIEW, load=looks))
    home.add(Panel("administration", "admin/panels/links.html", Action.USER_EDIT))
