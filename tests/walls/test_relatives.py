"""A confirmed relative is shut out like the person, in the web and through the API."""

import pytest

from jicms.cases import service
from jicms.cases.models import PartyRole, Wall
from jicms.core import clock
from jicms.people.models import DeclaredRelation
from tests.api.conftest import program
from tests.cases.conftest import numbers
from tests.factories import accounts
from tests.walls.late import case_of, first_party, party_added, prepared, user_id

__all__ = ["program"]

WHO, KIN, BY = "investigator.ia", "investigator2.ia", "supervisor.ia"


def relate(acting, *, confirmed=True, ended=False, turned=False):
    with acting() as session:
        pair = [accounts.person_of(session, name).id for name in (WHO, KIN)]
        one, other = reversed(pair) if turned else pair
        session.add(
            DeclaredRelation(
                person_id=one,
                related_id=other,
                confirmed_at=clock.now() if confirmed else None,
                ended_at=clock.now() if ended else None,
            )
        )


@pytest.mark.parametrize("turned", [False, True])
def test_naming_a_relative_shuts_the_lead_out_at_once(turned, acting, sign_in, program):
    relate(acting, turned=turned)
    number = prepared(acting, WHO, "party added")
    client, caller = sign_in(WHO), program(WHO)
    assert client.get(f"/cases/{number}").status_code == 200
    party_added(acting, KIN, number, BY)
    assert client.get(f"/cases/{number}").status_code == 404
    assert caller.get(f"/api/v1/cases/{number}").status_code == 404
    assert number not in client.get("/cases").text
    with acting() as session:
        assert first_party(session, number).wall is Wall.CONFIRMED
        assert case_of(session, number).lead_user_id is None
    with acting(BY) as session:
        party = first_party(session, number)
        service.withdraw_party(party, actor=session.info["actor"], reason="Named wrongly")
    with acting() as session:
        assert case_of(session, number).lead_user_id == user_id(session, WHO)
    assert client.get(f"/cases/{number}").status_code == 200


@pytest.mark.parametrize("state", [{"confirmed": False}, {"ended": True}])
def test_only_a_relation_that_is_confirmed_and_stands_counts(state, acting, reading):
    relate(acting, **state)
    number = prepared(acting, WHO, "party added")
    party_added(acting, KIN, number, BY)
    with reading(WHO) as session:
        assert numbers(session) == {number}


def test_judging_again_displaces_a_lead_who_became_a_relative(acting):
    number = prepared(acting, WHO, "party added")
    party_added(acting, KIN, number, BY)
    relate(acting)
    with acting() as session:
        service.rejudge(accounts.person_of(session, KIN).id, session.info["actor"])
    with acting() as session:
        assert case_of(session, number).lead_user_id is None


def test_official_duty_of_a_relative_shuts_nobody_out(acting, reading):
    relate(acting)
    number = prepared(acting, WHO, "party added")
    with acting(BY) as session:
        service.add_party(
            case_of(session, number),
            actor=session.info["actor"],
            role=PartyRole.REPORTING_OFFICIAL,
            person=accounts.person_of(session, KIN),
        )
    with reading(WHO) as session:
        assert numbers(session) == {number}
