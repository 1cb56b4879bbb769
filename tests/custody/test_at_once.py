"""Two people at one item in the same moment, and the compelled wall round its custody."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from jicms.cases.handling import Handling
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.custody import chain, queries, service
from jicms.custody.kinds import CustodyKind
from jicms.custody.models import CustodyStep
from jicms.custody.service import Told
from tests.factories import accounts
from tests.factories.custody import hand_over, the_item, the_step
from tests.factories.evidence import item


def reseal(session):
    told = Told(purpose="Look", seal="S-9")
    actor = accounts.actor_of("investigator.ia")
    service.record_in_place(the_item(session), actor=actor, kind=CustodyKind.RESEALED, told=told)


def outcomes(acting, *turns):
    """What each of them is told: None, or the sentence of the refusal."""
    together = Barrier(len(turns))

    def one(name, act):
        together.wait(timeout=20)
        try:
            with acting(name) as session:
                act(session)
        except (RuleBroken, TransitionRefused) as error:
            return str(error)
        return None

    with ThreadPoolExecutor(len(turns)) as pool:
        return [f.result() for f in [pool.submit(one, name, act) for name, act in turns]]


def test_of_two_hand_overs_in_the_same_moment_one_wins(acting, reading, phone):
    told = outcomes(
        acting,
        ("investigator.ia", hand_over),
        ("investigator.ia", lambda session: hand_over(session, to="supervisor.ia")),
    )
    assert sum(said is None for said in told) == 1
    assert any(said and "has not answered yet" in said for said in told)
    with reading() as session:
        assert the_step(session).n == 1


def test_a_confirmation_and_a_withdrawal_in_the_same_moment_leave_one_chain(acting, reading, phone):
    with acting("investigator.ia") as session:
        key = hand_over(session).id

    def confirm(session):
        step = session.get(CustodyStep, key)
        service.confirm(step, actor=accounts.actor_of("custodian.ia"))

    def withdraw(session):
        step = session.get(CustodyStep, key)
        actor = accounts.actor_of("investigator.ia")
        service.withdraw(step, actor=actor, reason="Not yet")

    told = outcomes(acting, ("custodian.ia", confirm), ("investigator.ia", withdraw))
    assert sum(said is None for said in told) == 1
    with reading() as session:
        rows = queries.custody_log(the_item(session))
        assert chain.broken(rows) == []
        assert the_step(session) is None


def test_events_recorded_in_the_same_moment_stand_one_after_the_other(acting, reading, phone):
    turn = ("investigator.ia", reseal)
    assert outcomes(acting, turn, turn, turn) == [None, None, None]
    with reading() as session:
        rows = queries.custody_log(the_item(session))
        assert [row["n"] for row in rows] == [1, 2, 3, 4]
        assert chain.broken(rows) == []


@pytest.mark.parametrize(("name", "sees"), [("investigator.ia", True), ("investigator2.ia", False)])
def test_custody_of_a_compelled_item_is_shut_to_the_criminal_team(
    acting, sign_in, number, name, sees
):
    with acting("investigator.ia") as session:
        compelled = int(Handling.GARRITY_COMPELLED)
        item(session, number, description="Notes he was told to bring", handling=compelled)
        hand_over(session)
    client = sign_in(name)
    for path in ("/custody", "/evidence"):
        text = client.get(f"/cases/{number}{path}").text
        assert ("Notes he was told to bring" in text) is sees
        assert ("E0001" in text) is sees
    for path in ("", "/custody.pdf", "/custody.csv"):
        status = client.get(f"/cases/{number}/evidence/items/1{path}").status_code
        assert (status == 200) is sees
