"""All roles of a protected person show as the alias, in every channel, unless confirmed apart."""

import pytest
from sqlalchemy import func, select

from jicms.audit.models import AuditEvent
from jicms.cases import service
from jicms.cases.kinds import IdentityMode, PartyRole, SubjectStatus, Wall
from jicms.cases.models import Case, GrantKind, Party, VaultIdentity
from jicms.cases.models_vault import RoleApart
from jicms.cases.workflow import SUBJECT
from jicms.core.errors import Denied, RuleBroken
from jicms.people.models import Employment
from tests.api.conftest import program
from tests.factories import accounts, cases, complaints

__all__ = ["program"]

NAME, NUMBER = "Wilmot Carrow", "4410-9003"
REASON = "He was filmed at the scene; nothing in it points to the report."
ROLES = (PartyRole.WITNESS, PartyRole.VICTIM, PartyRole.SUBJECT)
#: Where the people of a case are shown to whoever works it.
CHANNELS = {
    "page": "/cases/{n}",
    "people": "/cases/{n}/people",
    "sheet": "/cases/{n}/sheet",
    "timeline": "/cases/{n}/timeline",
    "log": "/cases/{n}/log",
    "allegations": "/cases/{n}/allegations",
    "a statement's givers": "/cases/{n}/evidence/statements/new",
    "an injury's persons": "/cases/{n}/injuries/new",
    "an arrest's persons": "/cases/{n}/arrests/new",
    "evidence": "/cases/{n}/evidence",
    "list": "/cases",
    "words in the list": "/cases?words=Carrow",
    "export": "/cases/export/csv",
    "my work": "/",
    "api": "/api/v1/cases/{n}/parties",
}


def actor(username="supervisor.ia"):
    return accounts.actor_of(username)


@pytest.fixture
def made(acting):
    """`made(role)`: a case in which one person reported in confidence and is named in that role."""

    def make(role, *, later=True, described=False):
        with acting("supervisor.ia") as session:
            case = cases.case(session, office="IA", status="OPEN", title="Cash count at dock 2")
            cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
            person = None if described else complaints.employee(session, NAME, NUMBER)
            known = {"person": None, "description": NAME} if described else {"person": person}

            def report():
                service.add_party(
                    case,
                    actor=actor(),
                    role=PartyRole.COMPLAINANT,
                    person=person,
                    identity_mode=IdentityMode.CONFIDENTIAL,
                    identity={"name": NAME, "telephone": "555-0142"},
                )

            if later:
                report()
            other = service.add_party(case, actor=actor(), role=role, **known)
            if not later:
                report()
            return case.number, other.id

    return make


def shown(client, caller, number):
    """The channels that show the name, and those that show the alias."""
    name, alias = set(), set()
    for channel, path in CHANNELS.items():
        answer = (caller if channel == "api" else client).get(path.format(n=number))
        assert answer.status_code == 200, channel
        text = answer.text.replace('value="Carrow"', "").replace("Carrow|", "")
        name |= {channel} if "Wilmot" in text or NUMBER in text else set()
        alias |= {channel} if "Complainant A" in text else set()
    return name, alias


@pytest.mark.parametrize("later", [True, False], ids=["named after", "named before"])
@pytest.mark.parametrize("role", ROLES)
def test_every_role_shows_the_alias_in_every_channel(made, sign_in, program, role, later):
    number, _other = made(role, later=later)
    for username in ("supervisor.ia", "investigator.ia"):
        name, alias = shown(sign_in(username), program(username), number)
        assert not name, username
        # The directory has the employee; no case stands beside him.
        assert number not in sign_in(username).get("/search?q=Carrow").text
        assert {"page", "people", "sheet", "a statement's givers", "api"} <= alias, username


def test_somebody_who_is_only_described_by_the_same_name_shows_the_alias(made, acting, sign_in):
    number, other = made(PartyRole.WITNESS, described=True)
    page = sign_in("supervisor.ia").get(f"/cases/{number}/people").text
    assert "Carrow" not in page
    with acting() as session:
        party = session.get(Party, other)
        assert (party.alias, party.description) == ("Complainant A", "")


