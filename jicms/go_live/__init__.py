"""Checklists that must be filled and confirmed before a feature goes live.

A feature says what its checklist asks (`checklist.register`) and asks `is_live` wherever it shows
or does something. It is off until every item is filled by one person and confirmed by another.
"""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.access.actions import Action
from jicms.audit import recorder
from jicms.go_live import models, policy, queries, views
from jicms.go_live.checklist import Feature, Item, register
from jicms.go_live.queries import is_live
from jicms.web.navigation import NavItem, main

__all__ = ["Feature", "Item", "init_app", "is_live", "register"]


def init_app(app: Flask) -> None:
    """Register rules, audit, routes and the link of administration."""
    policies.register(policy.RULES)
    scopes.unscoped(models.GoLiveAnswer, "references and dates of the installation, of no person")
    recorder.audited(models.GoLiveAnswer)
    app.register_blueprint(views.bp)
    main.add(
        NavItem(
            "Administration",
            "Going live",
            "toggle_on",
            "go_live.index",
            Action.ADMIN_VIEW,
            count=queries.waiting_ids,
            order=6,
        )
    )
