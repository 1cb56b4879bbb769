"""The case: header, parties, grants, log, workflow, and the walls around all of it."""

from flask import Flask

from jicms.access import policy as policies
from jicms.cases import filters, guards, menus, panels, registration, timeline
from jicms.cases import policy as rules
from jicms.cases.scope import named_person
from jicms.cases.views import bp
from jicms.people import scope as people


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    registration.register_scopes()
    if named_person not in people.reaches:
        people.reaches.append(named_person)
    policies.register(rules.RULES)
    guards.install()
    filters.register()
    timeline.register()
    menus.register(app)
    panels.register()
    app.register_blueprint(bp)
