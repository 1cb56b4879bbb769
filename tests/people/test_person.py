"""A person's page: its history and contact, and the ground on which it was opened."""

from datetime import UTC, date, datetime, timedelta

from jicms.cases.models import GrantKind, GrantLevel, PartyRole, SubjectStatus
from jicms.core import clock
from jicms.discipline.models import PenaltyStage
from jicms.people.models import Employment, Person
from tests.factories import accounts, cases, figures
from tests.factories.accounts import person_id
from tests.people.conftest import last


def test_a_view_is_recorded_with_its_ground(sign_in, acting, reading):
    watched = person_id(reading, "investigator2.ia")
    client = sign_in("investigator.ia")
    client.get(f"/people/{watched}")
    assert last(reading, "PERSON_VIEWED")[:2] == ("NONE", watched)
    with acting() as session:
        case = cases.case(session, office="IA")
        cases.party(session, case, role=PartyRole.SUBJECT, account="investigator2.ia")
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        number = case.number
    client.get(f"/people/{watched}")
    ground, _person, detail = last(reading, "PERSON_VIEWED")
    assert ground == "ASSIGNMENT"
    assert detail["through"] == number
    sign_in("supervisor.ia").get(f"/people/{watched}")
    assert last(reading, "PERSON_VIEWED")[0] == "OFFICE"


def test_a_refused_look_at_a_person_names_the_person(sign_in, reading):
    oneself = person_id(reading, "supervisor.ia")
    assert sign_in("supervisor.ia").get(f"/people/{oneself}").status_code == 404
    assert last(reading, "REFUSED")[1] == oneself


def test_contact_is_for_the_staff_of_a_visible_case(sign_in, acting, reading):
    watched = person_id(reading, "investigator2.ia")
    with acting() as session:
        session.get(Person, watched).telephone = "555-0142"
    client = sign_in("supervisor.ia")
    for path in ("", "/edit"):
        assert "555-0142" not in client.get(f"/people/{watched}{path}").text
    with acting() as session:
        case = cases.case(session, office="IA")
        cases.party(session, case, role=PartyRole.WITNESS, account="investigator2.ia")
    for path in ("", "/edit"):
        assert "555-0142" in client.get(f"/people/{watched}{path}").text


def test_the_cases_that_took_a_period_of_employment_are_one_list(sign_in, acting, reading):
    watched = person_id(reading, "investigator2.ia")
    with acting() as session:
        period = Employment(person_id=watched, valid_from=date(2020, 1, 1), title="Officer")
        session.add(period)
        session.flush()
        numbers = []
        for both in (True, True, False):
            case = cases.case(session, office="IA")
            made = cases.party(session, case, role=PartyRole.SUBJECT, account="investigator2.ia")
            made.at_opening_id = period.id
            made.at_incident_id = period.id if both else None
            numbers.append(case.number)
    page = sign_in("supervisor.ia").get(f"/people/{watched}").text
    assert f"Opening of {numbers[2]}; Incident and opening of {numbers[1]}, {numbers[0]}" in page


