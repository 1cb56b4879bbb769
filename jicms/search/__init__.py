"""Search over everything that a viewer may see, and the history of persons."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access.actions import Action
from jicms.people import history as people_history
from jicms.search import history, views
from jicms.search import policy as rules
from jicms.web.navigation import NavItem, main


def init_app(app: Flask) -> None:
    """Register rules, routes, and the source that persons' pages ask."""
    policies.register(rules.RULES)
    if history.source not in people_history.sources:
        people_history.sources.append(history.source)
    app.register_blueprint(views.bp)
    main.add(NavItem("Records", "Search", "search", "search.index", Action.SEARCH, order=30))
