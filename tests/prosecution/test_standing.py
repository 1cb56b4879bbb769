"""Sovereigns and standing declinations: who enters, who confirms, what they open."""

import io
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.allegations.models import AllegationSubject
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.people.models import UserPerson
from jicms.prosecution import gate
from jicms.prosecution import service_gate as service
from jicms.prosecution.models_gate import StandingDeclination, StandingUse
from tests.factories import accounts
from tests.factories.files import upload
from tests.factories.interviews import assessed
from tests.prosecution.test_service import S, go, number, referred, subject, the_case

__all__ = ["number"]


def letter(name="counsel.cbp", confirmed_by="supervisor.ia", **values):
    told = {
        "level_code": "FEDERAL",
        "office": "U.S. Attorney’s Office",
        "categories": ["COR-01", "IT-02"],
        "conditions": "No loss above $500\nNo force",
        "valid_from": date(2026, 1, 1),
        "file": upload(),
        **values,
    }
    made = service.enter_standing(actor=accounts.actor_of(name), **told)
    if confirmed_by:
        service.confirm_standing(made, actor=accounts.actor_of(confirmed_by))
    return made


def relied_on(session, number, standing, ticked=(True, True), name="investigator.ia"):
    charge = session.scalars(select(AllegationSubject).order_by(AllegationSubject.id)).first()
    return service.use_standing(
        the_case(session, number),
        standing,
        actor=accounts.actor_of(name),
        charge=charge,
        ticked=dict(enumerate(ticked)),
    )


def test_two_accounts_of_one_person_are_not_two_people(acting):
    with acting() as session:
        waiting = letter(confirmed_by=None)
        second = accounts.actor_of("supervisor.ia")
        entered = accounts.person_of(session, "counsel.cbp")
        now = clock.now()
        link = UserPerson(user_id=second.user_id, person_id=entered.id, valid_from=now)
        session.add(link)
        session.flush()
        assert policy.allows(accounts.actor_of("supervisor.ia"), Action.STANDING_CONFIRM, waiting)
        link.confirmed_at = now
        session.flush()
        with pytest.raises(Denied):
            service.confirm_standing(waiting, actor=accounts.actor_of("supervisor.ia"))
        service.confirm_standing(waiting, actor=accounts.actor_of("supervisor.opr"))


def test_a_confirmed_letter_opens_the_gate_once_each_condition_is_ticked(acting, number):
    with acting("investigator.ia") as session:
        waiting = letter(confirmed_by=None)
        with pytest.raises(RuleBroken, match="does not count"):
            relied_on(session, number, waiting)
        with pytest.raises(Denied):
            service.confirm_standing(waiting, actor=accounts.actor_of("counsel.cbp"))
        service.confirm_standing(waiting, actor=accounts.actor_of("supervisor.ia"))
        with pytest.raises(RuleBroken, match="ticked"):
            relied_on(session, number, waiting, ticked=(True, False))
        use = relied_on(session, number, waiting)
        assert use.conditions == "No loss above $500\nNo force"
        assert gate.is_open(subject(session))
        assert not gate.is_open(subject(session, 2)), "the other subject has its own gate"
        service.withdraw_use(use, actor=accounts.actor_of("investigator.ia"))
        assert not gate.is_open(subject(session))
        with pytest.raises(TransitionRefused):
            service.withdraw_use(use, actor=accounts.actor_of("investigator.ia"))


def test_it_opens_nothing_past_its_period_after_its_end_or_beside_a_pending_referral(
    acting, number
):
    with acting("investigator.ia") as session:
        made = letter(valid_until=clock.today("America/New_York") + timedelta(days=2))
        relied_on(session, number, made)
        assert gate.is_open(subject(session))
        with clock.at(clock.now() + timedelta(days=4)):
            assert not gate.is_open(subject(session))
        # Half past eleven at night where the agency is: the next day by UTC.
        last = datetime.combine(made.valid_until, time(23, 30), ZoneInfo("America/New_York"))
        with clock.at(last):
            assert gate.is_open(subject(session)), "the agency's own day counts"
        with clock.at(last + timedelta(hours=1)):
            assert not gate.is_open(subject(session))
    with acting() as session:
        first = referred(session, number)
        assert not gate.is_open(subject(session))
        go(first, S.DECLINED)
        made = session.scalar(select(StandingDeclination))
        service.end_standing(made, actor=accounts.actor_of("counsel.cbp"))
        assert gate.is_open(subject(session)), "the office declined this very matter"
        go(first, S.UNDER_REVIEW)
        assert not gate.is_open(subject(session))