@pytest.mark.parametrize("role", ROLES)
def test_a_supervisor_confirms_that_a_role_stands_apart(made, acting, sign_in, program, role):
    number, other = made(role)
    boss, caller = sign_in("supervisor.ia"), program("supervisor.ia")
    page = boss.get(f"/cases/{number}/people").text
    assert page.count("Show the name") == 1, "the role that asked for protection stays"
    at = f"/cases/{number}/people/2/alias"
    assert boss.post(at, data={"reason": " "}).status_code == 422
    assert boss.post(at, data={"reason": REASON}).status_code == 302
    name, alias = shown(boss, caller, number)
    assert {"page", "people", "sheet", "api"} <= name & alias
    assert "Stands apart from an alias" in boss.get(f"/cases/{number}/people").text
    assert REASON in boss.get(at).text
    with acting() as session:
        row = session.scalars(select(RoleApart)).one()
        assert row.user_id == actor().user_id
        assert REASON not in row.reason_sealed
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "ROLE_APART")).one()
        assert event.entity_id != other, "the trail does not say which role it was"
        assert event.username == "supervisor.ia"
        party = session.get(Party, other)
        assert (party.person.name, party.alias) == (NAME, "")

    assert boss.post(at, data={"reason": "It points to him after all."}).status_code == 302
    name, alias = shown(boss, caller, number)
    assert not name
    with acting() as session:
        row = session.scalars(select(RoleApart)).one()
        assert row.ended_at is not None
        assert row.ended_by_id == actor().user_id
        assert session.get(Party, other).person_id is None
        events = session.scalars(select(AuditEvent.event)).all()
        assert events.count("ROLE_TOGETHER") == 1


def test_the_employments_come_back_with_the_name(acting):
    with acting("supervisor.ia") as session:
        case = cases.case(session, office="IA", status="OPEN")
        person = complaints.employee(session, NAME, NUMBER)
        post = session.scalar(select(Employment).where(Employment.person_id == person.id))
        values = {"actor": actor(), "person": person, "at_incident": post}
        service.add_party(case, role=PartyRole.WITNESS, **values)
        service.add_party(
            case,
            role=PartyRole.COMPLAINANT,
            identity_mode=IdentityMode.CONFIDENTIAL,
            **values,
        )
        witness = session.scalars(select(Party).where(Party.role == PartyRole.WITNESS)).one()
        assert (witness.at_incident, witness.at_opening) == (None, None)
        service.keep_apart(witness, actor=actor(), reason=REASON)
        assert (witness.at_incident_id, witness.at_opening_id) == (post.id, post.id)


@pytest.mark.parametrize("username", ["investigator.ia", "intake.ia", "supervisor.opr", "auditor"])
def test_nobody_else_decides_or_reads_of_it(made, acting, sign_in, reading, username):
    number, other = made(PartyRole.WITNESS)
    client = sign_in(username)
    at = f"/cases/{number}/people/2/alias"
    for answer in (client.get(at), client.post(at, data={"reason": REASON})):
        assert answer.status_code in {403, 404}
    people = client.get(f"/cases/{number}/people")
    assert "Show the name" not in people.text
    with acting("supervisor.ia") as session:
        service.keep_apart(session.get(Party, other), actor=actor(), reason=REASON)
    people = client.get(f"/cases/{number}/people")
    assert "Stands apart" not in people.text
    assert "Show the alias" not in people.text
    with reading(username) as session:
        assert session.scalar(select(func.count(RoleApart.id))) == 0


def test_the_role_that_asked_and_the_last_alias_stay(made, acting):
    _number, other = made(PartyRole.WITNESS)
    with acting("supervisor.ia") as session:
        parties = {row.role: row for row in session.scalars(select(Party))}
        with pytest.raises(RuleBroken, match="can’t stand apart"):
            service.keep_apart(parties[PartyRole.COMPLAINANT], actor=actor(), reason=REASON)
        service.withdraw_party(parties[PartyRole.COMPLAINANT], actor=actor(), reason="Wrong")
        with pytest.raises(RuleBroken, match="can’t stand apart"):
            service.keep_apart(session.get(Party, other), actor=actor(), reason=REASON)
    with acting("supervisor.ia") as session, pytest.raises(Denied):
        service.keep_apart(session.get(Party, other), actor=actor("investigator.ia"), reason="x")


