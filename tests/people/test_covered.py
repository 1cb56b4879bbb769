"""What a reason uncovers: the date of birth, protected roles; and the search that the log keeps."""

from datetime import date

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases import service
from jicms.cases.models import (
    Case,
    GrantKind,
    GrantLevel,
    IdentityMode,
    LogEntry,
    PartyRole,
    SubjectStatus,
)
from jicms.core.errors import Denied, Missing, RuleBroken
from jicms.people import births, revealing
from jicms.people.models import Person
from tests.architecture.markup import check_page
from tests.factories import accounts, cases
from tests.factories.accounts import person_id
from tests.people.conftest import last

WHO, BY = "investigator2.ia", "supervisor.ia"
REASON = {"reason_code": "CONFIRM_IDENTITY"}
FORUM = ("EEO_COMPLAINANT", "OSC_COMPLAINANT", "GRIEVANT")
SHOWN = ("COMPLAINANT", "VICTIM", "WITNESS", *FORUM)


@pytest.fixture
def watched(acting, reading):
    number = person_id(reading, WHO)
    with acting() as session:
        births.keep(session.get(Person, number), date(1989, 4, 17))
    return number


def test_the_date_of_birth_is_shown_once_for_a_reason(sign_in, reading, watched):
    client, path = sign_in(BY), f"/people/{watched}/born"
    page = client.get(f"/people/{watched}").text
    assert "1989" in page
    assert path in page
    for method in (client.get, client.post):
        answer = method(path)
        check_page(answer, path)
        assert "Apr 17" not in answer.text
    assert "Choose a reason" in client.post(path).text
    for bad in ("NOBODY", "x" * 9_000):
        assert client.post(path, data={"reason_code": bad}).status_code == 422
    answer = client.post(path, data={**REASON, "note": "Two of the same name"})
    check_page(answer, path)
    assert "Apr 17, 1989" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    _ground, person, detail = last(reading, "BIRTH_DATE_REVEALED")
    assert (person, detail["reason"], detail["noted"]) == (watched, "CONFIRM_IDENTITY", True)
    with reading() as session:
        kept = "".join(session.scalars(select(AuditEvent.detail)))
    assert "1989-04" not in kept
    assert "same name" not in kept
    assert "Apr 17" not in client.get(path).text


def test_nobody_else_uncovers_a_date_of_birth(sign_in, acting, watched):
    for username in ("specialist.ler", "supervisor.ler"):
        client = sign_in(username)
        assert client.post(f"/people/{watched}/born", data=REASON).status_code == 403
        assert "/born" not in client.get(f"/people/{watched}").text
    foreign = sign_in("supervisor.opr")
    assert foreign.post(f"/people/{watched}/born", data=REASON).status_code == 404
    assert sign_in(WHO).post(f"/people/{watched}/born", data=REASON).status_code == 404, "one's own"
    with acting("supervisor.ler") as session, pytest.raises(Denied):
        revealing.birth_date(
            accounts.person_of(session, WHO), actor=session.info["actor"], **REASON
        )
    with acting(WHO) as session, pytest.raises(Missing):
        revealing.birth_date(
            accounts.person_of(session, WHO), actor=session.info["actor"], **REASON
        )


def test_where_none_is_recorded_nothing_is_offered(sign_in, reading):
    number = person_id(reading, WHO)
    client = sign_in(BY)
    assert "/born" not in client.get(f"/people/{number}").text
    answer = client.post(f"/people/{number}/born", data=REASON)
    assert answer.status_code == 422
    assert "No date of birth" in answer.text


@pytest.fixture
def roles(acting):
    """Numbers of cases by what the person is in them."""
    with acting() as session:
        found = {}
        for role in (*map(PartyRole, SHOWN), PartyRole.SUBJECT):
            case = cases.case(session)
            cases.party(session, case, role=role, account=WHO)
            found[role.value] = case.number
        for name, values in {"hidden": {"office": "OPR"}, "closed": {"restricted": True}}.items():
            case = cases.case(session, **values)
            cases.party(session, case, role=PartyRole.WITNESS, account=WHO)
            found[name] = case.number
        case = cases.case(session, status="OPEN")
        service.add_party(
            case,
            actor=session.info["actor"],
            role=PartyRole.COMPLAINANT,
            person=accounts.person_of(session, WHO),
            identity_mode=IdentityMode.CONFIDENTIAL,
        )
        found["in confidence"] = case.number
        return found


