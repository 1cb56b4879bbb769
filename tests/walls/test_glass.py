"""Breaking the glass takes two persons, ends after a day, and never says what is behind it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.cases import service
from jicms.cases.models import CaseGrant, GrantKind, PartyRole
from jicms.cases.models_breakglass import BreakGlass, GlassState
from jicms.cases.service import glass
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.notices.models import Notice
from tests.architecture.markup import check_page
from tests.cases.conftest import numbers, statements
from tests.factories import accounts, cases
from tests.walls.late import case_of

__all__ = ["statements"]

ASKER, LISTED = "head.ia", "supervisor.ia"


@pytest.fixture
def number(acting):
    """A restricted case of IA that is kept to its supervisor."""
    with acting() as session:
        case = cases.case(session, restricted=True)
        cases.grant(session, case, user=LISTED, kind=GrantKind.NAMED)
        return case.number


def ask(client, number, reason="The port is under threat"):
    return client.post(
        "/break-glass", data={"number": number, "reason": reason}, follow_redirects=True
    )


def requests(acting):
    with acting() as session:
        columns = (BreakGlass.state, BreakGlass.case_id)
        return session.execute(select(*columns).order_by(BreakGlass.id)).all()


def decide(client, number, decision, reason="True"):
    path = f"/cases/{number}/access/requests/1"
    return client.post(path, data={"decision": decision, "reason": reason})


def test_the_answer_and_its_cost_are_the_same_for_every_number(acting, sign_in, number, statements):
    with acting() as session:
        elsewhere = cases.case(session, office="OPR", restricted=True).number
        open_one = cases.case(session).number
        walled = cases.case(session, restricted=True)
        person = accounts.person_of(session, ASKER)
        service.add_party(
            walled, actor=session.info["actor"], role=PartyRole.SUBJECT, person=person
        )
        wall = walled.number
    client = sign_in(ASKER)
    ask(client, "1")
    seen = {}
    for typed in (number, elsewhere, open_one, wall, "209900001", "no number"):
        with statements() as found:
            answer = client.post("/break-glass", data={"number": typed, "reason": "Why"})
        page = client.get("/").text
        assert answer.headers["Location"] == "/"
        assert glass.ANSWER in page
        assert typed not in page or typed == open_one
        seen[typed] = [text.split(" VALUES")[0] for text in found]
    assert len({tuple(each) for each in seen.values()}) == 1
    kept = [bool(row.case_id) for row in requests(acting)]
    assert kept == [False, True, True, False, False, False, False]


def test_a_second_person_from_the_list_opens_it_for_a_day(acting, reading, sign_in, number):
    asker, listed = sign_in(ASKER), sign_in(LISTED)
    ask(asker, number)
    assert asker.get(f"/cases/{number}").status_code == 404
    assert "asked for this case" in listed.get(f"/cases/{number}").text
    assert "The port is under threat" in listed.get(f"/cases/{number}/access").text
    assert decide(listed, number, "open").status_code == 302
    assert asker.get(f"/cases/{number}").status_code == 200
    assert decide(listed, number, "open").status_code == 409
    with clock.at(clock.now() + timedelta(hours=24, minutes=1)), reading(ASKER) as session:
        assert numbers(session) == set()
    with acting() as session:
        events = set(session.scalars(select(AuditEvent.event)))
        assert {"GLASS_ASKED", "GLASS_GRANTED", "GRANT_GIVEN"} <= events


def test_whom_the_case_names_is_told_until_it_is_decided_and_the_asker_once_it_is_open(
    acting, sign_in, number
):
    with acting() as session:
        case = case_of(session, number)
        cases.grant(session, case, user="investigator.ia", kind=GrantKind.NAMED)
        gone = cases.grant(session, case, user="intake.ia", kind=GrantKind.NAMED)
        gone.revoked_at = clock.now()
    asked, opened = "Somebody asks for a restricted case", "is open to you for a day"
    asker = sign_in(ASKER)
    ask(asker, number)
    for who in (LISTED, "investigator.ia"):
        page = sign_in(who).get("/notices").text
        assert asked in page, who
        assert f"/cases/{number}" in page, who
    for who in (ASKER, "intake.ia", "supervisor.opr"):
        assert asked not in sign_in(who).get("/notices").text, who
    decide(sign_in(LISTED), number, "refuse")
    for who in (LISTED, "investigator.ia"):
        assert asked not in sign_in(who).get("/notices").text, who
    assert opened not in asker.get("/notices").text, "a refusal is not told"
    ask(asker, number)
    path = f"/cases/{number}/access/requests/2"
    sign_in(LISTED).post(path, data={"decision": "open", "reason": "True"})
    assert opened in asker.get("/notices").text
    assert asked not in sign_in(LISTED).get("/notices").text
    with acting() as session:
        told = session.scalars(select(Notice).where(Notice.event == "GLASS_ASKED")).all()
        assert len(told) == 4
        assert {row.case_id for row in told} == {case_of(session, number).id}


def test_refusing_opens_nothing_and_asks_for_a_reason(acting, sign_in, number):
    asker, listed = sign_in(ASKER), sign_in(LISTED)
    ask(asker, number)
    page = listed.get(f"/cases/{number}/access/requests/1")
    check_page(page, "the decision on a request")
    assert "Roswitha Kallmeyer" in page.text
    assert decide(listed, number, "refuse", reason="").status_code == 422
    assert decide(listed, number, "nonsense").status_code == 422
    assert decide(listed, number, "refuse").status_code == 302
    assert asker.get(f"/cases/{number}").status_code == 404
    assert [row.state for row in requests(acting)] == [GlassState.REFUSED]
    with acting() as session:
        kinds = select(CaseGrant.id).where(CaseGrant.until.is_not(None))
        assert session.scalars(kinds).all() == []


def test_nobody_decides_on_his_own_request(acting, number):
    with acting() as session:
        cases.grant(session, case_of(session, number), user=ASKER, kind=GrantKind.NAMED)
    with acting(ASKER) as session:
        actor = session.info["actor"]
        glass.ask(actor=actor, number=number, reason="Mine")
        request = session.scalars(select(BreakGlass)).one()
        with pytest.raises(Denied):
            glass.decide(request, actor=actor, open_it=True, reason="Mine too")


def test_two_decisions_at_once_are_one(acting, sign_in, number):
    ask(sign_in(ASKER), number)
    with acting(LISTED) as session:
        request = session.scalars(select(BreakGlass)).one()
        actor = session.info["actor"]
        glass.decide(request, actor=actor, open_it=False, reason="No")
        with pytest.raises(TransitionRefused):
            glass.decide(request, actor=actor, open_it=True, reason="Yes")


@pytest.mark.parametrize("who", ["supervisor.ia", "investigator.ia", "auditor", "admin"])
def test_only_the_head_of_an_office_asks(sign_in, who):
    assert sign_in(who).get("/break-glass").status_code == 403


def test_a_conflict_that_is_learnt_after_the_asking_stands(acting, sign_in, number):
    asker, listed = sign_in(ASKER), sign_in(LISTED)
    ask(asker, number)
    with acting() as session:
        case, person = case_of(session, number), accounts.person_of(session, ASKER)
        service.add_party(case, actor=session.info["actor"], role=PartyRole.WITNESS, person=person)
    decide(listed, number, "open")
    assert asker.get(f"/cases/{number}").status_code == 404


def test_what_is_typed_stays_with_what_is_wrong(sign_in):
    client = sign_in(ASKER)
    answer = ask(client, "x" * 5_000, "Kept as typed")
    assert answer.status_code == 422
    assert "Kept as typed" in answer.text
    assert ask(client, "1", "").status_code == 422


def test_access_for_a_day_keeps_no_list(acting, number, sign_in):
    """The last lasting supervisor may not leave because somebody was let in for a day."""
    ask(sign_in(ASKER), number)
    decide(sign_in(LISTED), number, "open")
    with acting(LISTED) as session:
        case, actor = case_of(session, number), session.info["actor"]
        lasting = session.scalars(select(CaseGrant).where(CaseGrant.until.is_(None))).one()
        with pytest.raises(RuleBroken, match="at least one"):
            service.end_share(lasting, actor=actor, case=case, reason="I leave")


def test_a_recusal_is_lifted_with_a_reason_and_by_nobody_else(acting, sign_in, reading):
    with acting() as session:
        number = cases.case(session).number
    with acting(ASKER) as session:
        service.recuse(case_of(session, number), actor=session.info["actor"], reason="A neighbor")
    client = sign_in(LISTED)
    page = client.get(f"/cases/{number}/access").text
    assert "A neighbor" in page
    path = next(part for part in page.split('"') if part.endswith("/lift"))
    assert "Roswitha Kallmeyer" in client.get(path).text
    for who in (ASKER, "supervisor.opr"):
        assert sign_in(who).post(path, data={"reason": "Me"}).status_code == 404, who
    assert sign_in("intake.ia").post(path, data={"reason": "Me"}).status_code in {403, 404}
    assert client.post(path, data={"reason": ""}).status_code == 422
    assert client.post(path, data={"reason": "He moved"}).status_code == 302
    with reading(ASKER) as session:
        assert numbers(session) == {number}
    assert client.post(path, data={"reason": "Again"}).status_code == 422
    with acting() as session:
        events = select(AuditEvent.id).where(AuditEvent.event == "RECUSAL_LIFTED")
        assert len(session.scalars(events).all()) == 1
