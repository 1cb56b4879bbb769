"""Administration of accounts, offices and lists, and the auditor's view of the trail."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access.actions import Action
from jicms.admin import (
    audit,
    codes,  # noqa: F401 - adds its pages to the blueprint, as the next eight do
    confirmations,  # noqa: F401
    deadlines,  # noqa: F401
    file_checks,
    memberships,  # noqa: F401
    offenses,  # noqa: F401
    offices,  # noqa: F401
    overview,  # noqa: F401
    panels,
    queries,
    relations,  # noqa: F401
    routing,  # noqa: F401
    users,  # noqa: F401
)
from jicms.admin import policy as rules
from jicms.admin.blueprint import bp
from jicms.web.navigation import NavItem, main

SECTION = "Administration"


def init_app(app: Flask) -> None:
    """Register rules, routes and links."""
    policies.register(rules.RULES)
    file_checks.register()
    app.register_blueprint(bp)
    for order, (label, icon, endpoint) in enumerate(
        (
            ("Overview", "settings", "admin.index"),
            ("Users", "people", "admin.users"),
            ("Offices and agencies", "location_city", "admin.offices"),
            ("Code lists", "list", "admin.code_lists"),
        ),
        start=10,
    ):
        main.add(NavItem(SECTION, label, icon, endpoint, Action.ADMIN_VIEW, order=order))
    file_checks.add_links(SECTION)
    main.add(
        NavItem(
            SECTION,
            "Confirmations",
            "check_circle_outline",
            "admin.confirmations",
            Action.USER_CONFIRM,
            count=lambda _actor: queries.waiting_ids(),
            alert=True,
            order=5,
        )
    )
    audit.init_app(app)
    panels.register()