def test_history_shows_subject_roles_in_visible_cases_only(sign_in, acting, reading):
    watched = person_id(reading, "investigator2.ia")
    with acting() as session:
        person = accounts.person_of(session, "investigator2.ia")
        seen = cases.case(session, office="IA")
        cases.party(session, seen, role=PartyRole.SUBJECT, account="investigator2.ia")
        figures.charge(session, seen, "IT-02", [person], ["SUBSTANTIATED"])
        figures.charge(session, seen, "IT-03", [person], [None])
        figures.final_action(
            session,
            seen,
            person,
            (PenaltyStage.PROPOSED, "REMOVAL", None),
            (PenaltyStage.DECIDED, "SUSPENSION_1_14", 5),
        )
        hidden = [cases.case(session, office="OPR"), cases.case(session, restricted=True)]
        witness = cases.case(session, office="IA")
        cases.party(session, witness, role=PartyRole.COMPLAINANT, account="investigator2.ia")
        walled = cases.case(session, office="IA")
        cases.party(session, walled, role=PartyRole.VICTIM, account="supervisor.ia")
        for case in (*hidden, walled):
            cases.party(session, case, role=PartyRole.SUBJECT, account="investigator2.ia")
        shown, others = seen.number, [c.number for c in (*hidden, walled, witness)]
    page = sign_in("supervisor.ia").get(f"/people/{watched}").text
    assert shown in page
    history = page.split('id="employment"')[0]
    assert all(number not in history for number in others)
    assert 'History <span class="count">1</span>' in page
    assert "IT-02" in page
    assert "No finding yet" in page
    assert "5 days" in page
    assert "Removal" not in page
    bare = sign_in("investigator.ia").get(f"/people/{watched}").text
    assert shown not in bare
    assert 'History <span class="count">0</span>' in bare


def test_labor_relations_learns_nothing_unproven_and_nothing_open(sign_in, acting, reading):
    watched = person_id(reading, "investigator2.ia")
    with acting() as session:
        person = accounts.person_of(session, "investigator2.ia")
        for status, finding in (
            (SubjectStatus.REFERRED, "SUBSTANTIATED"),
            (SubjectStatus.FINAL, "UNSUBSTANTIATED"),
            (SubjectStatus.NOT_REFERRED, "SUBSTANTIATED"),
        ):
            case = cases.case(session, office="IA")
            party = cases.party(session, case, role=PartyRole.SUBJECT, account="investigator2.ia")
            party.subject_status = status
            figures.charge(session, case, "IT-02", [person], [finding])
            cases.grant(session, case, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.FULL)
    page = sign_in("supervisor.ler").get(f"/people/{watched}").text
    assert 'History <span class="count">1</span>' in page
    assert "Unsubstantiated" not in page


def test_a_page_never_shows_more_after_a_grant_has_ended(sign_in, acting, reading):
    watched = person_id(reading, "investigator2.ia")
    until = clock.now() + timedelta(days=1)
    with acting() as session:
        case = cases.case(session, office="IA", received_at=datetime(2026, 11, 1, tzinfo=UTC))
        cases.party(session, case, role=PartyRole.SUBJECT, account="investigator2.ia")
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.SHARE, until=until)
        number = case.number
    client = sign_in("investigator.ia")
    assert number in client.get(f"/people/{watched}").text
    with clock.at(until + timedelta(minutes=1)):
        late = sign_in("investigator.ia")
        assert number not in late.get(f"/people/{watched}").text


def test_the_directory_and_a_page_cost_the_same_for_many(sign_in, acting, statements, reading):
    watched = person_id(reading, "investigator2.ia")
    client = sign_in("supervisor.ia")
    listed = statements(lambda: client.get("/people?q=tillerby"))
    with acting() as session:
        case = cases.case(session, office="IA")
        cases.party(session, case, role=PartyRole.SUBJECT, account="investigator2.ia")
    shown = statements(lambda: client.get(f"/people/{watched}"))
    with acting() as session:
        agency = accounts.person_of(session, "supervisor.ia").agency_id
        person = accounts.person_of(session, "investigator2.ia")
        for n in range(30):
            session.add(
                Person(
                    kind_code="EMPLOYEE",
                    given_name="Many",
                    family_name=f"Tillerby{n}",
                    search_name=f"many tillerby{n}",
                    employee_number=f"m{n}",
                    agency_id=agency,
                )
            )
            case = cases.case(session, office="IA")
            cases.party(session, case, role=PartyRole.SUBJECT, account="investigator2.ia")
            figures.charge(session, case, "IT-02", [person], ["SUBSTANTIATED"])
    assert statements(lambda: client.get("/people?q=tillerby")) <= listed
    assert statements(lambda: client.get(f"/people/{watched}")) <= shown
    assert listed <= 12
    assert shown <= 16
