"""Case numbers: one counter per fiscal year, without gap or double, in the agency's zone."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.audit.models import AuditEvent
from jicms.cases.models import Case, CaseCounter
from jicms.core import clock, unit_of_work
from jicms.core.errors import Denied, RuleBroken
from tests.cases.conftest import create
from tests.factories import accounts

NOW = datetime(2026, 11, 19, 15, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("received", "year"),
    [
        (datetime(2026, 10, 1, 3, 59, tzinfo=UTC), 2026),  # Sep 30, 11:59 p.m. in Washington
        (datetime(2026, 10, 1, 4, 0, tzinfo=UTC), 2027),  # Oct 1, midnight
        (datetime(2026, 9, 30, 23, 0, tzinfo=UTC), 2026),
        (datetime(2025, 10, 1, 12, 0, tzinfo=UTC), 2026),
    ],
)
def test_the_fiscal_year_is_that_of_the_receipt_where_the_agency_sits(acting, received, year):
    with clock.at(NOW), acting("intake.ia") as session:
        case = create(session, received_at=received)
        assert case.number == f"{year}00001"
        assert case.fiscal_year == year


def test_a_receipt_in_the_future_is_refused_and_takes_no_number(acting):
    with clock.at(NOW):
        with acting("intake.ia") as session, pytest.raises(RuleBroken) as refused:
            create(session, received_at=NOW + timedelta(minutes=1))
        assert refused.value.field == "received_at"
        with acting("intake.ia") as session:
            assert create(session, received_at=NOW).sequence == 1


def test_a_number_that_was_rolled_back_is_given_again(acting):
    def fail(session):
        create(session)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), acting("intake.ia") as session:
        fail(session)
    with acting("intake.ia") as session:
        assert create(session).sequence == 1


def test_a_number_grows_past_five_digits(acting):
    with acting() as session:
        session.add(CaseCounter(fiscal_year=2026, last=99_999))
    with acting("intake.ia") as session:
        assert create(session).number == "2026100000"


def test_offices_share_the_counter(acting):
    for name, number in (("intake.ia", "202600001"), ("intake.opr", "202600002")):
        with acting(name) as session:
            assert create(session).number == number


def test_a_case_is_recorded_for_ones_own_office_only(acting):
    with acting("intake.ia") as session, pytest.raises(Denied):
        create(session, office="OPR")


@pytest.mark.parametrize("name", ["investigator.ia", "specialist.ler", "auditor", "admin"])
def test_other_roles_record_no_case(acting, name):
    with acting(name) as session, pytest.raises(Denied):
        create(session, office="IA")


def test_a_new_case_is_recorded_with_its_number(acting):
    with acting("intake.ia") as session:
        number = create(session).number
    with acting() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.event == "CASE_CREATED")).all()
        assert [number in row.detail for row in rows] == [True]


THREADS, EACH = 8, 25


def test_two_hundred_cases_by_eight_threads_leave_no_gap_and_no_double(app):
    failures: list[BaseException] = []
    with app.app_context():
        actors = [accounts.actor_of("intake.ia"), accounts.actor_of("supervisor.opr")]

    def work(actor: Actor) -> None:
        try:
            with app.app_context():
                for _ in range(EACH):
                    with unit_of_work.write(actor) as session:
                        create(session, received_at=datetime(2026, 3, 1, tzinfo=UTC))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(actors[n % 2],)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with app.app_context(), unit_of_work.read(Actor.system("test")) as session:
        sequences = sorted(session.scalars(select(Case.sequence)))
    assert sequences == list(range(1, THREADS * EACH + 1))
