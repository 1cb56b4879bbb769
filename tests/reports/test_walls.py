"""A case that the actor may not see changes no number of any report, on screen or as a file."""

import pytest
from sqlalchemy import Table
from sqlalchemy.sql.selectable import CTE

from jicms.core import unit_of_work
from jicms.reports import building, engine, registry
from jicms.reports.definitions import REPORTS
from jicms.reports.scoped import Scoped
from jicms.reports.settings import Settings
from tests.factories import accounts
from tests.factories.figures import hide
from tests.reports.conftest import OF_LR

WALLS = (
    "other office",
    "subject",
    "witness",
    "complainant",
    "victim",
    "vault",
    "recusal",
    "restricted",
    "ended share",
)
KEYS = tuple(report.key for report in REPORTS)
#: Those in which internal affairs has something to count.
COUNTED = tuple(key for key in KEYS if key not in OF_LR)
#: Settings that let everything in and print every row.
WIDE = {"period": "all", "minimum": "1", "split": "year"}


def numbers(app, key, group, username="supervisor.ia"):
    """Every number of a report, as text."""
    with app.test_request_context():
        actor = accounts.actor_of(username)
        with unit_of_work.read(actor):
            report = registry.find(key)
            settings = Settings(report.params, {**WIDE, "group": group}, actor)
            assert not settings.faults
            return [
                (table.key, row.labels, [cell.text for cell in row.cells])
                for table in building.run(report, settings, actor)
                for row in [*table.rows, *([table.total] if table.total else [])]
            ]


@pytest.mark.parametrize("key", KEYS)
def test_a_hidden_case_changes_no_number(app, acting, figures, key):
    before = {group: numbers(app, key, group) for group in ("none", "office", "component")}
    assert before["none"], "the report counts something"
    for wall in WALLS:
        with acting() as session:
            hide(session, wall)
        assert numbers(app, key, "none") == before["none"], wall
    for group, expected in before.items():
        assert numbers(app, key, group) == expected, group


@pytest.mark.parametrize("key", COUNTED)
def test_the_same_case_without_a_wall_does(app, acting, figures, key):
    before = numbers(app, key, "none")
    with acting() as session:
        hide(session, "none")
    assert numbers(app, key, "none") != before


@pytest.mark.parametrize("key", KEYS)
def test_who_sees_no_case_counts_none(app, figures, key):
    for row in numbers(app, key, "none", username="supervisor.opr"):
        assert set(row[2]) <= {"0", "–", "0 of 0"}, row


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("group", ["none", "office", "component"])
def test_a_definition_reads_scoped_tables_only(app, figures, key, group):
    with app.test_request_context():
        actor = accounts.actor_of("supervisor.ia")
        with unit_of_work.read(actor):
            report = registry.find(key)
            settings = Settings(report.params, {**WIDE, "group": group}, actor)
            for spec in report.tables:
                facts = spec.facts(Scoped(actor), settings)
                assert bare_tables(facts) == set(), spec.key
                statement = engine.Plan(spec, settings).statement(Scoped(actor))
                assert bare_tables(statement) == set(), spec.key


def bare_tables(statement):
    """The tables that stand in a statement outside of its `scoped_*` CTEs."""
    found, names, stack = set(), set(), [statement]
    while stack:
        element = stack.pop()
        if isinstance(element, CTE) and element.name.startswith("scoped_"):
            names.add(element.name)
            continue
        if isinstance(element, Table):
            found.add(element.name)
        stack.extend(element.get_children())
    assert names, "the statement reads something"
    return found


def test_the_check_finds_a_bare_table(app):
    from sqlalchemy import select

    from jicms.cases.models import Case

    with app.test_request_context():
        scoped = Scoped(accounts.actor_of("supervisor.ia"))
        named = select(scoped.case.c.id).join(Case.__table__, Case.id == scoped.case.c.id)
        assert bare_tables(named) == {"case_file"}


@pytest.mark.parametrize("name", ["case", "allegation", "party", "penalty", "person", "source"])
def test_a_scoped_table_holds_what_the_scope_lets_through(app, acting, figures, name):
    """The same rows as an ORM query of the model gives under the listener."""
    from sqlalchemy import func, select

    from jicms.allegations.models import Allegation
    from jicms.cases.models import Case, Party
    from jicms.discipline.models import Penalty
    from jicms.imports.models import SourceCase
    from jicms.people.models import Person

    model = {
        "case": Case,
        "allegation": Allegation,
        "party": Party,
        "penalty": Penalty,
        "person": Person,
        "source": SourceCase,
    }[name]
    with acting() as session:
        for wall in WALLS:
            hide(session, wall)
    for username in ("supervisor.ia", "supervisor.ler", "supervisor.opr", "investigator.ia"):
        with app.test_request_context():
            actor = accounts.actor_of(username)
            with unit_of_work.read(actor) as session:
                table = getattr(Scoped(actor), name)
                stmt = select(func.count()).select_from(table)
                found = session.connection().execute(stmt).scalar()
                assert found == session.scalar(select(func.count()).select_from(model)), username
