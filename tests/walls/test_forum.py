"""Who took a matter to EEO, the Special Counsel or a grievance: walled like any complainant, and
never shown to whoever disciplines."""

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases import service
from jicms.cases.models import (
    FORUM,
    Case,
    GrantKind,
    GrantLevel,
    IdentityMode,
    Party,
    PartyRole,
    Wall,
)
from jicms.people.models import Person
from tests.api.conftest import program
from tests.architecture.markup import check_page
from tests.factories import accounts, cases

__all__ = ["program"]
BY, WHO = "supervisor.ia", "investigator2.ia"
LABELS = ("EEO complainant", "OSC complainant", "Grievant")
#: Who disciplines, with what was given to them of a case.
DISCIPLINE = {
    "supervisor.ler": GrantKind.REFERRAL,
    "specialist.ler": GrantKind.ASSIGNMENT,
    "official.cbp": GrantKind.PACKAGE,
    "counsel.cbp": GrantKind.PACKAGE,
}


@pytest.fixture
def matter(acting):
    """A case with a subject, and an outsider in each of the three roles; given to everybody."""
    with acting() as session:
        case = cases.case(session, status="OPEN")
        cases.party(session, case, role=PartyRole.SUBJECT, account="official2.cbp")
        for n, role in enumerate(FORUM):
            person = Person(
                kind_code="MEMBER_OF_PUBLIC",
                given_name="Hedwig",
                family_name=f"Zollbruck{n}",
                search_name=f"hedwig zollbruck{n}",
                telephone="555-0142",
            )
            session.add(person)
            session.flush()
            made = cases.party(session, case, role=role)
            made.person_id, made.description = person.id, ""
        for username, kind in DISCIPLINE.items():
            cases.grant(session, case, user=username, kind=kind, level=GrantLevel.FULL)
        cases.grant(session, case, office="LER", kind=GrantKind.REFERRAL, level=GrantLevel.FULL)
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        session.flush()
        return case.number


def test_the_staff_of_the_case_reads_the_roles(sign_in, matter):
    for username in (BY, "investigator.ia"):
        page = sign_in(username).get(f"/cases/{matter}/people")
        check_page(page, "people")
        for said in (*LABELS, "Zollbruck2"):
            assert said in page.text, (username, said)


@pytest.mark.parametrize("username", DISCIPLINE)
def test_who_disciplines_learns_of_nobody_in_another_forum(
    sign_in, reading, program, matter, username
):
    with reading(username) as session:
        assert [party.role for party in session.scalars(select(Party))] == [PartyRole.SUBJECT]
        seen = session.scalars(select(Person).where(Person.family_name.startswith("Zollbruck")))
        assert seen.all() == []
    with reading() as session:
        people = session.scalars(select(Party.person_id).where(Party.role.in_(FORUM))).all()
    client = sign_in(username)
    for number in people:
        assert client.get(f"/people/{number}").status_code in {403, 404}
    paths = [f"/cases/{matter}{tab}" for tab in ("", "/people", "/log", "/print", "/timeline")]
    paths += ["/people?q=zollbruck", "/people/suggest?q=zollbruck", "/search?q=zollbruck", "/"]
    for path in paths:
        page = client.get(path).text
        for said in (*LABELS, "Zollbruck0", "Hedwig"):
            assert said not in page, (path, said)
    if username != "counsel.cbp":
        told = program(username).get(f"/api/v1/cases/{matter}/parties").text
        assert "Zollbruck" not in told
        assert "GRIEVANT" not in told


def test_an_items_grant_opens_no_such_party_either(acting, reading):
    with acting() as session:
        case = cases.case(session, status="OPEN")
        found = [cases.party(session, case, role=role) for role in (*FORUM, PartyRole.WITNESS)]
        grant = cases.grant(
            session, case, user="official.cbp", kind=GrantKind.PACKAGE, level=GrantLevel.ITEMS
        )
        for party in found:
            cases.name_item(session, grant, party)
    with reading("official.cbp") as session:
        assert [party.role for party in session.scalars(select(Party))] == [PartyRole.WITNESS]


def named_so(acting, reading, role, kind):
    """The wall of somebody with that grant on a case, who is then named in that role."""
    with acting() as session:
        case = cases.case(session, status="OPEN")
        cases.grant(session, case, user=WHO, kind=kind, level=GrantLevel.FULL)
        number = case.number
    with reading(WHO) as session:
        assert session.scalar(select(Case.number)) == number
    with acting(BY) as session:
        case = session.scalar(select(Case).where(Case.number == number))
        person = accounts.person_of(session, WHO)
        made = service.add_party(case, actor=session.info["actor"], role=role, person=person)
        wall = made.wall
    with reading(WHO) as session:
        assert session.scalar(select(Case.number)) is None
    return wall


@pytest.mark.parametrize("role", FORUM)
def test_the_wall_shuts_the_person_out_as_it_does_a_complainant(acting, reading, role):
    assert named_so(acting, reading, role, GrantKind.SHARE) is Wall.CONFIRMED


@pytest.mark.parametrize("role", FORUM)
def test_an_investigator_named_so_is_suspended_until_a_supervisor_decides(acting, reading, role):
    assert named_so(acting, reading, role, GrantKind.ASSIGNMENT) is Wall.SUSPENDED


@pytest.mark.parametrize("role", FORUM)
def test_they_may_ask_for_confidence_under_an_alias_that_tells_no_forum(sign_in, acting, role):
    with acting() as session:
        case = cases.case(session, status="OPEN")
        number = case.number
        made = service.add_party(
            case,
            actor=session.info["actor"],
            role=role,
            person=accounts.person_of(session, WHO),
            identity_mode=IdentityMode.CONFIDENTIAL,
        )
        assert (made.alias, made.person_id) == ("Complainant A", None)
    page = sign_in(BY).get(f"/cases/{number}/people").text
    assert "Complainant A" in page
    assert "Fairbanks" not in page


def test_the_form_names_them_and_the_trail_says_so(sign_in, acting, reading):
    with acting() as session:
        number = cases.case(session, status="OPEN").number
    client, path = sign_in(BY), f"/cases/{number}/people/new"
    page = client.get(path).text
    assert all(label in page for label in LABELS)
    sent = {"role": "GRIEVANT", "who": "Somebody of the union", "identity_mode": "OPEN"}
    assert client.post(path, data=sent).status_code == 302
    assert "Grievant" in client.get(f"/cases/{number}/people").text
    with reading() as session:
        kept = "".join(session.scalars(select(AuditEvent.detail)))
        assert "union" not in kept
