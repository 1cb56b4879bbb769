"""Rules and holidays as the product ships them, without a database."""

from collections.abc import Callable
from datetime import date
from typing import Any

import holidays as statutory
import pytest

from jicms.deadlines import engine, loader
from jicms.deadlines.calendar import Holidays
from jicms.deadlines.models import DeadlineRule
from jicms.deadlines.terms import Rule

ZONE = "America/New_York"
YEARS = range(1990, 2061)


@pytest.fixture(scope="session")
def table() -> Holidays:
    days = statutory.country_holidays("US", years=list(YEARS), categories=("public",))
    return Holidays(dict(days.items()), years=frozenset(YEARS))


@pytest.fixture(scope="session")
def shipped() -> dict[str, Rule]:
    """The newest version of each rule of the list."""
    rows = [DeadlineRule(**values) for values in loader.read_rules()]
    return {row.code: row.as_rule() for row in sorted(rows, key=lambda row: row.version)}


@pytest.fixture(scope="session")
def due(shipped: dict[str, Rule], table: Holidays) -> Callable[..., Any]:
    """What a rule gives for one date, or for named ones."""

    def compute(code: str, day: date | None = None, **named: date) -> Any:
        rule = shipped[code]
        starts = named or dict.fromkeys(rule.start_names, day)
        return engine.compute(rule, starts, table, ZONE).due

    return compute
