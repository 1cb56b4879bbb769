"""Reports: figures over what the actor may see, each number with its list."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access.actions import Action
from jicms.reports import definitions, listing, panels, registry, views
from jicms.reports import policy as rules
from jicms.web.navigation import NavItem, main


def init_app(app: Flask) -> None:
    """Register reports, rules, routes and the filter of the list of cases."""
    registry.add(*definitions.REPORTS)
    policies.register(rules.RULES)
    listing.register()
    panels.register()
    app.register_blueprint(views.bp)
    main.add(NavItem("Records", "Reports", "assessment", "reports.index", Action.REPORTS, order=90))
