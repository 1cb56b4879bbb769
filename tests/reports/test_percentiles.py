"""Percentiles equal linear interpolation, and PostgreSQL's own percentile_cont."""

import math
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Integer, String, cast, column, func, select, values

from jicms.extensions import db
from jicms.reports.sql import percentile, rank_of


def interpolated(numbers, percent):
    """What numpy.percentile(numbers, percent, method="linear") gives, exactly."""
    ordered = sorted(numbers)
    place = Fraction(percent, 100) * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))


def asked(session, groups, percent):
    rows = [(name, n) for name, numbers in groups.items() for n in numbers]
    data = values(column("g", String), column("days", Integer), name="data").data(rows).cte()
    source = select(data.c.g, cast(data.c.days, Integer).label("days")).subquery()
    place, n = rank_of(source.c.days, [source.c.g])
    ranked = select(source.c.g, source.c.days, place.label("place"), n.label("n")).subquery()
    stmt = select(
        ranked.c.g, percentile(percent, ranked.c.days, ranked.c.place, ranked.c.n)
    ).group_by(ranked.c.g)
    return {row[0]: row[1] for row in session.execute(stmt)}


@pytest.mark.parametrize("percent", [50, 90])
def test_known_values(app, percent):
    groups = {"one": [7], "two": [10, 21], "gap": [None, 5, 6, None], "below": [-258, 0, 4294]}
    with app.app_context():
        found = asked(db.session, groups, percent)
    for name, numbers in groups.items():
        known = [n for n in numbers if n is not None]
        assert float(found[name]) == interpolated(known, percent), name


def test_only_gaps_have_no_percentile(app):
    with app.app_context():
        assert asked(db.session, {"none": [None, None]}, 50) == {"none": None}


@given(st.lists(st.integers(-5000, 50_000), min_size=1, max_size=60), st.sampled_from([50, 90]))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_numbers(shared_app, numbers, percent):
    with shared_app.app_context():
        found = asked(db.session, {"g": numbers}, percent)["g"]
        assert float(found) == pytest.approx(interpolated(numbers, percent), abs=1e-9)
        if db.engine.dialect.name == "postgresql":
            data = values(column("days", Integer), name="data").data([(n,) for n in numbers]).cte()
            own = func.percentile_cont(percent / 100).within_group(data.c.days)
            assert float(found) == pytest.approx(db.session.scalar(select(own)), abs=1e-6)