def test_a_letter_serves_its_own_sovereign_and_categories(acting, number):
    with acting("investigator.ia") as session:
        state = letter(level_code="STATE")
        relied_on(session, number, state)
        assert gate.gate_of(subject(session)).missing == (("1.1", "FEDERAL"),)
        other = letter(categories=["IT-02"])
        with pytest.raises(RuleBroken, match="does not cover"):
            relied_on(session, number, other)
        relied_on(session, number, letter())
        assert gate.is_open(subject(session))
    with acting() as session:
        assessed(session, subject(session), "TRIBAL")
        assert gate.gate_of(subject(session)).missing == (("1.1", "TRIBAL"),)


def test_a_letter_of_another_agency_is_not_there(acting, reading, sign_in, number):
    with acting("supervisor.opr") as session:
        key = letter("supervisor.opr", confirmed_by=None).id
    with reading("investigator.ia") as session:
        assert session.scalars(select(StandingDeclination)).all() == []
    client = sign_in("supervisor.ia")
    for method, path in (("POST", "confirm"), ("POST", "end"), ("GET", "file")):
        answer = client.open(f"/standing-declinations/{key}/{path}", method=method)
        assert answer.status_code == 404, path


def test_the_pages_of_letters_and_of_the_case(acting, sign_in, reading, number):
    counsel, boss, agent = map(sign_in, ("counsel.cbp", "supervisor.ia", "investigator.ia"))
    assert agent.get("/standing-declinations").status_code == 403
    form = {
        "level_code": "FEDERAL",
        "office": "U.S. Attorney",
        "valid_from": "01/01/2026",
        "conditions": "No loss\nNo force",
        "categories": ["COR-01"],
        "file": (io.BytesIO(b"We decline."), "letter.txt"),
    }
    bare = counsel.post("/standing-declinations/new", data={**form, "file": "", "conditions": " "})
    assert bare.status_code == 422
    assert counsel.post("/standing-declinations/new", data=form).status_code == 302
    with reading() as session:
        key = session.scalar(select(StandingDeclination.id))
        charge = session.scalar(
            select(AllegationSubject.id).where(AllegationSubject.party_id == subject(session).id)
        )
    confirm = f"/standing-declinations/{key}/confirm"
    assert confirm not in counsel.get("/standing-declinations").text
    assert counsel.post(confirm).status_code == 403
    assert confirm in boss.get("/standing-declinations").text
    assert boss.post(confirm).status_code == 302
    use = f"/cases/{number}/prosecution/standing"
    assert "No force" in agent.get(use).text
    half = agent.post(f"{use}?letter={key}", data={"charge": str(charge), "terms": ["0"]})
    assert half.status_code == 422
    both = {"charge": str(charge), "terms": ["0", "1"]}
    assert agent.post(f"{use}?letter={key}", data=both).status_code == 302
    page = agent.get(f"/cases/{number}/prosecution").text
    assert "standing declination of U.S. Attorney" in page
    where = {"charges": [str(charge)], "likely": ["STATE"], "reason": "At the port."}
    path = f"/cases/{number}/prosecution/jurisdiction"
    assert agent.post(path, data=where).status_code == 302
    assert "no state declination" in agent.get(f"/cases/{number}/prosecution").text
    with reading() as session:
        row = session.scalar(select(StandingUse.id))
    assert agent.post(f"{use}/{row}/withdraw").status_code == 302
    assert "no federal declination" in agent.get(f"/cases/{number}/prosecution").text
