"""A case keeps what somebody was at the incident and when the case was recorded."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from jicms.allegations import service as allegations
from jicms.allegations.service.changing import Facts
from jicms.cases import service as cases_service
from jicms.cases.models import Case, Party, PartyRole
from jicms.core import clock
from jicms.people import service as people
from jicms.people.models import Employment, Person
from tests.factories import accounts, cases
from tests.factories.allegations import allegation

POSTS = (
    (date(2015, 3, 1), date(2024, 6, 30), "Trainee"),
    (date(2024, 7, 1), date(2026, 10, 31), "Officer"),
    (date(2026, 11, 1), None, "Chief"),
)


@pytest.fixture
def employee(acting):
    """Somebody with three posts; the id."""
    with acting() as session:
        agency = accounts.person_of(session, "supervisor.ia").agency_id
        person = Person(
            kind_code="EMPLOYEE",
            given_name="Wren",
            family_name="Abernathy",
            search_name="wren abernathy",
            employee_number="7000-0001",
            agency_id=agency,
        )
        session.add(person)
        session.flush()
        for first, last, title in POSTS:
            row = {"valid_from": first, "valid_until": last, "title": title}
            session.add(Employment(person_id=person.id, **row))
        session.flush()
        return person.id


@pytest.fixture
def matter(acting):
    """An open case, recorded on Oct 5, 2026, with an allegation of June 2024; its id."""
    with acting() as session:
        case = cases.case(session, office="IA", status="OPEN")
        case.created_at = datetime(2026, 10, 5, 15, tzinfo=UTC)
        allegation(session, case, incident_from=date(2024, 6, 3))
        return case.id


def titles(party):
    return tuple(row.title if row else None for row in (party.at_incident, party.at_opening))


def named(session, case_id, person_id, role=PartyRole.SUBJECT):
    return cases_service.add_party(
        session.get_one(Case, case_id),
        actor=accounts.actor_of("supervisor.ia"),
        role=role,
        person=session.get_one(Person, person_id),
    )


@pytest.mark.parametrize("role", [PartyRole.SUBJECT, PartyRole.WITNESS])
def test_who_is_named_later_has_the_posts_of_those_days(acting, employee, matter, role):
    with acting("supervisor.ia") as session:
        assert titles(named(session, matter, employee, role)) == ("Trainee", "Officer")


def test_who_is_identified_later_has_them_too(acting, employee, matter):
    with acting("supervisor.ia") as session:
        case = session.get_one(Case, matter)
        party = cases.party(session, case, role=PartyRole.SUBJECT, description="An officer")
        cases_service.identify_party(
            party,
            actor=accounts.actor_of("supervisor.ia"),
            person=session.get_one(Person, employee),
        )
        assert titles(party) == ("Trainee", "Officer")


def test_who_was_employed_after_the_case_came_in_has_the_post_of_today(acting, employee, matter):
    with acting("supervisor.ia") as session:
        for row in session.scalars(select(Employment).where(Employment.title != "Chief")):
            if row.person_id == employee:
                session.delete(row)
        session.flush()
        assert titles(named(session, matter, employee)) == (None, "Chief")


def test_a_corrected_incident_moves_the_snapshot_and_a_blank_one_does_not(acting, employee, matter):
    actor = "supervisor.ia"
    with acting(actor) as session:
        party = named(session, matter, employee)
        case = session.get_one(Case, matter)
        row = case_allegation(session, case)
        allegations.add_subject(row, party, actor=accounts.actor_of(actor))
        facts = Facts(incident_from=date(2025, 2, 1))
        allegations.edit_allegation(row, facts, actor=accounts.actor_of(actor))
        assert titles(party) == ("Officer", "Officer")
        allegations.edit_allegation(row, Facts(), actor=accounts.actor_of(actor))
        assert titles(party) == ("Officer", "Officer")


def case_allegation(session, case):
    from jicms.allegations.models import Allegation

    return session.scalar(select(Allegation).where(Allegation.case_id == case.id))


def test_an_older_allegation_moves_the_snapshot_back(acting, employee, matter):
    actor = "supervisor.ia"
    with acting(actor) as session:
        case = session.get_one(Case, matter)
        case_allegation(session, case).incident_from = None
        party = named(session, matter, employee)
        assert titles(party) == (None, "Officer")
        for day, post in ((date(2025, 2, 1), "Officer"), (date(2020, 2, 1), "Trainee")):
            allegations.add_allegation(
                case,
                actor=accounts.actor_of(actor),
                category_code="IT-02",
                intake_method_code="PHONE_HOTLINE",
                received_at=case.received_at,
                incident_from=day,
                subjects=[party],
            )
            assert titles(party) == (post, "Officer")


def test_a_later_change_of_post_changes_no_snapshot(acting, employee, matter):
    with acting("supervisor.ia") as session:
        party_id = named(session, matter, employee).id
    with acting("supervisor.ia") as session:
        person = session.get_one(Person, employee)
        people.add_employment(
            person,
            actor=accounts.actor_of("supervisor.ia"),
            valid_from=date(2026, 11, 20),
            title="Director",
        )
    with acting() as session:
        assert titles(session.get_one(Party, party_id)) == ("Trainee", "Officer")


def test_the_day_is_that_of_the_agency(acting, employee):
    """At 9 p.m. on Oct 31 in Washington it is Nov 1 in UTC, when the new post begins."""
    with acting() as session:
        moment = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
        case = cases.case(session, office="IA", status="OPEN", created_at=moment)
        key = case.id
    with clock.at(datetime(2026, 11, 1, 1, 30, tzinfo=UTC)), acting("supervisor.ia") as session:
        assert titles(named(session, key, employee)) == (None, "Officer")


def test_a_post_without_dates_gives_way_to_a_dated_one(acting, employee, matter):
    with acting("supervisor.ia") as session:
        session.add(Employment(person_id=employee, title="Sometime"))
        session.flush()
        assert titles(named(session, matter, employee)) == ("Trainee", "Officer")
        person = session.get_one(Person, employee)
        session.expire(person)
        assert next(row.title for row in person.employments) == "Chief"
