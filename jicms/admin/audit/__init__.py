"""The auditor's pages: who looked at whom, who did what, whether the trail is whole."""

from flask import Flask
from sqlalchemy import Select, select

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.admin.audit import notices, queries, views
from jicms.audit.models import AuditEvent
from jicms.web.navigation import NavItem, main


def recent_without_ground(_actor: Actor) -> Select[int]:
    """Views of the last week on no ground but the directory."""
    return select(AuditEvent.id).where(*queries.without_assignment())


def init_app(app: Flask) -> None:
    """Register routes and links."""
    app.register_blueprint(views.bp)
    notices.register()
    main.add(NavItem("", "Audit trail", "history", "audit_pages.index", Action.AUDIT_VIEW, order=5))
    main.add(
        NavItem(
            "",
            "Views without assignment",
            "visibility",
            "audit_pages.index",
            Action.AUDIT_VIEW,
            count=recent_without_ground,
            order=6,
            args={"what": "looked", "ground": queries.NO_GROUND},
        )
    )
    main.add(
        NavItem(
            "", "Integrity check", "verified_user", "audit_pages.check", Action.AUDIT_VIEW, order=7
        )
    )