def test_protected_roles_stand_apart_and_take_a_reason(sign_in, reading, watched, roles):
    client, path = sign_in(BY), f"/people/{watched}/protected-roles"
    page = client.get(f"/people/{watched}").text
    assert path in page
    before = client.get(path)
    check_page(before, path)
    for name in roles:
        assert (roles[name] in page) is (name == "SUBJECT"), name
        assert roles[name] not in before.text
    assert client.post(path).status_code == 422
    answer = client.post(path, data=REASON)
    check_page(answer, path)
    assert {name for name in roles if roles[name] in answer.text} == set(SHOWN)
    assert 'Roles <span class="count">6</span>' in answer.text
    for said in ("EEO complainant", "OSC complainant", "Grievant"):
        assert said in answer.text
    assert last(reading, "PROTECTED_ROLES_SHOWN")[1] == watched


def test_protected_roles_are_for_supervisors_of_investigations_alone(
    sign_in, acting, reading, watched, roles
):
    with acting() as session:
        numbers = [roles[name] for name in SHOWN]
        for number in numbers:
            case = service_case(session, number)
            cases.grant(session, case, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.FULL)
            cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
    for username in ("investigator.ia", "intake.ia", "specialist.ler", "supervisor.ler"):
        client = sign_in(username)
        assert client.post(f"/people/{watched}/protected-roles", data=REASON).status_code == 403
        page = client.get(f"/people/{watched}").text
        assert "protected-roles" not in page
        assert not [number for number in numbers if number in page], username
    official = sign_in("official.cbp")
    assert official.post(f"/people/{watched}/protected-roles", data=REASON).status_code in {
        403,
        404,
    }
    assert official.get("/people?q=tillerby").status_code == 403
    with acting("supervisor.ler") as session:
        person = accounts.person_of(session, WHO)
        with pytest.raises(Denied):
            revealing.protected_roles(person, actor=session.info["actor"], **REASON)


def service_case(session, number):
    return session.scalar(select(Case).where(Case.number == number))


def logged(reading):
    with reading() as session:
        rows = session.execute(select(LogEntry.kind, LogEntry.text).order_by(LogEntry.id))
        return [(row.kind.value, row.text) for row in rows]


def test_one_click_writes_that_the_history_was_searched(sign_in, acting, reading, watched):
    with acting() as session:
        here = cases.case(session, status="OPEN", received_at=cases.RECEIVED)
        party = cases.party(session, here, role=PartyRole.SUBJECT, account=WHO).n
        number = here.number
    client = sign_in(BY)
    path = f"/cases/{number}/people/{party}/history"
    assert path in client.get(f"/cases/{number}/people").text
    assert path in client.get(f"/people/{watched}").text
    answer = client.post(path, follow_redirects=True)
    assert "Prior history searched: none found" in answer.text
    with acting() as session:
        other, hidden = cases.case(session), cases.case(session, office="OPR")
        for case in (other, hidden):
            cases.party(session, case, role=PartyRole.SUBJECT, account=WHO)
        witness = cases.case(session)
        cases.party(session, witness, role=PartyRole.WITNESS, account=WHO)
        others = [other.number, hidden.number, witness.number]
    client.post(path)
    kind, text = logged(reading)[-1]
    assert kind == "HISTORY_SEARCH"
    assert text.startswith("Prior history searched: 1 found.")
    assert "9000-" in text
    assert "as far as the searcher may see" in text
    assert not [each for each in others if each in text]
    _ground, person, detail = last(reading, "HISTORY_SEARCHED")
    assert (person, detail["found"]) == (watched, 1)


