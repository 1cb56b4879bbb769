"""Sharing, restricting, stepping back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jicms.auth.models import Membership, Office, User
from jicms.cases import service
from jicms.cases.models import CaseGrant, GrantKind, GrantLevel, LogEntry, Party, PartyRole
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken
from tests.cases.conftest import found, numbers
from tests.factories import cases


def office(session, code):
    return session.scalar(select(Office).where(Office.code == code))


def member(session, username):
    return session.scalar(select(Membership).join(Membership.user).where(User.username == username))


def a_case(acting, **values):
    with acting() as session:
        case = cases.case(session, **values)
        cases.party(session, case, role=PartyRole.SUBJECT)
        cases.log(session, case)
        return case.number


def share(session, number, to, level=GrantLevel.FULL, **values):
    return service.share(
        found(session, number),
        actor=session.info["actor"],
        to=to,
        level=level,
        reason="Joint investigation",
        **values,
    )


@pytest.mark.parametrize("level", [GrantLevel.SUMMARY, GrantLevel.FULL])
def test_a_share_reaches_the_supervisors_of_an_office_as_far_as_it_says(acting, reading, level):
    number = a_case(acting)
    with acting("supervisor.ia") as session:
        share(session, number, office(session, "OPR"), level)
    with reading("supervisor.opr") as session:
        assert numbers(session) == {number}
        read = level is GrantLevel.FULL
        assert bool(session.scalars(select(Party)).all()) is read
        assert bool(session.scalars(select(LogEntry)).all()) is read
    with reading("investigator.opr") as session:
        assert numbers(session) == set()


def test_what_is_shared_already_is_not_shared_again_unless_for_longer(acting):
    number, soon = a_case(acting), clock.now() + timedelta(days=5)
    with acting("supervisor.ia") as session:
        opr = office(session, "OPR")
        given = share(session, number, opr, until=soon)
        with pytest.raises(RuleBroken, match="shared with them already"):
            share(session, number, opr, until=soon)
        share(session, number, opr, GrantLevel.SUMMARY)
        longer = share(session, number, opr)
        with pytest.raises(RuleBroken, match="shared with them already"):
            share(session, number, opr, until=soon + timedelta(days=1))
        for grant in (given, longer):
            service.end_share(
                grant, actor=session.info["actor"], case=found(session, number), reason="Done"
            )
        share(session, number, opr)


def test_a_share_with_a_person_counts_in_the_office_it_was_given_for(acting, reading):
    number = a_case(acting)
    with acting("supervisor.ia") as session:
        share(session, number, member(session, "investigator.opr"))
    with reading("investigator.opr") as session:
        assert numbers(session) == {number}
    with reading("supervisor.opr") as session:
        assert numbers(session) == set()
    with acting() as session:
        grant = session.scalars(select(CaseGrant)).one()
        grant.office_id = office(session, "IA").id
    with reading("investigator.opr") as session:
        assert numbers(session) == set()


def test_a_share_ends_with_its_date_and_with_its_revocation(acting, reading):
    number, now = a_case(acting), clock.now()
    with acting("supervisor.ia") as session:
        with pytest.raises(RuleBroken, match="past"):
            share(session, number, office(session, "OPR"), until=now - timedelta(1))
        share(session, number, office(session, "OPR"), until=now + timedelta(1))
        lasting = share(session, number, member(session, "investigator.opr"))
        case = found(session, number)
        service.end_share(lasting, actor=session.info["actor"], case=case, reason="Done")
    with reading("investigator.opr") as session:
        assert numbers(session) == set()
    with clock.at(now + timedelta(2)), reading("supervisor.opr") as session:
        assert numbers(session) == set()


def test_what_an_assignment_opened_is_not_revoked_here(acting):
    number = a_case(acting)
    with acting() as session:
        cases.grant(
            session, found(session, number), user="investigator.ia", kind=GrantKind.ASSIGNMENT
        )
    with acting("supervisor.ia") as session:
        grant = session.scalars(select(CaseGrant)).one()
        with pytest.raises(RuleBroken, match="assignment"):
            service.end_share(
                grant, actor=session.info["actor"], case=found(session, number), reason="x"
            )


@pytest.mark.parametrize("who", ["investigator.ia", "intake.ia", "supervisor.opr"])
def test_sharing_is_for_the_supervisors_of_the_lead_office(acting, who):
    number = a_case(acting)
    with acting(who) as session, pytest.raises(Denied):
        share(session, number, office(session, "ELR"))


def restrict(session, number, *names):
    members = [member(session, name) for name in names]
    return service.restrict(
        found(session, number), actor=session.info["actor"], members=members, reason="Senior"
    )


def test_a_restricted_case_is_for_the_named_people_alone(acting, reading):
    number = a_case(acting)
    with acting() as session:
        cases.grant(
            session, found(session, number), user="investigator2.ia", kind=GrantKind.ASSIGNMENT
        )
    with acting("supervisor.ia") as session:
        restrict(session, number, "head.ia", "investigator.ia")
    for who, sees in (
        ("head.ia", True),
        ("investigator.ia", True),
        ("investigator2.ia", False),
        ("supervisor.ia", False),
        ("intake.ia", False),
    ):
        with reading(who) as session:
            assert bool(numbers(session)) is sees, who
    with acting("head.ia") as session:
        service.unrestrict(found(session, number), actor=session.info["actor"], reason="Over")
    with reading("supervisor.ia") as session:
        assert numbers(session) == {number}
    with reading("investigator.ia") as session:
        assert numbers(session) == set(), "the named list ended"


@pytest.mark.parametrize("named", [(), ("investigator.ia",), ("supervisor.opr",)])
def test_a_supervisor_of_the_lead_office_is_always_on_the_list(acting, named):
    number = a_case(acting)
    with acting("supervisor.ia") as session, pytest.raises(RuleBroken, match="supervisor"):
        restrict(session, number, *named)


def test_the_last_named_supervisor_stays(acting):
    number = a_case(acting)
    with acting("supervisor.ia") as session:
        (grant,) = restrict(session, number, "supervisor.ia")
        with pytest.raises(RuleBroken, match="supervisor"):
            service.end_share(
                grant, actor=session.info["actor"], case=found(session, number), reason="Off"
            )


def test_a_restricted_case_is_not_shared(acting):
    number = a_case(acting)
    with acting("supervisor.ia") as session:
        restrict(session, number, "supervisor.ia")
        with pytest.raises(RuleBroken, match="named people"):
            share(session, number, office(session, "OPR"))


def test_whoever_leaves_himself_out_gets_my_work(acting, sign_in):
    number = a_case(acting)
    with acting() as session:
        head = member(session, "head.ia").id
    client = sign_in("supervisor.ia")
    answer = client.post(
        f"/cases/{number}/access/restrict", data={"members": [head], "reason": "Senior"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert number not in client.get("/").text


def test_stepping_back_takes_the_case_and_the_lead_away(acting, reading, sign_in):
    number = a_case(acting, status="OPEN")
    with acting() as session:
        case = found(session, number)
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.ASSIGNMENT)
        case.lead_user_id = member(session, "investigator.ia").user_id
    client = sign_in("investigator.ia")
    answer = client.post(f"/cases/{number}/recuse", data={"reason": "He is my cousin"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get(f"/cases/{number}").status_code == 404
    with reading("supervisor.ia") as session:
        assert found(session, number).lead_user_id is None


def test_a_recusal_by_number_answers_alike_for_seen_hidden_and_missing(acting, sign_in, reading):
    seen, hidden = a_case(acting), a_case(acting, office="OPR")
    client = sign_in("supervisor.ia")
    for number in (seen, hidden, "209900009"):
        answer = client.post("/recusals/new", data={"number": number, "reason": "Cousin"})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/"), number
        assert ">Saved<" in client.get("/").text
    with acting() as session:
        cases.grant(session, found(session, hidden), office="IA")
    with reading("supervisor.ia") as session:
        assert numbers(session) == set()


def test_a_grant_names_rows_of_its_own_case_only(acting):
    with acting() as session:
        mine, other = cases.case(session), cases.case(session)
        stranger = cases.party(session, other, role=PartyRole.SUBJECT)
        own = cases.party(session, mine, role=PartyRole.SUBJECT)
        grant = cases.grant(session, mine, office="LER", level=GrantLevel.ITEMS)
        service.name_items(grant, [own, own])
        assert len(grant.items) == 1
        with pytest.raises(ValueError, match="its own case"):
            service.name_items(grant, [stranger])
        with pytest.raises(ValueError, match="can't name"):
            service.name_items(grant, [grant])


def test_the_access_page_says_who_why_and_until_when(acting, sign_in):
    number = a_case(acting)
    with acting("supervisor.ia") as session:
        share(session, number, office(session, "OPR"), until=clock.now() + timedelta(30))
    client = sign_in("supervisor.ia")
    page = client.get(f"/cases/{number}/access").text
    for words in ("ICE OPR", "Joint investigation", "I. Vasterling", "Shared", "Everything"):
        assert words in page
    with acting() as session:
        grant = session.scalars(select(CaseGrant.id)).one()
    url = f"/cases/{number}/access/{grant}/revoke"
    assert client.post(url, data={"reason": ""}).status_code == 422
    assert client.post(url, data={"reason": "Done"}).status_code == 302
    assert "Ended" in client.get(f"/cases/{number}/access").text


def test_sharing_by_the_form_offers_no_lead_office(acting, sign_in):
    number = a_case(acting)
    client = sign_in("supervisor.ia")
    with acting() as session:
        offices = {code: office(session, code).id for code in ("IA", "OPR", "CBP-FO")}
    data = {"level": "full", "why": "JOINT_INVESTIGATION", "reason": "Task force", "until": ""}
    for code, status in (("IA", 422), ("CBP-FO", 422), ("OPR", 302)):
        answer = client.post(
            f"/cases/{number}/access/share", data={**data, "to": f"office:{offices[code]}"}
        )
        assert answer.status_code == status, code
