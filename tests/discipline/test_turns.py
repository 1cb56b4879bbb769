"""Whose turn it is: officials are told, their list begins with it, and what lies behind is told
no more."""

import re

import pytest
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.auth.models import User
from jicms.discipline import service
from jicms.discipline.models import DisciplinaryAction
from jicms.notices.models import Notice
from jicms.people.models import Person
from tests.factories import discipline


@pytest.fixture
def told(reading):
    """`told("official.cbp")`: the events of which that account has a notice."""

    def found(username):
        with reading() as session:
            rows = session.scalars(
                select(Notice.event)
                .join(User, User.id == Notice.user_id)
                .where(User.username == username, Notice.cleared_at.is_(None))
            )
            return set(rows)

    return found


def test_each_official_is_told_of_his_own_turn_until_it_is_done(
    acting, at, action_of, told, sign_in
):
    at("DRAFT")
    proposing, deciding = "official.cbp", "official2.cbp"
    with acting() as session:
        action, me = action_of(session), current_actor()
        officials = {"proposing": discipline.user(proposing, session)}
        officials["deciding"] = discipline.user(deciding, session)
        service.name_officials(action, actor=me, **officials)
    assert ("TO_PROPOSE" in told(proposing), told(deciding)) == (True, set())
    page = sign_in(proposing).get("/notices").text
    assert "You are named to propose on an action" in page
    with acting() as session:
        discipline.proposed(session, action_of(session))
    assert "TO_PROPOSE" not in told(proposing)
    with acting() as session:
        discipline.served(session, action_of(session))
        assert "TO_DECIDE" not in told(deciding), "the answer comes first"
        discipline.answered(session, action_of(session))
    assert "TO_DECIDE" in told(deciding)
    assert "An action waits for your decision" in sign_in(deciding).get("/notices").text
    with acting() as session:
        discipline.weighed(session, action_of(session))
        discipline.decided(session, action_of(session))
    assert "TO_DECIDE" not in told(deciding)


def test_another_official_takes_the_turn_over(acting, at, action_of, told):
    at("DECISION")
    assert "TO_DECIDE" in told("official2.cbp")
    with acting() as session:
        other = discipline.official(session, "official9.cbp")
        service.name_officials(action_of(session), actor=current_actor(), deciding=other)
    assert "TO_DECIDE" not in told("official2.cbp")
    assert "TO_DECIDE" in told("official9.cbp")


def test_a_list_begins_with_what_waits_for_its_official(acting, at, sign_in):
    numbers = {step: at(step).number for step in ("SERVED", "DECISION")}
    client = sign_in("official2.cbp")
    for path in ("/packages", "/"):
        page = client.get(path).text
        listed = re.findall(r"(\d{9})-D01</a>.*?Waits for\">(?:<b>)?([^<]*)", page)
        assert listed == [(numbers["DECISION"], "Your decision"), (numbers["SERVED"], "–")], path
    assert re.search(r"Packages\W.{0,60}count[^>]*>1<", client.get("/").text, re.DOTALL)
    assert "Your decision" not in sign_in("official.cbp").get("/packages").text


def test_the_specialist_of_a_draft_is_told_until_it_is_one_no_more(acting, at, action_of, told):
    at("DRAFT", specialist=None)
    with acting() as session:
        action, me = action_of(session), current_actor()
        user = discipline.user("specialist.ler", session)
        service.assign_specialist(action, actor=me, user=user)
    assert "ACTION_ASSIGNED" in told("specialist.ler")
    with acting() as session:
        service.withdraw(action_of(session), actor=current_actor(), reason="Referred in error.")
    assert "ACTION_ASSIGNED" not in told("specialist.ler")


def test_only_who_is_no_employee_is_offered_a_contractor_outcome(acting, at, sign_in):
    page = f"/cases/{at('DRAFT').number}/actions/1"
    client = sign_in("specialist.ler")
    assert "Record a contractor outcome" not in client.get(page).text
    with acting() as session:
        action = session.scalar(select(DisciplinaryAction))
        session.get(Person, action.party.person_id).kind_code = "CONTRACTOR"
    assert "Record a contractor outcome" in client.get(page).text


def test_a_step_that_is_not_open_says_what_is_missing(at, sign_in):
    client, page = sign_in("specialist.ler"), f"/cases/{at('DRAFT').number}/actions/1"
    assert "Determine the coverage first" in client.get(f"{page}/proposal").text
    assert "This step is of another stage" in client.get(f"{page}/final").text


def test_an_action_that_ended_early_shows_no_step_to_come(acting, at, action_of, sign_in):
    page = f"/cases/{at('ANSWER').number}/actions/1"
    with acting() as session:
        service.withdraw(action_of(session), actor=current_actor(), reason="Proposed in error.")
    shown = sign_in("specialist.ler").get(page).text
    road = shown.partition('id="steps"')[2].partition("</section>")[0]
    assert "Notice served" in road
    assert "Decision served" not in road
    assert ">None<" in shown.partition('id="penalty"')[2].partition("</section>")[0]
