"""Within a case that was shown, the short criteria show just what the full ones show."""

from datetime import timedelta
from itertools import product
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from jicms.access import scope
from jicms.access.actor import set_actor
from jicms.cases import listing, queries, sight
from jicms.cases.handling import Handling
from jicms.cases.models import Case, LogEntry
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import CaseClock, ClockSide
from jicms.deadlines.service import ClockPlan
from jicms.demo.accounts import ACCOUNTS
from jicms.web.paging import Key, keyset
from tests.factories import accounts, cases
from tests.factories.world import world

EVERYBODY = [account[0] for account in ACCOUNTS]


def case_models():
    """Every scoped model whose rows belong to a case."""
    return [model for model in scope.registered()[0] if "case_id" in model.__table__.c]


@pytest.fixture
def numbers(acting):
    """Cases of several offices and shapes, each with a child of every kind."""
    with acting() as session:
        plain, other, opr = world(session, n=3), world(session, n=5), world(session, office="OPR")
        shut = world(session, n=7, restricted=True)
        for username, level in (("investigator2.ia", "full"), ("intake.opr", "summary")):
            cases.grant(session, plain.case, user=username, level=level)
        for username in ("specialist.ler", "official.cbp", "counsel.cbp"):
            given = cases.grant(session, other.case, user=username, kind="package", level="items")
            for row in (other.report, other.exhibit, other.subject, other.finding, other.action):
                cases.name_item(session, given, row)
        cases.grant(session, opr.case, office="IA", kind="share", level="summary")
        for username in ("supervisor.ia", "specialist.ler"):
            cases.grant(session, shut.case, user=username, kind="named")
        cases.grant(session, shut.case, user="investigator2.ia", level="full")
        plain.statement.handling = int(Handling.GARRITY_COMPELLED)
        other.statement.handling = int(Handling.GRAND_JURY)
        made = (plain, other, opr, shut)
        for row in made:
            start = {"receipt": row.case.received_at}
            plans = [ClockPlan("TRIAGE", start, side) for side in ClockSide]
            deadlines.start_clocks(row.case, plans, zone=row.case.agency.zone)
        return [row.case.number for row in made]


def every_row(actor, keys=()):
    """The whole list, as its export asks for it: nothing of it is kept."""
    return listing.whole(SimpleNamespace(values={}, keys=keys), actor)


def rows_of(session, model, case_id):
    found = session.execute(
        select(*model.__table__.primary_key.columns)
        .select_from(model)
        .where(model.case_id == case_id)
    )
    return {tuple(row) for row in found}


def test_within_a_case_just_the_same_is_seen(reading, numbers):
    for username, number in product(EVERYBODY, numbers):
        with reading(username) as session:
            case = queries.case_by_number(number)
            if case is None:
                continue
            for model in case_models():
                outside = rows_of(session, model, case.id)
                with sight.reading(case):
                    inside = rows_of(session, model, case.id)
                assert inside == outside, (username, number, model.__name__)


def test_within_a_case_nothing_of_another_one_is_read(reading, numbers):
    with reading("supervisor.ia") as session:
        here, there = (queries.case_by_number(number) for number in numbers[:2])
        assert rows_of(session, LogEntry, there.id)
        with sight.reading(here):
            assert not rows_of(session, LogEntry, there.id)
            assert session.scalars(select(Case.number)).all() == [here.number]
        assert rows_of(session, LogEntry, there.id)


def test_a_case_that_was_not_shown_shortens_nothing(reading, numbers):
    with reading("investigator.opr") as session:
        hidden = session.scalar(
            select(Case).where(Case.number == numbers[0]).execution_options(unscoped="test")
        )
        assert hidden is not None
        with sight.reading(hidden):
            assert not rows_of(session, LogEntry, hidden.id)


@pytest.mark.usefixtures("numbers")
def test_the_words_under_titles_are_those_that_the_full_criteria_give(reading):
    for username in EVERYBODY:
        with reading(username) as session:
            rows = session.execute(every_row(accounts.actor_of(username))).all()
            found = listing.notes_of(rows)
            assert set(found) <= {row.id for row in rows}, username
            for note in listing.notes.registered:
                told: dict[int, list[str]] = {}
                for case_id, text in session.execute(note.rows([row.id for row in rows])):
                    told.setdefault(case_id, []).append(text)
                for row in rows:
                    said = [note.say(told[row.id])] if row.id in told else []
                    assert found.get(row.id, []) == said, (username, row.number)


@pytest.mark.usefixtures("numbers")
def test_the_clocks_of_the_list_are_those_that_the_actor_may_see(reading):
    for username in EVERYBODY:
        with reading(username) as session:
            actor = accounts.actor_of(username)
            for row in session.execute(every_row(actor)).all():
                seen = session.scalar(
                    select(CaseClock.id).where(
                        CaseClock.case_id == row.id,
                        CaseClock.is_next,
                        CaseClock.side == listing.side_of(actor),
                    )
                )
                assert (row.clock_on is None) == (seen is None), (username, row.number)


@pytest.mark.usefixtures("numbers")
def test_a_page_of_candidates_holds_what_the_scope_finds(app, reading, acting):
    for username, desc in product(EVERYBODY, (True, False)):
        with acting() as session:
            for day in range(1, 5):
                moment = cases.RECEIVED - timedelta(days=day)
                made = cases.case(session, office=("IA", "OPR")[day % 2], received_at=moment)
                cases.grant(session, made, user=username)
                cases.grant(session, made, user=username, kind="assignment")
                cases.grant(session, made, office="LER", level="summary")
        keys = [Key(Case.received_at, desc), Key(Case.id, desc)]
        state = SimpleNamespace(order=f"received {desc}", keys=keys, url=lambda **k: k)
        with reading(username) as session:
            actor = accounts.actor_of(username)
            whole = [row.id for row in session.execute(every_row(actor, keys))]
            assert listing.total({}, actor) == len(whole), username
            assert paged(app, actor, state) == whole, (username, desc)


def paged(app, actor, state):
    """The ids of the whole list, page by page."""
    seen, direction = [], {}
    for _ in range(200):
        with app.test_request_context(query_string=direction):
            set_actor(actor)
            page = keyset(listing.rows({}, actor), state, size=7)
        seen += [row.id for row in page.items]
        if page.next is None:
            break
        direction = page.next
    return seen
