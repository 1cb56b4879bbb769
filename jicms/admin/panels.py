"""What My work shows to those who administer and audit."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import url_for
from sqlalchemy import Select, select

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.admin import queries
from jicms.admin.audit import queries as trail
from jicms.admin.audit.rows import rows
from jicms.admin.audit.views import seal_state
from jicms.audit.events import Event
from jicms.audit.models import AuditEvent
from jicms.auth.models import ApiToken, Membership
from jicms.core import clock, unit_of_work
from jicms.people.models import UserPerson
from jicms.web.navigation import Panel, Tally, home
from jicms.web.paging import count_together

SHOWN = 8


def waiting(_actor: Actor) -> Mapping[str, Any]:
    """All that waits, of every kind, with the oldest memberships themselves."""
    others = (
        ("person link", queries.waiting_of(UserPerson), "admin.confirmations"),
        ("API token", queries.waiting_of(ApiToken), "admin.confirmations"),
        ("declared relation", queries.waiting_relations(), "admin.relations"),
    )
    total, *counts = count_together([queries.waiting_ids(), *(rows for _, rows, _ in others)])
    return {
        "waiting": queries.waiting_memberships()[:SHOWN],
        "others": [
            (kind, count, url_for(page))
            for (kind, _, page), count in zip(others, counts, strict=True)
            if count
        ],
        "total": total,
    }


def waiting_tally(_actor: Actor) -> list[Tally]:
    """How much waits for confirmation."""
    return [
        Tally("Wait for confirmation", queries.waiting_ids(), url_for("admin.confirmations"), True),
        Tally("Memberships", queries.waiting_of(Membership)),
        Tally("Person links", queries.waiting_of(UserPerson)),
        Tally("API tokens", queries.waiting_of(ApiToken)),
        Tally("Relations", queries.waiting_relations()),
    ]


def looks(actor: Actor) -> Mapping[str, Any]:
    """The latest views on no ground but the directory."""
    found = unit_of_work.session().scalars(
        trail.events(list(trail.without_assignment()))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(SHOWN)
    )
    return {"looks": rows(actor, list(found))}


def looks_tally(_actor: Actor) -> list[Tally]:
    """What an auditor looks at first: of the last 24 hours, and of the week."""
    day = clock.now() - timedelta(days=1)

    def since(*events: Event) -> Select[Any]:
        names = [str(event) for event in events]
        return select(AuditEvent.id).where(AuditEvent.event.in_(names), AuditEvent.at > day)

    def page(**args: Any) -> str:
        return url_for("audit_pages.index", **args)

    weekly = select(AuditEvent.id).where(*trail.without_assignment())
    return [
        Tally("Refused in 24 hours", since(Event.REFUSED), page(what="refused"), True),
        Tally("Failed sign-ins in 24 hours", since(Event.SIGN_IN_FAILED), page(what="signed")),
        Tally("Identities revealed in 24 hours", since(Event.IDENTITY_REVEALED)),
        Tally("Taken out in 24 hours", since(*trail.TAKEN), page(what="taken")),
        Tally("Without assignment in 7 days", weekly, page(what="looked", ground=trail.NO_GROUND)),
    ]


def chain(_actor: Actor) -> Mapping[str, Any]:
    """Where the chain of the trail stands."""
    return {"seal": seal_state()}


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
    home.add(Panel("chain", "admin/panels/chain.html", Action.AUDIT_VIEW, load=chain, order=10))
    home.add(
        Panel("looks", "admin/panels/looks.html", Action.AUDIT_VIEW, load=looks, tally=looks_tally)
    )
    home.add(Panel("administration", "admin/panels/links.html", Action.USER_EDIT))
