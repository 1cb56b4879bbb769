"""Statements that are built once hold nothing of the moment at which they were built."""

from datetime import timedelta

import pytest

from jicms.access.terms import terms_of
from jicms.cases import timeline
from jicms.core import clock
from jicms.core.standing import OF_CASE
from jicms.demo.accounts import ACCOUNTS
from jicms.web.navigation import case_tabs, main
from tests.factories import accounts


def constants(statement):
    """The SQL, and the values in it that are not asked for when it runs."""
    compiled = statement.compile()
    binds = {bind.key: bind for bind in compiled.binds.values()}
    found = sorted(str(bind.value) for bind in binds.values() if bind.callable is None)
    return str(compiled), found, list(binds)


@pytest.mark.parametrize("username", [account[0] for account in ACCOUNTS])
def test_what_the_navigation_counts_is_the_same_an_hour_later(app, reading, username):
    moment = clock.now().replace(hour=16)
    with app.test_request_context(), reading(username):
        for item in main.registered:
            if item.count is None:
                continue
            of = terms_of(accounts.actor_of(username))
            with clock.at(moment):
                before = constants(item.count(of))[:2]
            with clock.at(moment + timedelta(hours=1)):
                assert constants(item.count(of))[:2] == before, item.label


def test_tabs_and_timeline_ask_a_case_for_its_id_alone(app):
    with app.app_context():
        for tab in case_tabs.registered:
            if tab.count is not None:
                assert "of_case_id" in constants(tab.count(OF_CASE))[2], tab.label
        for source in timeline.sources.registered:
            assert "of_case_id" in constants(source.rows(OF_CASE))[2], source.key
