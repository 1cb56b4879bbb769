"""The case: header, parties, grants, log, workflow, and the walls around all of it."""

from flask import Flask

from jicms.access import policy as policies
from jicms.cases import guards, registration, timeline
from jicms.cases import policy as rules


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    registration.register_scopes()
    policies.register(rules.RULES)
    guards.install()
    timeline.register()
