"""Naming people: aliases, the vault, anonymity, withdrawal."""

import json

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases import service
from jicms.cases.models import IdentityMode, Party, PartyRole, SubjectStatus, VaultIdentity
from jicms.cases.service.parties import withdrawal_guards
from jicms.core.errors import Denied, RuleBroken
from tests.cases.conftest import create, found, numbers, party
from tests.factories import accounts, cases

SECRET = "Leonie Castrow"


def add(session, case, role=PartyRole.WITNESS, **values):
    return service.add_party(case, actor=session.info["actor"], role=role, **values)


def add_confidential(session, case, role=PartyRole.COMPLAINANT, **values):
    return add(session, case, role, identity_mode=IdentityMode.CONFIDENTIAL, **values)


def test_parties_are_numbered_within_the_case_hidden_ones_counted(acting):
    with acting("intake.ia") as session:
        case = create(session)
        assert [add(session, case, description=f"P{n}").n for n in range(3)] == [1, 2, 3]
        number = case.number
    with acting("supervisor.ia") as session:
        assert add(session, found(session, number), description="P4").n == 4


def test_a_subject_starts_unreferred_and_an_unknown_one_says_so(acting):
    with acting("intake.ia") as session:
        subject = add(session, create(session), PartyRole.SUBJECT)
        assert subject.subject_status is SubjectStatus.NOT_REFERRED
        assert (subject.name, subject.is_identified) == ("Unknown", False)


def test_the_employment_at_opening_is_kept(acting):
    with acting("intake.ia") as session:
        person = accounts.person_of(session, "official.cbp")
        named = add(session, create(session), PartyRole.SUBJECT, person=person)
        assert named.at_opening.person_id == person.id


def test_nobody_is_named_twice_in_one_role(acting):
    with acting("intake.ia") as session:
        case, person = create(session), accounts.person_of(session, "official.cbp")
        add(session, case, PartyRole.SUBJECT, person=person)
        with pytest.raises(RuleBroken, match="already a subject"):
            add(session, case, PartyRole.SUBJECT, person=person)
        add(session, case, PartyRole.REPORTING_OFFICIAL, person=person)


def test_a_confidential_reporter_shows_an_alias_and_sits_in_the_vault(acting, reading):
    with acting("intake.ia") as session:
        case = create(session)
        person = accounts.person_of(session, "official.cbp")
        reporter = add_confidential(
            session, case, person=person, identity={"telephone": "555-0142"}
        )
        assert (reporter.name, reporter.person_id) == ("Complainant A", None)
        assert reporter.description == ""
        case_id, person_id = case.id, person.id
    with reading("supervisor.ia") as session:
        assert session.scalars(select(VaultIdentity)).all() == []
    with reading() as session:
        row = session.scalars(select(VaultIdentity)).one()
        assert row.person_id == person_id
        assert "Hespeler" not in row.sealed
        assert "555-0142" not in row.sealed
        trail = session.scalars(select(AuditEvent.detail).where(AuditEvent.case_id == case_id))
        for detail in trail:
            fields = json.loads(detail).get("fields", {})
            assert fields.get("person_id") in {None, "changed"}
            assert "Hespeler" not in detail


def test_aliases_do_not_repeat_and_name_the_role(acting):
    with acting("intake.ia") as session:
        case = create(session)
        names = [
            add(session, case, role, identity_mode=mode).name
            for role, mode in (
                (PartyRole.COMPLAINANT, IdentityMode.CONFIDENTIAL),
                (PartyRole.COMPLAINANT, IdentityMode.ANONYMOUS),
                (PartyRole.WITNESS, IdentityMode.CONFIDENTIAL),
            )
        ]
        assert names == ["Complainant A", "Complainant B", "Witness A"]


@pytest.mark.parametrize("first", ["protected", "open"])
def test_all_roles_of_a_protected_person_show_the_one_alias(acting, first):
    with acting("intake.ia") as session:
        number = create(session).number
    order = ("protected", "open") if first == "protected" else ("open", "protected")
    for step in order:
        with acting("intake.ia") as session:
            case, person = found(session, number), accounts.person_of(session, "official.cbp")
            if step == "open":
                add(session, case, PartyRole.VICTIM, person=person)
            else:
                add_confidential(session, case, person=person)
    with acting() as session:
        rows = session.scalars(select(Party)).all()
        alias = "Complainant A"
        assert {row.name for row in rows} == {alias}
        assert {row.person_id for row in rows} == {None}
        assert len(session.scalars(select(VaultIdentity)).all()) == 2


