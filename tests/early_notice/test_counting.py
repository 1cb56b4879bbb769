"""Who is listed, why, and what never counts."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from jicms.cases.models import Case, CaseStatus, GrantKind, Party, PartyRole
from jicms.early_notice import counting
from jicms.early_notice.exposure import months_before, months_in_post, rate
from jicms.early_notice.models import EarlyNoticeThreshold
from jicms.people.models import DeclaredRelation, Employment, Person
from tests.early_notice.conftest import TODAY, employee, matter
from tests.factories import accounts, cases
from tests.factories.allegations import allegation

SUPERVISOR = "supervisor.ia"


@pytest.fixture
def seen(reading):
    """`seen("supervisor.ia")`: the notices of an account, with sessions closed after `say`."""

    def look(username=SUPERVISOR, say=lambda n: (n.person.employee_number, n.total)):
        with reading(username):
            return [say(notice) for notice in counting.notices(accounts.actor_of(username))]

    return look


def three(session, person, **values):
    return [matter(session, person, days=days, **values) for days in (20, 90, 200)]


def again(session):
    """The first employee, in another session."""
    return session.scalar(select(Person).where(Person.employee_number == "7000-0001"))


def flags(notice):
    return [(f.group, len(f.counted), len(f.cleared), f.months) for f in notice.flags]


def test_three_cases_of_one_group_in_a_year_ask_for_a_look(acting, seen):
    with acting() as session:
        three(session, employee(session, 1))
        other = employee(session, 2)
        matter(session, other)
        matter(session, other, days=60)
    assert seen() == [("7000-0001", 3)]
    assert seen(say=flags) == [[("IT", 3, 0, 12)]]


def test_groups_are_counted_by_themselves_and_together(acting, seen):
    with acting() as session:
        person = employee(session, 1)
        for days, code in ((10, "IT-06"), (40, "IT-02"), (300, "COR-01"), (500, "COR-01")):
            matter(session, person, days=days, code=code)
    assert seen() == []
    with acting() as session:
        matter(session, again(session), days=700, code="COR-01")
    assert seen(say=flags) == [[("", 5, 0, 24)]]


def test_a_case_counts_once_however_much_it_alleges(acting, seen):
    with acting() as session:
        person = employee(session, 1)
        made = [matter(session, person), matter(session, person, days=50)]
        for case in made:
            party = case.parties[0] if case.parties else None
            party = party or session.scalar(select(Party).where(Party.case_id == case.id))
            for _more in range(3):
                allegation(session, case, party, incident_from=case.received_on)
    assert seen() == []


def test_cases_before_the_period_do_not_count(acting, seen):
    with acting() as session:
        person = employee(session, 1)
        for days in (20, 90, 380):
            matter(session, person, days=days)
    assert seen() == []


@pytest.mark.parametrize("finding", ["UNFOUNDED", "EXONERATED"])
def test_what_was_cleared_stands_apart(acting, seen, finding):
    with acting() as session:
        person = employee(session, 1)
        three(session, person)
        matter(session, person, days=70, finding=finding)
        other = employee(session, 2)
        matter(session, other)
        matter(session, other, days=60)
        matter(session, other, days=70, finding=finding)
    assert seen(say=flags) == [[("IT", 3, 1, 12)]]


@pytest.mark.parametrize(
    "role",
    [role for role in PartyRole if role is not PartyRole.SUBJECT],
)
def test_no_other_role_ever_counts(acting, seen, role):
    with acting() as session:
        person = employee(session, 1)
        matter(session, person)
        matter(session, person, days=60)
        for days in (70, 80, 90):
            matter(session, person, days=days, role=role)
    assert seen() == []


def test_a_withdrawn_subject_a_merged_case_and_one_in_error_do_not_count(acting, seen):
    with acting() as session:
        person = employee(session, 1)
        matter(session, person)
        matter(session, person, days=60)
        withdrawn = matter(session, person, days=70)
        party = session.scalar(select(Party).where(Party.case_id == withdrawn.id))
        party.withdrawn_at = withdrawn.received_at
        merged = matter(session, person, days=80)
        merged.status, merged.merged_into_id = CaseStatus.MERGED_DUPLICATE, withdrawn.id
        wrong = matter(session, person, days=85)
        wrong.status, wrong.closed_at = CaseStatus.CLOSED, wrong.received_at
        wrong.closure_code = "ENTERED_IN_ERROR"
    assert seen() == []
    with acting() as session:
        matter(session, again(session), days=90)
    assert seen() == [("7000-0001", 3)]


def test_a_hidden_case_never_counts_for_who_may_not_see_it(acting, seen):
    with acting() as session:
        person = employee(session, 1)
        made = three(session, person)
        made[0].restricted, second = True, made[1].id
        cases.grant(session, made[0], user="head.ia", kind=GrantKind.NAMED)
    assert seen() == []
    assert seen("head.ia") == [("7000-0001", 3)]
    with acting() as session:
        cases.party(
            session,
            session.get_one(Case, second),
            role=PartyRole.WITNESS,
            account="head.ia",
        )
    assert seen("head.ia") == [], "a case of one's own is no case of one's count"


def test_another_office_counts_its_own(acting, seen):
    with acting() as session:
        person = employee(session, 1)
        for days in (20, 90, 200):
            matter(session, person, days=days, office="OPR")
    assert seen() == []
    assert seen("supervisor.opr") == [], "the employee is of the other agency"


def test_oneself_and_relatives_are_never_listed(acting, seen):
    with acting() as session:
        mine = accounts.person_of(session, SUPERVISOR)
        person = employee(session, 1)
        three(session, person)
        three(session, employee(session, 2))
        session.add(DeclaredRelation(person_id=mine.id, related_id=person.id))
    assert seen() == [("7000-0002", 3)]


def test_former_employees_and_contractors_are_not_counted(acting, seen):
    with acting() as session:
        for number, kind in enumerate(("FORMER_EMPLOYEE", "CONTRACTOR", "EMPLOYEE"), 1):
            three(session, employee(session, number, kind_code=kind))
    assert seen() == [("7000-0003", 3)]


# Exposure


def test_too_few_months_in_post_ask_for_nothing(acting, seen):
    with acting() as session:
        three(session, employee(session, 1, since=TODAY - timedelta(days=100)))
        three(session, employee(session, 2, since=TODAY - timedelta(days=245)))
    assert seen(say=lambda n: (n.person.employee_number, n.flags[0].months)) == [("7000-0002", 8)]
    rates = seen(say=lambda notice: notice.flags[0].per_year)
    assert rates == [4.5], "3 cases in 8 months are 4.5 a year"


def test_a_unit_is_compared_with_only_where_it_is_large_enough(acting, seen):
    with acting() as session:
        for number in range(1, 21):
            employee(session, number)
        three(session, employee(session, 50))
        small = employee(session, 60, office="Small Office")
        three(session, small)
        other = employee(session, 70)
        matter(session, other)

    def unit(notice):
        found = notice.flags[0].unit
        return (found.name, found.employees, found.cases, found.per_hundred) if found else None

    assert seen(say=unit) == [("Field Operations", 22, 4, 18.2), None]


def test_no_threshold_no_count(acting, seen):
    with acting() as session:
        three(session, employee(session, 1))
        for row in session.scalars(select(EarlyNoticeThreshold)):
            row.valid_to = TODAY - timedelta(days=1)
    assert seen() == []


def job(first, last):
    return Employment(valid_from=first, valid_until=last)


@pytest.mark.parametrize(
    ("jobs", "months"),
    [
        ([(None, None)], 12),
        ([(date(2026, 5, 28), None)], 6),
        ([(date(2020, 1, 1), date(2026, 2, 27))], 3),
        ([(date(2020, 1, 1), date(2026, 2, 27)), (date(2026, 8, 28), None)], 6),
        ([(date(2020, 1, 1), date(2026, 8, 28)), (date(2026, 5, 28), None)], 12),
        ([(date(2010, 1, 1), date(2015, 1, 1))], 0),
        ([(date(2027, 1, 1), None)], 0),
        ([], 0),
    ],
)
def test_months_in_post(jobs, months):
    rows = [job(*span) for span in jobs]
    assert months_in_post(rows, date(2025, 11, 28), date(2026, 11, 28)) == months


def test_the_period_begins_on_the_same_day(app):
    assert months_before(date(2026, 11, 28), 12) == date(2025, 11, 28)
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2028, 3, 31), 1) == date(2028, 2, 29)
    assert months_before(date(2026, 1, 15), 24) == date(2024, 1, 15)
    assert rate(3, 0, 12) == 0


def test_it_costs_the_same_statements_whatever_it_finds(acting, reading, statements):
    with acting() as session:
        three(session, employee(session, 1))

    def cost():
        with reading(SUPERVISOR):
            actor = accounts.actor_of(SUPERVISOR)
            return statements(lambda: counting.notices(actor))

    few = cost()
    with acting() as session:
        for number in range(2, 9):
            three(session, employee(session, number, office=f"Office {number}"))
    assert cost() == few == 7
