"""Every route declares who may use it, and what the trail says of a look at it."""

import pytest

from jicms.access import guard, policy
from jicms.access.actions import Action
from jicms.access.guard import SAFE

#: Safe routes with a permission whose answer is not a look at records.
NO_RECORDS = {
    "home.index": "its panels link to records; each opening is recorded",
    "auth.password": "one's own account",
    "cases.deadlines": "rules and dates alone",
    "auth.membership": "one's own account",
    "uploads.earlier": "where one's own upload goes on",
}


def routes(app):
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint)


def test_every_endpoint_declares_a_permission_or_that_it_is_public(app):
    guard.refuse_unmarked(app)
    for rule in routes(app):
        access = guard.access_of(app, rule.endpoint)
        assert (access.action is None) != (access.public is None), rule.endpoint


def test_an_unmarked_route_stops_the_start(app):
    class Bare:
        view_functions = {"stray.page": lambda: ""}

    with pytest.raises(RuntimeError, match=r"stray\.page"):
        guard.refuse_unmarked(Bare())


def test_every_action_in_use_has_a_rule(app):
    rules = policy.registered()
    used = {guard.access_of(app, rule.endpoint).action for rule in routes(app)} - {None}
    assert used <= rules.keys(), sorted(used - rules.keys())


def test_every_action_has_a_sentence():
    for action in Action:
        assert action.sentence.endswith("."), action


def test_a_route_with_arguments_loads_its_record_before_the_view(app):
    for rule in routes(app):
        access = guard.access_of(app, rule.endpoint)
        if rule.arguments and access.public is None:
            assert access.load is not None, f"{rule.endpoint} takes {rule.arguments} unchecked"


def test_every_look_at_records_is_recorded(app):
    for rule in routes(app):
        access = guard.access_of(app, rule.endpoint)
        looks = access.action is not None and rule.methods & {"GET"}
        if looks and rule.endpoint not in NO_RECORDS and not is_form(rule):
            assert access.viewed is not None, f"{rule.endpoint} shows records without a trail"


def is_form(rule):
    """A page that exists to be posted: what it shows was opened, and recorded, before."""
    return bool(rule.methods & {"POST"})


def test_paths_are_kebab_case(app):
    for rule in routes(app):
        fixed = "".join(part for flag, part in rule._trace if not flag).split("|", 1)[-1]
        assert fixed == fixed.lower(), rule.rule
        if not rule.rule.startswith("/api/"):
            assert "_" not in fixed, rule.rule


def test_safe_methods_are_the_only_ones_that_do_not_write(app):
    assert {"GET", "HEAD", "OPTIONS"} == SAFE
