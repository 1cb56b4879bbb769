"""The conflict wall when somebody is named late, in every channel of this package."""

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases import service
from jicms.cases.models import Case, CaseGrant, GrantKind, IdentityMode, PartyRole, Wall
from jicms.cases.service import walls
from jicms.core.errors import Denied, RuleBroken
from tests.cases.conftest import create, found, numbers, party
from tests.factories import accounts, cases


def led_by(session, username, **values):
    """An open case of IA that an account leads."""
    case = cases.case(session, status="OPEN", **values)
    cases.grant(session, case, user=username, kind=GrantKind.ASSIGNMENT)
    case.lead_user_id = grant_user(session, username)
    session.flush()
    return case


def grant_user(session, username):
    from jicms.auth.models import User

    return session.scalar(select(User.id).where(User.username == username))


def name(session, case, username, role=PartyRole.WITNESS, **values):
    person = accounts.person_of(session, username)
    actor = session.info["actor"]
    return service.add_party(case, actor=actor, role=role, person=person, **values)


CHANNELS = (
    "/cases/{n}",
    "/cases/{n}/timeline",
    "/cases/{n}/sheet",
    "/cases/{n}/people",
    "/cases/{n}/log",
    "/cases/{n}/classes",
    "/cases/{n}/recuse",
)


def test_naming_the_lead_shuts_him_out_at_once_in_every_channel(acting, sign_in):
    with acting() as session:
        number = led_by(session, "investigator.ia", title="Cash count at dock 2").number
    client = sign_in("investigator.ia")
    assert number in client.get("/cases").text
    with acting("supervisor.ia") as session:
        assert name(session, found(session, number), "investigator.ia").wall is Wall.SUSPENDED
    for channel in CHANNELS:
        answer = client.get(channel.format(n=number))
        missing = client.get(channel.format(n="209900001"))
        assert (answer.status_code, missing.status_code) == (404, 404), channel
        assert answer.text.replace(number, "") == missing.text.replace("209900001", "") or (
            number not in answer.text
        )
    for page in ("/", "/cases", "/cases?words=Cash", "/cases/export/csv"):
        text = client.get(page).text
        assert number not in text, page
        assert "dock 2" not in text, page


def test_the_office_sees_that_the_lead_is_gone_and_what_to_decide(acting, sign_in):
    with acting() as session:
        number = led_by(session, "investigator.ia").number
    with acting("supervisor.ia") as session:
        name(session, found(session, number), "investigator.ia")
        assert found(session, number).lead_user_id is None
    client = sign_in("supervisor.ia")
    assert "Conflicts to decide" in client.get("/").text
    assert "until you decide" in client.get(f"/cases/{number}").text


def test_lifting_gives_back_what_was_there_before(acting, reading):
    with acting() as session:
        number = led_by(session, "investigator.ia").number
    with acting("supervisor.ia") as session:
        case, actor = found(session, number), session.info["actor"]
        row = name(session, case, "investigator.ia")
        with pytest.raises(RuleBroken, match="reason"):
            service.decide_wall(row, actor=actor, keep=False, reason="")
        service.decide_wall(row, actor=actor, keep=False, reason="A namesake")
        assert row.wall is Wall.LIFTED
        assert case.lead_user_id == grant_user(session, "investigator.ia")
        with pytest.raises(RuleBroken, match="nothing to decide"):
            service.decide_wall(row, actor=actor, keep=True, reason="Again")
    with reading("investigator.ia") as session:
        assert numbers(session) == {number}


def test_confirming_ends_the_grants_and_tells_the_features(acting, reading, monkeypatch):
    told = []
    monkeypatch.setattr(walls, "when_confirmed", [lambda case, users, actor: told.append(users)])
    with acting() as session:
        number = led_by(session, "investigator.ia").number
    with acting("supervisor.ia") as session:
        row = name(session, found(session, number), "investigator.ia")
        service.decide_wall(row, actor=session.info["actor"], keep=True, reason="He saw it")
        assert told == [{grant_user(session, "investigator.ia")}]
        grants = session.scalars(select(CaseGrant).where(CaseGrant.revoked_at.is_(None))).all()
        assert grants == []
    with reading("investigator.ia") as session:
        assert numbers(session) == set()


def test_somebody_without_a_part_in_the_case_is_walled_without_a_decision(acting):
    with acting() as session:
        case = cases.case(session)
        assert name(session, case, "investigator2.ia").wall is Wall.CONFIRMED
        assert name(session, case, "supervisor.ia").wall is Wall.SUSPENDED
        assert name(session, case, "supervisor.opr").wall is Wall.CONFIRMED


def test_official_duty_does_not_wall(acting, reading):
    with acting() as session:
        case = cases.case(session)
        for role in (PartyRole.REPORTING_OFFICIAL, PartyRole.OFFICIAL_WITNESS):
            assert name(session, case, "supervisor.ia", role).wall is Wall.NONE
    with reading("supervisor.ia") as session:
        assert len(numbers(session)) == 1


