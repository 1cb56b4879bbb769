"""The directory and the person's page: who sees whom, how much, on what ground."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from jicms.allegations.models import Allegation, AllegationSubject
from jicms.audit.models import AuditEvent
from jicms.cases.models import GrantKind, GrantLevel, PartyRole, SubjectStatus, VaultIdentity
from jicms.core import clock, crypto
from jicms.discipline.models import ActionStatus, DisciplinaryAction, Penalty, PenaltyStage
from jicms.people.models import DeclaredRelation, Person, PersonAlias
from tests.factories import accounts, cases

EVENTS = (AuditEvent.event, AuditEvent.ground, AuditEvent.person_id, AuditEvent.detail)


def person_id(reading, account):
    with reading() as session:
        return accounts.person_of(session, account).id


def last(reading, event):
    with reading() as session:
        row = session.execute(
            select(*EVENTS).where(AuditEvent.event == event).order_by(AuditEvent.id.desc())
        ).first()
        return row.ground, row.person_id, json.loads(row.detail)


def names(page):
    return re.findall(r'class="key" href="/people/\d+">([^<]+)<', page.text)


def allegation(session, case, party, *, n=1, finding="SUBSTANTIATED", category="IT-02"):
    made = Allegation(
        case_id=case.id,
        n=n,
        category_code=category,
        intake_method_code="EMAIL",
        received_at=case.received_at,
    )
    session.add(made)
    session.flush()
    session.add(
        AllegationSubject(
            allegation_id=made.id, case_id=case.id, m=1, party_id=party.id, finding_code=finding
        )
    )
    session.flush()
    return made


def penalty(session, case, party, *stages):
    office = cases.case(session, office="LER").lead_office_id
    action = DisciplinaryAction(
        case_id=case.id, n=1, party_id=party.id, office_id=office, status=ActionStatus.FINAL
    )
    session.add(action)
    session.flush()
    for stage, code, days in stages:
        session.add(
            Penalty(
                action_id=action.id,
                case_id=case.id,
                stage=stage,
                action_type_code=code,
                days=days,
                on=date(2026, 9, 27),
            )
        )
    session.flush()


@pytest.mark.parametrize(
    ("username", "status"),
    [
        ("supervisor.ia", 200),
        ("investigator.ia", 200),
        ("intake.ia", 200),
        ("specialist.ler", 200),
        ("supervisor.ler", 200),
        ("auditor", 403),
        ("admin", 403),
        ("security", 403),
        ("records", 403),
        ("official.cbp", 403),
        ("counsel.cbp", 403),
    ],
)
def test_who_opens_the_directory(sign_in, reading, username, status):
    client = sign_in(username)
    assert client.get("/people").status_code == status
    watched = person_id(reading, "investigator2.ia")
    assert client.get(f"/people/{watched}").status_code in {status, 404}


def test_the_directory_is_that_of_ones_agency(sign_in, reading):
    client = sign_in("supervisor.ia")
    other = person_id(reading, "supervisor.opr")
    assert names(client.get("/people?q=brisk")) == []
    assert client.get(f"/people/{other}").status_code == 404
    assert client.get(f"/people/{other}/edit").status_code == 404
    assert client.get("/people/999999").status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        "till",
        "ODILE tillerby",
        "tillerby odile",
        "9000-0002",
        "0002",
        "nightingale",
        "Eloise Garcon",
        "élo",
    ],
)
def test_any_part_of_a_name_alias_or_number_finds(sign_in, acting, asked):
    with acting() as session:
        person = accounts.person_of(session, "investigator2.ia")
        for name in ("Odile Nightingale", "Éloïse Garçon"):
            folded = name.lower().replace("é", "e").replace("ï", "i").replace("ç", "c")
            session.add(PersonAlias(person_id=person.id, name=name, search_name=folded))
    assert names(sign_in("supervisor.ia").get("/people", query_string={"q": asked})) == [
        "Odile Tillerby"
    ]


@pytest.mark.parametrize("asked", ["tilerbi", "odyle tillerbie", "Tylerbee"])
def test_names_that_sound_alike_are_offered(sign_in, asked):
    page = sign_in("supervisor.ia").get(f"/people?q={asked}")
    assert "Nobody found" in page.text
    assert "Odile Tillerby" in names(page)
    nothing = sign_in("supervisor.ia").get("/people?q=xylophone")
    assert "sound alike" not in nothing.text


@pytest.mark.parametrize("asked", ["123-45-6789", "123 45 6789", "078051120", "Odile 123.45.6789"])
@pytest.mark.parametrize("path", ["/people", "/people/suggest", "/search"])
def test_what_looks_like_an_ssn_is_neither_searched_shown_nor_kept(sign_in, reading, path, asked):
    page = sign_in("supervisor.ia").get(path, query_string={"q": asked})
    assert page.status_code == 200
    assert asked not in page.text
    if path != "/people/suggest":
        assert "Social Security" in page.text
    with reading() as session:
        assert all(asked not in row for row in session.scalars(select(AuditEvent.detail)))


def test_one_is_not_in_the_directory_oneself_nor_are_relatives(sign_in, acting, reading):
    own = person_id(reading, "supervisor.ia")
    kin = person_id(reading, "investigator2.ia")
    with acting() as session:
        session.add(DeclaredRelation(person_id=kin, related_id=own))
        case = cases.case(session, office="IA")
        cases.party(session, case, role=PartyRole.OFFICIAL_WITNESS, account="supervisor.ia")
        cases.party(session, case, role=PartyRole.SUBJECT, account="investigator2.ia")
    client = sign_in("supervisor.ia")
    for hidden, name in ((own, "vasterling"), (kin, "tillerby")):
        assert names(client.get(f"/people?q={name}")) == []
        assert client.get(f"/people/suggest?q={name}").json == {"items": []}
        for path in ("", "/edit", "/aliases/new", "/employment/new"):
            assert client.get(f"/people/{hidden}{path}").status_code == 404
            assert client.post(f"/people/{hidden}{path or '/edit'}").status_code == 404
    assert f"/people/{kin}" not in client.get("/search?q=tillerby").text


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


def test_history_shows_subject_roles_in_visible_cases_only(sign_in, acting, reading):
    watched = person_id(reading, "investigator2.ia")
    with acting() as session:
        seen = cases.case(session, office="IA")
        party = cases.party(session, seen, role=PartyRole.SUBJECT, account="investigator2.ia")
        allegation(session, seen, party)
        allegation(session, seen, party, n=2, finding=None, category="IT-03")
        penalty(
            session,
            seen,
            party,
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
        for status, finding in (
            (SubjectStatus.REFERRED, "SUBSTANTIATED"),
            (SubjectStatus.FINAL, "UNSUBSTANTIATED"),
            (SubjectStatus.NOT_REFERRED, "SUBSTANTIATED"),
        ):
            case = cases.case(session, office="IA")
            party = cases.party(session, case, role=PartyRole.SUBJECT, account="investigator2.ia")
            party.subject_status = status
            allegation(session, case, party, finding=finding)
            cases.grant(session, case, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.FULL)
    page = sign_in("supervisor.ler").get(f"/people/{watched}").text
    assert 'History <span class="count">1</span>' in page
    assert "Unsubstantiated" not in page


NEW = {
    "kind_code": "EMPLOYEE",
    "given_name": "Éloïse",
    "family_name": "Garçon",
    "employee_number": "7001-1",
    "born": "04/17/1989",
    "gender": "F",
}


def test_adding_an_employee_to_ones_agency(sign_in, reading):
    client = sign_in("intake.ia")
    answer = client.post("/people/new", data=NEW)
    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert "1989" in page
    assert "04/17" not in page
    assert "Apr 17" not in page
    with reading() as session:
        made = session.scalar(select(Person).where(Person.employee_number == "7001-1"))
        assert made.search_name == "eloise garcon"
        assert "1989-04" not in made.born_sealed
        assert made.agency_id == accounts.person_of(session, "intake.ia").agency_id
        assert all("1989-04" not in row for row in session.scalars(select(AuditEvent.detail)))
    assert "taken" in client.post("/people/new", data={**NEW, "given_name": "Zoe"}).text
    again = client.post("/people/new", data={**NEW, "employee_number": "7001-2"})
    assert again.status_code == 422
    assert "same person" in again.text
    sure = {**NEW, "employee_number": "7001-2", "different": "1"}
    assert client.post("/people/new", data=sure).status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        {"kind_code": "MEMBER_OF_PUBLIC"},
        {"kind_code": "X"},
        {"employee_number": ""},
        {"employee_number": "123-45-6789"},
        {"employee_number": "078051120"},
        {"employee_number": "<>"},
        {"family_name": ""},
        {"family_name": "123 45 6789"},
        {"family_name": "...", "given_name": "?"},
        {"born": "13/13/1989"},
        {"born": "01/01/2199"},
        {"gender": "Q"},
        {"given_name": "x" * 200},
    ],
)
def test_a_person_that_does_not_fit_is_refused(sign_in, change):
    answer = sign_in("supervisor.ia").post("/people/new", data={**NEW, **change})
    assert answer.status_code == 422
    assert "Nothing was saved" in answer.text


def test_labor_relations_changes_no_record(sign_in, reading):
    client = sign_in("supervisor.ler")
    watched = person_id(reading, "investigator2.ia")
    assert client.get("/people/new").status_code == 403
    for path in ("edit", "aliases/new", "employment/new"):
        assert client.post(f"/people/{watched}/{path}").status_code == 403
    assert "Correct the record" not in client.get(f"/people/{watched}").text


def test_correcting_a_record_keeps_the_date_and_refuses_a_stale_edit(sign_in, reading, acting):
    watched = person_id(reading, "investigator2.ia")
    client, path = sign_in("supervisor.ia"), f"/people/{watched}/edit"
    with acting() as session:
        person = session.get(Person, watched)
        sealed = crypto.seal_text("person", f"person:{watched}:born", "1989-04-17")
        person.born_sealed = sealed
        person.telephone = "555-0142"
    version = re.search(r'name="version" value="(\d+)"', client.get(path).text).group(1)
    data = {
        "kind_code": "EMPLOYEE",
        "given_name": "Odile",
        "family_name": "Tillerby-Roe",
        "employee_number": "9000-0002",
        "version": version,
        "telephone": "1",
    }
    assert client.post(path, data=data).status_code == 302
    with reading() as session:
        person = session.get(Person, watched)
        assert person.search_name == "odile tillerby roe"
        assert person.born_sealed == sealed
        assert person.telephone == "555-0142", "contact is not open to this viewer"
    stale = client.post(path, data={**data, "family_name": "Other"})
    assert stale.status_code == 409
    assert "Tillerby-Roe" in stale.text
    assert "Other" in stale.text


def test_other_names_and_employment(sign_in, reading):
    watched = person_id(reading, "investigator2.ia")
    client = sign_in("supervisor.ia")
    base = f"/people/{watched}"
    assert client.post(f"{base}/aliases/new", data={"name": "Dilly T."}).status_code == 302
    assert client.post(f"{base}/aliases/new", data={"name": "dilly t"}).status_code == 422
    assert client.post(f"{base}/aliases/new", data={"name": "123-45-6789"}).status_code == 422
    assert names(client.get("/people?q=dilly")) == ["Odile Tillerby"]
    job = {
        "valid_from": "05/01/2026",
        "title": "Officer",
        "series": "1895",
        "grade": "12",
        "program_office": "Lighthouse Service",
        "is_law_enforcement": "1",
    }
    assert client.post(f"{base}/employment/new", data=job).status_code == 302
    assert client.post(f"{base}/employment/new", data=job).status_code == 422
    early = {**job, "valid_from": "05/01/2015"}
    assert client.post(f"{base}/employment/new", data=early).status_code == 422
    assert (
        client.post(
            f"{base}/employment/new", data={**early, "valid_until": "05/01/2016"}
        ).status_code
        == 302
    )
    with reading() as session:
        person = session.get(Person, watched)
        first, second, third = person.employments
        assert (first.valid_until, second.valid_until) == (None, date(2026, 4, 30))
        assert third.valid_until == date(2016, 5, 1)
    assert names(client.get("/people?office=lightHOUSE")) == ["Odile Tillerby"]
    assert "LEO" in client.get(base).text


def test_suggestions_answer_like_the_directory(sign_in):
    items = sign_in("intake.ia").get("/people/suggest?q=tiller").json["items"]
    assert [item["label"] for item in items] == ["Odile Tillerby"]
    assert "9000-0002" in items[0]["note"]


@pytest.mark.parametrize("linked", [True, False])
def test_a_search_for_a_protected_name_is_kept_as_a_hash(sign_in, acting, reading, linked):
    with acting() as session:
        case = cases.case(session, office="IA")
        party = cases.party(session, case, role=PartyRole.COMPLAINANT)
        person = accounts.person_of(session, "investigator2.ia")
        kept = json.dumps({"name": "Odile Tillerby"})
        session.add(
            VaultIdentity(
                party_id=party.id,
                case_id=case.id,
                person_id=person.id if linked else None,
                sealed=crypto.seal_text("vault", f"vault:{party.id}", kept),
            )
        )
    client = sign_in("supervisor.ia")
    for path in ("/people?q=Tillerby", "/people/suggest?q=Tillerby", "/search?q=Tillerby"):
        client.get(path)
        detail = last(reading, "SEARCHED")[2]
        assert len(detail["text_hash"]) == 64, path
        assert "illerby" not in json.dumps(detail), path
    for name, path, event in (
        ("supervisor.ia", "/cases?words=Tillerby", "LIST_VIEWED"),
        ("supervisor.ia", "/cases/export/csv?words=Tillerby", "EXPORT_STARTED"),
        ("supervisor.ler", "/discipline?words=Tillerby", "LIST_VIEWED"),
        ("auditor", "/audit?person=Tillerby", "AUDIT_VIEWED"),
        ("admin", "/admin/users?q=Tillerby", "ADMIN_VIEWED"),
    ):
        assert sign_in(name).get(path).status_code == 200, path
        assert "illerby" not in json.dumps(last(reading, event)[2]), path


def test_a_number_like_a_social_security_number_is_not_kept_as_a_filter(sign_in, reading):
    sign_in("supervisor.ia").get("/cases?words=123-45-6789")
    kept = json.dumps(last(reading, "LIST_VIEWED")[2])
    assert "withheld" in kept
    assert "6789" not in kept


def test_the_directory_and_a_page_cost_the_same_for_many(sign_in, acting, statements, reading):
    watched = person_id(reading, "investigator2.ia")
    client = sign_in("supervisor.ia")
    listed = statements(lambda: client.get("/people?q=tillerby"))
    with acting() as session:
        case = cases.case(session, office="IA")
        cases.party(session, case, role=PartyRole.SUBJECT, account="investigator2.ia")
    shown = statements(lambda: client.get(f"/people/{watched}"))
    agency = 0
    with acting() as session:
        agency = accounts.person_of(session, "supervisor.ia").agency_id
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
            party = cases.party(session, case, role=PartyRole.SUBJECT, account="investigator2.ia")
            allegation(session, case, party)
    assert statements(lambda: client.get("/people?q=tillerby")) <= listed
    assert statements(lambda: client.get(f"/people/{watched}")) <= shown
    assert listed <= 12
    assert shown <= 16


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


def test_a_refused_look_at_a_person_names_the_person(sign_in, reading):
    oneself = person_id(reading, "supervisor.ia")
    assert sign_in("supervisor.ia").get(f"/people/{oneself}").status_code == 404
    assert last(reading, "REFUSED")[1] == oneself