def test_a_case_that_was_opened_to_the_searcher_alone_is_not_counted(sign_in, acting, reading):
    with acting() as session:
        here = cases.case(session, status="OPEN", received_at=cases.RECEIVED)
        party = cases.party(session, here, role=PartyRole.SUBJECT, account=WHO).n
        secret, foreign = cases.case(session, restricted=True), cases.case(session, office="OPR")
        for case, kind in ((secret, GrantKind.NAMED), (foreign, GrantKind.SHARE)):
            cases.party(session, case, role=PartyRole.SUBJECT, account=WHO)
            cases.grant(session, case, user=BY, kind=kind)
        path, hidden = (
            f"/cases/{here.number}/people/{party}/history",
            (secret.number, foreign.number),
        )
    client = sign_in(BY)
    for number in hidden:
        assert client.get(f"/cases/{number}").status_code == 200, "the searcher sees it"
    client.post(path)
    _kind, text = logged(reading)[-1]
    assert text.startswith("Prior history searched: none found.")
    assert "in unrestricted cases of" in text


def test_only_who_writes_in_the_log_and_only_of_a_subject(sign_in, acting, reading, watched):
    with acting() as session:
        here = cases.case(session, status="OPEN")
        subject = cases.party(session, here, role=PartyRole.SUBJECT, account=WHO).n
        witness = cases.party(session, here, role=PartyRole.WITNESS, account="counsel.cbp").n
        unknown = cases.party(session, here, role=PartyRole.SUBJECT).n
        cases.grant(session, here, user="investigator.ia", kind=GrantKind.SHARE)
        elsewhere = cases.case(session, office="OPR")
        cases.party(session, elsewhere, role=PartyRole.SUBJECT, account=WHO)
        number, other = here.number, elsewhere.number
    client = sign_in("investigator.ia")
    assert client.post(f"/cases/{number}/people/{subject}/history").status_code == 403
    assert "/history" not in client.get(f"/cases/{number}/people").text
    assert "Note prior history" not in client.get(f"/people/{watched}").text
    supervisor = sign_in(BY)
    for n in (witness, unknown):
        assert supervisor.post(f"/cases/{number}/people/{n}/history").status_code == 422
    assert supervisor.post(f"/cases/{other}/people/1/history").status_code == 404
    assert supervisor.post(f"/cases/{number}/people/99/history").status_code == 404
    assert logged(reading) == []
    with acting("investigator.ia") as session:
        party = service_case(session, number).parties[0]
        with pytest.raises(Denied):
            service.note_history(party, actor=session.info["actor"])
    with acting(BY) as session:
        party = next(p for p in service_case(session, number).parties if p.n == witness)
        with pytest.raises(RuleBroken):
            service.note_history(party, actor=session.info["actor"])


def test_labor_relations_writes_no_search_in_the_investigators_log(acting):
    with acting() as session:
        case = cases.case(session)
        party = cases.party(session, case, role=PartyRole.SUBJECT, account=WHO)
        party.subject_status = SubjectStatus.REFERRED
        cases.grant(session, case, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.FULL)
        number = case.number
    with acting("supervisor.ler") as session:
        found = service_case(session, number).parties[0]
        with pytest.raises(Denied):
            service.note_history(found, actor=session.info["actor"])


@pytest.mark.parametrize("role", [PartyRole.SUBJECT, PartyRole.WITNESS, PartyRole.GRIEVANT])
def test_labor_relations_finds_nobody_by_a_protected_role(sign_in, acting, watched, role):
    """Of a case that was referred whole: a witness of the public, and an employee."""
    with acting() as session:
        case = cases.case(session, status="OPEN")
        outsider = Person(
            kind_code="MEMBER_OF_PUBLIC",
            given_name="Hedwig",
            family_name="Zollbruck",
            search_name="hedwig zollbruck",
        )
        session.add(outsider)
        session.get(Person, watched).telephone = "555-0142"
        session.flush()
        cases.party(session, case, role=role, account=WHO)
        named = cases.party(session, case, role=role)
        named.person_id, named.description = outsider.id, ""
        cases.grant(session, case, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.FULL)
    client, is_shown = sign_in("supervisor.ler"), role is PartyRole.SUBJECT
    for path in ("/people?q=zollbruck", "/people?q=zolbrukk", "/people/suggest?q=zollbruck"):
        assert ("Zollbruck" in client.get(path).text) is is_shown, path
    assert ("Hedwig" in client.get("/search?q=zollbruck").text) is is_shown
    page = client.get(f"/people/{watched}").text
    assert ("was referred to your office names this person" in page) is is_shown
    assert ("555-0142" in page) is is_shown
    assert "Zollbruck" in sign_in(BY).get("/people?q=zollbruck").text