def test_what_stands_apart_stays_so_when_another_role_is_added(made, acting):
    _number, other = made(PartyRole.WITNESS)
    with acting("supervisor.ia") as session:
        witness = session.get(Party, other)
        service.keep_apart(witness, actor=actor(), reason=REASON)
        case = session.scalars(select(Case)).one()
        victim = service.add_party(
            case, actor=actor(), role=PartyRole.VICTIM, person=witness.person
        )
        assert victim.alias == "Complainant A"
        assert witness.alias == ""
        assert witness.person is not None


def test_the_wall_stands_whatever_shows(acting, reading):
    with acting("supervisor.ia") as session:
        case = cases.case(session, office="IA", status="OPEN")
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        person = accounts.person_of(session, "investigator.ia")
        for role, mode in (
            (PartyRole.COMPLAINANT, IdentityMode.CONFIDENTIAL),
            (PartyRole.WITNESS, None),
        ):
            service.add_party(case, actor=actor(), role=role, person=person, identity_mode=mode)
    for change in (service.keep_apart, service.bring_together):
        with reading("investigator.ia") as session:
            assert session.scalar(select(Case.id)) is None
        with acting("supervisor.ia") as session:
            witness = session.scalars(select(Party).where(Party.role == PartyRole.WITNESS)).one()
            change(witness, actor=actor(), reason=REASON)
            assert witness.wall is Wall.SUSPENDED
    with reading("investigator.ia") as session:
        assert session.scalar(select(Case.id)) is None


def test_a_subject_is_not_referred_under_an_alias(made, acting):
    _number, other = made(PartyRole.SUBJECT)
    with acting("supervisor.ia") as session:
        subject = session.get(Party, other)
        assert any("alias" in said for said in SUBJECT.refusals(subject, "refer", actor()))
        service.keep_apart(subject, actor=actor(), reason=REASON)
        assert not any("alias" in said for said in SUBJECT.refusals(subject, "refer", actor()))
        subject.subject_status = SubjectStatus.REFERRED
        session.flush()
        with pytest.raises(RuleBroken, match="referred"):
            service.bring_together(subject, actor=actor(), reason="Again")


def test_a_subject_before_labor_relations_keeps_the_name(acting):
    with acting("supervisor.ia") as session:
        case = cases.case(session, office="IA", status="OPEN")
        person = complaints.employee(session, NAME, NUMBER)
        subject = service.add_party(case, actor=actor(), role=PartyRole.SUBJECT, person=person)
        subject.subject_status = SubjectStatus.IN_ADJUDICATION
        session.flush()
        service.add_party(
            case,
            actor=actor(),
            role=PartyRole.COMPLAINANT,
            person=person,
            identity_mode=IdentityMode.CONFIDENTIAL,
        )
        assert (subject.person, subject.alias) == (person, "")


def test_intake_makes_no_person_of_the_name_that_it_seals(sign_in, acting):
    typed = complaints.typed(
        **{
            "record": "1",
            "identity": "CONFIDENTIAL",
            "reporter": NAME,
            "narrative": "I was there.",
            "summary": "The caller was there.",
            "received_at": "10:20 a.m.",
            "received_on": "01/05/2026",
            "subjects-0-how": "unlisted",
            "subjects-0-description": "",
            "subjects-0-given_name": "Wilmot",
            "subjects-0-family_name": "Carrow",
            "others-0-role": "VICTIM",
            "others-0-who": NAME,
        }
    )
    client = sign_in("intake.ia")
    answer = client.post("/intake/new", data=typed)
    assert answer.status_code == 422
    assert "the name “carrow”" in answer.text
    assert client.post("/intake/new", data=typed | {"checked": "1"}).status_code == 302
    with acting() as session:
        assert [row.name for row in session.scalars(select(Party))] == ["Complainant A"] * 3
        assert len(session.scalars(select(VaultIdentity)).all()) == 3
        everything = " ".join(
            str(value)
            for table in Party.metadata.sorted_tables
            for row in session.connection().execute(table.select())
            for value in row
        )
        assert "Carrow" not in everything
        assert "carrow" not in everything
