"""Two people at one action in the same moment: one of them is told, and no rule is passed by."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from jicms.access.actor import current_actor
from jicms.core.errors import RuleBroken, Stale, TransitionRefused
from jicms.discipline import service
from jicms.discipline.models import ActionStatus, Answer, DisciplinaryAction, Penalty, PenaltyStage
from jicms.discipline.models_board import BoardItem, BoardVote
from jicms.discipline.models_charges import Charge
from jicms.discipline.service import board_votes as votes
from tests.factories import board as boards
from tests.factories import discipline

#: What the one who comes second meets: the pages answer each of them with 409 or the sentence.
TOLD = (RuleBroken, TransitionRefused, Stale, StaleDataError, IntegrityError)


def at_once(acting, *turns):
    """Each turn in a session of its own, begun once both have read; how many went through."""
    together = Barrier(len(turns))

    def one(name, act):
        try:
            with acting(name) as session:
                action = session.scalars(select(DisciplinaryAction)).one()
                together.wait(timeout=20) if waits else None
                act(session, action)
        except TOLD:
            return 0
        return 1

    with acting() as session:
        # SQLite lets one writer in at a time: there the second begins when the first has ended.
        waits = session.get_bind().dialect.name == "postgresql"
    with ThreadPoolExecutor(len(turns)) as pool:
        # Each thread with the day of the test.
        begun = [pool.submit(copy_context().run, one, *turn) for turn in turns]
        return sum(done.result() for done in begun)


def count(session, model, **of):
    return len(session.scalars(select(model).filter_by(**of)).all())


def test_of_two_decisions_one_stands(at, acting):
    at("DECISION")
    lesser = {
        "action_type_code": "SUSPENSION_15_PLUS",
        "days": 30,
        "reason": "Long service.",
        "outcome_reason_code": "DOUGLAS_MITIGATION",
    }
    done = at_once(
        acting,
        ("specialist.ler", discipline.decided),
        ("supervisor.ler", lambda s, action: discipline.decided(s, action, **lesser)),
    )
    assert done == 1
    with acting() as session:
        assert count(session, Penalty, stage=PenaltyStage.DECIDED) == 1


def test_an_answer_and_a_decision_do_not_pass_each_other(at, acting):
    at("DECISION")
    late = {"received_at": datetime(2024, 3, 20, 16, tzinfo=UTC), "summary": "One more thing."}
    done = at_once(
        acting,
        ("specialist.ler", lambda s, action: discipline.answered(s, action, **late)),
        ("supervisor.ler", discipline.decided),
    )
    with acting() as session:
        decided = session.scalars(select(DisciplinaryAction)).one().decided_on is not None
        assert count(session, Answer) == (1 if decided and done == 1 else 2)
        # On SQLite an answer that came first is before the decision, which then considers it.
        if session.get_bind().dialect.name == "postgresql":
            assert done == 1


def test_no_charge_slips_into_a_proposal(at, acting):
    at("DRAFT")
    with acting() as session:
        boards.charged(session, session.scalars(select(DisciplinaryAction)).one())

    def one_more(session, action):
        text = service.ChargeText(discipline.link_of(session, action), "Late", "Slipped in.")
        service.draft_charge(action, actor=current_actor(), text=text)

    told = {"charges": (), "range_reason": "A guide"}
    at_once(
        acting,
        ("specialist.ler", one_more),
        ("supervisor.ler", lambda s, action: discipline.proposed(s, action, **told)),
    )
    with acting() as session:
        action = session.scalars(select(DisciplinaryAction)).one()
        if action.status is ActionStatus.PROPOSED:
            charges = session.scalars(select(Charge)).all()
            proposed = session.scalars(select(Penalty.created_at)).one()
            assert all(row.created_at <= proposed for row in charges)
            assert [row.n for row in action.charges] == list(range(1, len(charges) + 1))


@pytest.mark.parametrize("step", ["PROPOSED", "DECIDED"])
def test_of_two_services_of_a_letter_one_counts(at, acting, step):
    at(step)
    serve = discipline.served if step == "PROPOSED" else discipline.decision_served
    assert at_once(acting, ("specialist.ler", serve), ("supervisor.ler", serve)) == 1


def test_a_vote_and_the_board_s_decision_do_not_pass_each_other(at, acting, action_of):
    at("DRAFT")
    with acting("supervisor.ler") as session:
        item = boards.led(session, action_of(session)).item
    first, second, third, fourth = boards.MEMBERS
    for username in (first, second, third):
        with acting(username) as session:
            told = {"sustained": (1, 2), "action_type_code": "REMOVAL"}
            votes.vote(session.get(BoardItem, item), actor=current_actor(), **told)

    def settle(session, _action):
        votes.settle_item(session.get(BoardItem, item), actor=current_actor())

    def vote(session, _action):
        told = {"sustained": (), "action_type_code": None}
        votes.vote(session.get(BoardItem, item), actor=current_actor(), **told)

    at_once(acting, (fourth, vote), ("supervisor.ler", settle))
    with acting() as session:
        row = session.get(BoardItem, item)
        assert row.action_type_code == "REMOVAL"
        assert votes.tally(row).voted == count(session, BoardVote)