@pytest.mark.parametrize(
    "description",
    ["Tobias Renquist", "inv. TOBIAS RENQUIST, of the office", "Witness: Tóbias Renquist."],
)
def test_a_mere_name_suspends_until_somebody_decides(acting, reading, description):
    with acting() as session:
        number = led_by(session, "investigator.ia").number
    with acting("supervisor.ia") as session:
        row = service.add_party(
            found(session, number),
            actor=session.info["actor"],
            role=PartyRole.WITNESS,
            description=description,
        )
        assert (row.wall, row.person_id) == (Wall.SUSPENDED, None)
    with reading("investigator.ia") as session:
        assert numbers(session) == set()
    with acting("supervisor.ia") as session:
        row = party(session, found(session, number), 1)
        service.decide_wall(row, actor=session.info["actor"], keep=False, reason="A namesake")
    with reading("investigator.ia") as session:
        assert numbers(session) == {number}


@pytest.mark.parametrize("description", ["Renquist", "A night officer", "Tobias", ""])
def test_less_than_a_whole_name_suspends_nobody(acting, description):
    with acting() as session:
        case = led_by(session, "investigator.ia")
        row = service.add_party(
            case,
            actor=session.info["actor"],
            role=PartyRole.WITNESS,
            description=description,
        )
        assert row.wall is Wall.NONE


def test_a_protected_identity_walls_without_leaving_its_name_in_the_trail(acting, reading):
    with acting() as session:
        number = led_by(session, "investigator.ia").number
    with acting("supervisor.ia") as session:
        name(
            session,
            found(session, number),
            "investigator.ia",
            PartyRole.COMPLAINANT,
            identity_mode=IdentityMode.CONFIDENTIAL,
        )
    with reading("investigator.ia") as session:
        assert numbers(session) == set()
    with reading() as session:
        row = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "CONFLICT_TRIGGERED")
        ).one()
        assert row.person_id is None
        assert "investigator" not in row.detail


def test_the_wall_is_recorded(acting, reading):
    with acting() as session:
        number = led_by(session, "investigator.ia").number
    with acting("supervisor.ia") as session:
        row = name(session, found(session, number), "investigator.ia")
        service.decide_wall(row, actor=session.info["actor"], keep=True, reason="He saw it")
    with reading() as session:
        events = set(session.scalars(select(AuditEvent.event)))
        assert {"CONFLICT_TRIGGERED", "WALL_CONFIRMED", "GRANT_REVOKED"} <= events


def test_whoever_is_in_conflict_decides_nothing(acting, sign_in):
    with acting() as session:
        case = cases.case(session)
        name(session, case, "supervisor.ia")
        number = case.number
    data = {"decision": "lift", "reason": "I say so"}
    assert (
        sign_in("supervisor.ia").post(f"/cases/{number}/people/1/wall", data=data).status_code
        == 404
    )
    head = sign_in("head.ia")
    assert head.post(f"/cases/{number}/people/1/wall", data=data).status_code == 302


@pytest.mark.parametrize("who", ["investigator.ia", "intake.ia"])
def test_an_investigator_or_the_desk_decides_nothing(acting, who):
    with acting() as session:
        case = led_by(session, "investigator.ia")
        name(session, case, "investigator2.ia")
        number = case.number
    with acting(who) as session:
        row = party(session, found(session, number), 1)
        with pytest.raises(Denied):
            service.decide_wall(row, actor=session.info["actor"], keep=False, reason="No")


def test_an_author_who_names_himself_gets_my_work_and_a_plain_saved(acting, sign_in):
    with acting() as session:
        number = cases.case(session).number
    client = sign_in("supervisor.ia")
    data = {"role": "WITNESS", "who": "Ingrid Vasterling", "identity_mode": "OPEN"}
    answer = client.post(f"/cases/{number}/people/new", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    page = client.get("/").text
    assert ">Saved<" in page
    assert number not in page
    assert client.get(f"/cases/{number}").status_code == 404
    with acting() as session:
        assert party(session, found(session, number), 1).wall is Wall.SUSPENDED


def test_the_count_of_the_list_leaves_the_walled_case_out(acting, sign_in, reading):
    with acting() as session:
        cases.case(session)
        name(session, cases.case(session), "supervisor.ia")
    assert "1 of 1" in sign_in("supervisor.ia").get("/cases").text
    assert "2 of 2" in sign_in("head.ia").get("/cases").text


def test_new_case_walls_its_author_without_an_error(acting, reading):
    with acting("intake.ia") as session:
        case = create(session)
        name(session, case, "intake.ia", PartyRole.SUBJECT)
        service.add_party(
            case, actor=session.info["actor"], role=PartyRole.WITNESS, description="X"
        )
        case_id = case.id
    with reading("intake.ia") as session:
        assert session.get(Case, case_id) is None
