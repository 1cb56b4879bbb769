"""The interface for programs: tokens, resources, and its description."""

from flask import Flask

from jicms.access import guard
from jicms.access import policy as policies
from jicms.api import cases, figures, spec, tokens
from jicms.api import policy as rules
from jicms.api.doors import blp
from jicms.audit import requests
from jicms.extensions import csrf, limiter

#: Per token, or per address where none is presented.
LIMIT = "120 per minute"

__all__ = ["cases", "figures", "init_app"]


def init_app(app: Flask) -> None:
    """Register rules, the loader of tokens, and the routes."""
    policies.register(rules.RULES)
    if tokens.load_actor not in guard.actor_loaders:
        guard.actor_loaders.append(tokens.load_actor)
        guard.challenges.append(tokens.challenge)
        requests.riders.append(tokens.touch)
        limiter.limit(LIMIT, key_func=tokens.caller)(blp)
    csrf.exempt(blp)
    spec.init_app(app)