def test_nothing_is_stored_of_an_anonymous_reporter(acting):
    mode = IdentityMode.ANONYMOUS
    with acting("intake.ia") as session:
        case = create(session)
        for known in (
            {"description": SECRET},
            {"identity": {"telephone": "555-0142"}},
            {"person": accounts.person_of(session, "official.cbp")},
        ):
            with pytest.raises(RuleBroken, match="without any identity"):
                add(session, case, PartyRole.COMPLAINANT, identity_mode=mode, **known)
        add(session, case, PartyRole.COMPLAINANT, identity_mode=mode, identity={"name": ""})
        assert session.scalars(select(VaultIdentity.id)).all() == []


def test_a_subject_is_never_protected(acting):
    with acting("intake.ia") as session:
        case = create(session)
        with pytest.raises(RuleBroken, match="subject"):
            add_confidential(session, case, PartyRole.SUBJECT)


def test_revealing_takes_authority_and_a_reason_and_is_recorded(acting, reading):
    with acting("intake.ia") as session:
        case = create(session)
        add_confidential(session, case, identity={"name": SECRET, "telephone": "555-0142"})
        number = case.number
    with acting("supervisor.ia") as session:
        row = party(session, found(session, number), 1)
        actor = session.info["actor"]
        with pytest.raises(RuleBroken):
            service.reveal_identity(row, actor=actor, reason_code="CURIOSITY")
        opened = service.reveal_identity(row, actor=actor, reason_code="CONTACT")
        assert opened == {"name": SECRET, "telephone": "555-0142"}
    with acting("intake.ia") as session:
        row = party(session, found(session, number), 1)
        with pytest.raises(Denied):
            service.reveal_identity(row, actor=session.info["actor"], reason_code="CONTACT")
    with reading() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "IDENTITY_REVEALED")
        ).all()
        assert [json.loads(event.detail)["reason"] for event in events] == ["CONTACT"]


def test_a_revealed_identity_is_shown_once_and_not_kept_by_the_browser(acting, sign_in):
    with acting("intake.ia") as session:
        case = create(session)
        add_confidential(session, case, identity={"name": SECRET})
        url = f"/cases/{case.number}/people"
    client = sign_in("supervisor.ia")
    assert SECRET not in client.get(url).text
    page = client.post(f"{url}/1/reveal", data={"reason_code": "CONTACT"})
    assert (page.status_code, SECRET in page.text) == (200, True)
    assert page.headers["Cache-Control"] == "no-store"
    assert SECRET not in client.get(f"{url}/1/reveal").text


def test_a_withdrawn_party_leaves_the_case_and_opens_it_again(acting, reading):
    with acting("intake.ia") as session:
        case = create(session)
        person = accounts.person_of(session, "supervisor.ia")
        add(session, case, PartyRole.WITNESS, person=person)
        number = case.number
    with reading("supervisor.ia") as session:
        assert numbers(session) == set()
    with acting("head.ia") as session:
        row = party(session, found(session, number), 1)
        with pytest.raises(RuleBroken, match="why"):
            service.withdraw_party(row, actor=session.info["actor"], reason=" ")
        service.withdraw_party(row, actor=session.info["actor"], reason="Another person")
        with pytest.raises(RuleBroken, match="already"):
            service.withdraw_party(row, actor=session.info["actor"], reason="Again")
    with reading("supervisor.ia") as session:
        assert numbers(session) == {number}


def test_a_withdrawn_confidential_reporter_is_no_longer_walled(acting, reading):
    with acting("intake.ia") as session:
        case = create(session)
        person = accounts.person_of(session, "supervisor.ia")
        add_confidential(session, case, person=person)
        number = case.number
    with reading("supervisor.ia") as session:
        assert numbers(session) == set()
    with acting("head.ia") as session:
        row = party(session, found(session, number), 1)
        service.withdraw_party(row, actor=session.info["actor"], reason="Not the reporter")
    with reading("supervisor.ia") as session:
        assert numbers(session) == {number}


def test_a_referred_subject_and_a_party_in_use_can_not_be_withdrawn(acting, monkeypatch):
    monkeypatch.setattr(
        "jicms.cases.service.parties.withdrawal_guards",
        [*withdrawal_guards, lambda _party: "An allegation names this subject."],
    )
    with acting() as session:
        case = cases.case(session)
        row = cases.party(session, case, role=PartyRole.SUBJECT)
        row.subject_status = SubjectStatus.REFERRED
        with pytest.raises(RuleBroken) as refused:
            service.withdraw_party(row, actor=session.info["actor"], reason="Wrong")
        assert len(refused.value.sentences) == 2


@pytest.mark.parametrize("name", ["investigator2.ia", "supervisor.opr", "specialist.ler"])
def test_others_name_nobody(acting, name):
    with acting() as session:
        number = cases.case(session).number
    with acting(name) as session, pytest.raises(Denied):
        add(session, found(session, number), description="X")
