"""What the page asks only where it is needed: duty, queries, custody, injuries, arrests."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from jicms.allegations.models import Allegation, AllegationDetail, AllegationPrea
from jicms.allegations.service import Prea
from jicms.audit.models import AuditEvent
from jicms.cases.handling import Handling
from jicms.cases.models import Case, IdentityMode, Party, PartyRole, Wall
from jicms.cases.models_injury import Injury
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.intake.complaint import Alleged, Arrested, Injured, Reporter, Somebody
from jicms.prosecution.models_arrest import Arrest, Duty
from tests.factories import accounts, complaints
from tests.factories.complaints import typed


@pytest.fixture(autouse=True)
def _moment():
    with clock.at(complaints.RECEIVED):
        yield


@pytest.fixture
def desk(sign_in):
    return sign_in("intake.ia")


def record(client, **values):
    values.setdefault("key", uuid4().hex)
    return client.post("/intake/new", data=typed(record="1", **values))


@pytest.mark.parametrize(
    ("said", "role"), [("yes", PartyRole.REPORTING_OFFICIAL), ("no", PartyRole.COMPLAINANT)]
)
def test_an_employee_is_asked_whether_in_the_course_of_duty(desk, acting, said, role):
    answer = record(desk, kind="DHS_EMPLOYEE")
    assert answer.status_code == 422
    assert "in the course of duty" in answer.text
    answer = record(desk, kind="DHS_EMPLOYEE", on_duty=said)
    assert answer.status_code == 302
    with acting() as session:
        reporter = session.scalars(select(Party).order_by(Party.n)).first()
        assert reporter.role is role
        assert reporter.wall is Wall.NONE
        row = session.scalars(select(Allegation)).one()
        assert row.complainant_id == reporter.id


def test_nobody_else_is_asked_and_a_stale_answer_counts_for_nothing(desk, acting):
    assert record(desk, on_duty="yes").status_code == 302
    with acting() as session:
        assert session.scalars(select(Party).order_by(Party.n)).first().role is (
            PartyRole.COMPLAINANT
        )


def test_a_protected_official_keeps_the_word_of_the_role(acting):
    with acting("intake.ia"):
        case = complaints.recorded(
            accounts.actor_of("intake.ia"),
            reporter=Reporter(
                IdentityMode.CONFIDENTIAL, "SUPERVISOR", name="Odalys Brennek", is_on_duty=True
            ),
        )
        party = case.parties[0]
        assert party.role is PartyRole.REPORTING_OFFICIAL
        assert party.alias
        assert party.person_id is None


def test_the_official_who_received_it_is_shown_where_it_was_another(desk, acting):
    answer = record(desk, received_by="Sgt. Merrow Oakes")
    assert "Sgt. Merrow Oakes" in desk.get(answer.location).text
    with acting() as session:
        assert session.scalars(select(Case)).one().received_by == "Sgt. Merrow Oakes"
    assert "Received by" not in desk.get(record(desk).location).text


def test_a_query_names_the_person_looked_up_and_who_got_it(desk, acting):
    with acting() as session:
        person = complaints.employee(session, "Wilmot Carrow", "4410-9001").id
    query = {
        "allegations-0-query_subject": "Wilmot Carrow",
        "allegations-0-query_person": str(person),
        "allegations-0-query_recipient": "A neighbor",
    }
    answer = record(desk, **query)
    assert answer.status_code == 302
    with acting() as session:
        detail = session.scalars(select(AllegationDetail)).one()
        assert (detail.query_person_id, detail.query_recipient) == (person, "A neighbor")
    page = desk.get(f"{answer.location}/allegations").text
    assert "Employee 4410-9001" in page
    assert "A neighbor" in page


@pytest.mark.parametrize("number", ["999999", "abc", "9" * 30, "²", "-1"])
def test_a_person_who_is_not_there_is_text_alone(desk, acting, number):
    query = {"allegations-0-query_subject": "Somebody", "allegations-0-query_person": number}
    assert record(desk, **query).status_code == 302
    with acting() as session:
        detail = session.scalars(select(AllegationDetail)).one()
        assert (detail.query_person_id, detail.query_subject) == (None, "Somebody")


def test_another_name_than_the_one_chosen_drops_the_person(desk, acting):
    with acting() as session:
        person = complaints.employee(session, "Wilmot Carrow", "4410-9001").id
    query = {"allegations-0-query_subject": "Ada", "allegations-0-query_person": str(person)}
    record(desk, **query)
    with acting() as session:
        assert session.scalars(select(AllegationDetail)).one().query_person_id is None


def test_the_person_looked_up_is_no_way_round_the_vault(acting):
    with acting("intake.ia") as session:
        person = complaints.employee(session, "Odalys Brennek", "4410-9002")
        complaints.recorded(
            accounts.actor_of("intake.ia"),
            reporter=Reporter(IdentityMode.CONFIDENTIAL, "UNION", person=person),
            allegations=(Alleged("IT-05", query_subject="The reporter", query_person=person),),
        )
        detail = session.scalars(select(AllegationDetail)).one()
        assert (detail.query_person_id, detail.query_subject) == (None, "The reporter")


CUSTODY = {
    "allegations-0-code": "SEX-01",
    "allegations-0-prea_facility": "Alder Bend hold rooms",
    "allegations-0-prea_facility_kind": "HOLDING",
    "allegations-0-prea_perpetrator": "STAFF",
    "allegations-0-prea_abuse_type": "STAFF_4",
    "allegations-0-prea_attempt": "1",
}


def test_a_code_about_custody_asks_its_facts_and_keeps_them_apart(desk, acting):
    page = desk.post("/intake/new", data=typed(check="1", **{"allegations-0-code": "SEX-01"}))
    assert 'data-values="SEX-01 SEX-02 SEX-03 SEX-04" open' in page.text
    assert "open" not in desk.get("/intake/new").text.split("SEX-04")[1][:20]
    answer = record(desk, **CUSTODY)
    assert answer.status_code == 302
    with acting() as session:
        row = session.scalars(select(AllegationPrea)).one()
        assert (row.facility, row.abuse_type_code, row.is_attempt) == (
            "Alder Bend hold rooms",
            "STAFF_4",
            True,
        )
        assert row.handling == Handling.PREA_SENSITIVE
        trail = session.scalars(select(AuditEvent.detail)).all()
        assert not any("hold rooms" in str(detail) for detail in trail)
    page = desk.get(f"{answer.location}/allegations").text
    assert "Alder Bend hold rooms" in page
    assert "Attempt only" in page


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"allegations-0-code": "IT-05"}, "not about sexual abuse in custody"),
        ({"allegations-0-prea_perpetrator": "DETAINEE"}, "fits who is said"),
        ({"allegations-0-prea_abuse_type": "STAFF_9"}, "Choose one of the entries"),
        ({"allegations-0-prea_facility": "x" * 300}, "too long"),
    ],
)
def test_facts_of_custody_that_do_not_fit_are_refused_at_the_field(desk, acting, values, sentence):
    answer = record(desk, **CUSTODY | values)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert values.get("allegations-0-prea_facility", "Alder Bend hold rooms") in answer.text
    with acting() as session:
        assert session.scalar(select(Case.id)) is None


def test_the_service_refuses_facts_on_another_code(acting):
    with acting("intake.ia"), pytest.raises(RuleBroken, match="custody"):
        complaints.recorded(
            accounts.actor_of("intake.ia"),
            allegations=(Alleged("IT-05", prea=Prea(facility="Hold room")),),
        )


def test_injuries_and_arrests_name_people_of_the_page(desk, acting):
    page = desk.post("/intake/new", data=typed(**{"injuries-add": "1"})).text
    assert 'name="injuries-0-description"' in page
    assert "The person reporting" in page
    values = {
        "others-0-key": "o0",
        "others-0-role": "VICTIM",
        "others-0-who": "A traveler",
        "injuries-0-who": "o0",
        "injuries-0-description": "Bruised wrist",
        "injuries-0-care": "yes",
        "arrests-0-who": "s0",
        "arrests-0-agency": "Alder Bend Police",
        "arrests-0-charge": "Assault",
        "arrests-0-arrested_on": "10/30/2026",
        "arrests-0-duty": "OFF",
    }
    answer = record(desk, **values)
    assert answer.status_code == 302
    with acting() as session:
        injury = session.scalars(select(Injury)).one()
        assert (injury.party.role, injury.medical_care) == (PartyRole.VICTIM, True)
        arrest = session.scalars(select(Arrest)).one()
        assert (arrest.party.role, arrest.duty, arrest.n) == (PartyRole.SUBJECT, Duty.OFF, 1)
        events = session.scalars(select(AuditEvent.event)).all()
        assert {"INJURY_RECORDED", "ARREST_RECORDED"} <= set(events)
    assert "Bruised wrist" in desk.get(f"{answer.location}/people").text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"injuries-0-who": "o7", "injuries-0-description": "Cut"}, "Choose one of the entries"),
        ({"injuries-0-who": "reporter"}, "Enter"),
        ({"injuries-0-who": "s0", "injuries-0-description": "x" * 501}, "too long"),
        ({"arrests-0-who": "s0", "arrests-0-charge": "Theft"}, "Arresting agency"),
        (
            {
                "arrests-0-who": "s0",
                "arrests-0-charge": "Theft",
                "arrests-0-agency": "Police",
                "arrests-0-arrested_on": "11/30/2026",
            },
            "Nov 2, 2026 or earlier",
        ),
        (
            {
                "arrests-0-who": "reporter",
                "arrests-0-charge": "Theft",
                "arrests-0-agency": "Police",
                "kind": "AGENCY_DISCOVERED",
                "identity": None,
                "reporter": None,
            },
            "Nobody reports",
        ),
    ],
)
def test_an_injury_or_arrest_that_does_not_fit_is_refused(desk, acting, values, sentence):
    answer = record(desk, **values)
    assert answer.status_code == 422
    assert sentence in answer.text
    with acting() as session:
        assert session.scalar(select(Case.id)) is None


def test_dropping_somebody_keeps_the_others_keys(desk):
    values = {
        "others-0-key": "o0",
        "others-0-role": "VICTIM",
        "others-0-who": "First",
        "others-1-key": "o1",
        "others-1-role": "WITNESS",
        "others-1-who": "Second",
        "injuries-0-who": "o1",
        "others-drop": "0",
    }
    page = desk.post("/intake/new", data=typed(**values)).text
    assert 'name="others-0-key" value="o1"' in page
    assert '<option value="o1" selected>Second' in page


def test_the_services_know_only_people_of_the_complaint(acting):
    for values in (
        {"injuries": (Injured("s9", "Cut"),)},
        {"arrests": (Arrested("s9", "Police", "Theft"),)},
    ):
        with acting("intake.ia"), pytest.raises(RuleBroken, match="Choose somebody"):
            complaints.recorded(
                accounts.actor_of("intake.ia"), Somebody(key="s1", description="He"), **values
            )
