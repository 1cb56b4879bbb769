"""The small site, with every registry that it fills put back afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from jicms.access import guard, policy, scope
from jicms.access.actor import Actor
from jicms.core import clock
from jicms.core.crypto import keys
from jicms.web import navigation
from tests.web.site import NOON, SUPERVISOR, make_site

MakeSite = Callable[..., Flask]
REGISTRIES = (
    navigation.main,
    navigation.account,
    navigation.home,
    navigation.home_actions,
    navigation.case_tabs,
    navigation.case_flags,
    navigation.case_actions,
    navigation.withheld,
)


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeSite]:
    """Make sites without leaving a trace in the registries of this process."""
    monkeypatch.setattr(guard, "actor_loaders", [])
    monkeypatch.setattr(guard, "challenges", [])
    monkeypatch.setattr(guard, "refusal_recorders", [])
    monkeypatch.setattr(guard, "view_recorders", [])
    monkeypatch.setattr(policy, "_rules", {})
    monkeypatch.setattr(keys._Process, "ring", keys._Process.ring)
    for registry in REGISTRIES:
        monkeypatch.setattr(registry, "registered", [])

    def make_one(actor: Actor | None = SUPERVISOR, **settings: Any) -> Flask:
        return make_site(actor, **settings)

    with nothing_scoped(), clock.at(NOON):
        yield make_one


@contextmanager
def nothing_scoped() -> Iterator[None]:
    """No model is scoped yet, and nothing that is kept about scopes outlives the block."""
    before = scope._scoped
    try:
        scope._scoped = {}
        scope.forget()
        yield
    finally:
        scope._scoped = before
        scope.forget()


@pytest.fixture
def site(make: MakeSite) -> Flask:
    """The site, with a supervisor signed in."""
    return make()


@pytest.fixture
def visitor(site: Flask) -> FlaskClient:
    """A client of the site."""
    return site.test_client()
