"""Two hands at an item: who confirms, signs on paper, is relieved, and its disposal."""

import pytest

from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.custody import chain, queries, service
from jicms.custody.kinds import AskedAs, CustodyKind
from jicms.custody.service import Told
from jicms.custody.service.steps import NOT_YOURS
from tests.factories import accounts
from tests.factories.custody import (
    confirmed,
    hand_over,
    handed,
    log_of,
    the_item,
    the_step,
    to_laboratory,
)
from tests.factories.evidence import item
from tests.factories.files import upload
from tests.factories.investigations import user


def test_a_hand_over_counts_once_the_receiver_confirmed_it(acting, reading, phone):
    with acting("investigator.ia") as session:
        hand_over(session, seal="S-448377")
    with reading("investigator.ia") as session:
        state = queries.state_of(the_item(session))
        assert state.holder_id == accounts.actor_of("investigator.ia").user_id
        assert len(log_of(session)) == 1
    confirmed(acting)
    with reading("custodian.ia") as session:
        state, rows = queries.state_of(the_item(session)), log_of(session)
        assert (state.holder_name, state.location) == (
            accounts.actor_of("custodian.ia").name,
            "Evidence room, C-14",
        )
        last = rows[-1]
        assert (last["first_name"], last["second_name"], last["second_as"]) == (
            rows[0]["to_name"],
            state.holder_name,
            AskedAs.RECEIVER,
        )
        assert chain.broken(rows) == []


def test_nobody_answers_for_somebody_else_and_an_answer_stands(acting, phone):
    with acting("investigator.ia") as session:
        hand_over(session)
    for name in ("investigator.ia", "supervisor.ia"):
        with acting(name) as session, pytest.raises(Denied):
            service.confirm(the_step(session), actor=accounts.actor_of(name))
    with acting("custodian.ia") as session, pytest.raises(Denied):
        service.withdraw(the_step(session), actor=accounts.actor_of("custodian.ia"), reason="x")
    with acting("custodian.ia") as session:
        actor, step = accounts.actor_of("custodian.ia"), the_step(session)
        with pytest.raises(RuleBroken, match="Say why"):
            service.decline(step, actor=actor, reason=" ")
        service.decline(step, actor=actor, reason="The seal is broken.")
        with pytest.raises(TransitionRefused, match="declined already"):
            service.confirm(step, actor=actor)
        assert len(log_of(session)) == 1


def test_of_two_hand_overs_of_one_item_the_first_stands(acting, phone):
    with acting("investigator.ia") as session:
        hand_over(session)
        with pytest.raises(RuleBroken, match="has not answered yet"):
            hand_over(session, to="supervisor.ia")
        service.withdraw(
            the_step(session), actor=accounts.actor_of("investigator.ia"), reason="Wrong person"
        )
        hand_over(session, to="supervisor.ia")
    confirmed(acting, "supervisor.ia")
    with acting("investigator.ia") as session, pytest.raises(RuleBroken, match=NOT_YOURS):
        hand_over(session)


def test_a_hand_without_an_account_signs_on_paper_before_a_witness(acting, reading, phone):
    handed(acting)
    with acting("custodian.ia") as session:
        with pytest.raises(RuleBroken, match="signed receipt"):
            to_laboratory(session, receipt=None)
        with pytest.raises(RuleBroken, match="due back"):
            to_laboratory(session, due_on=None)
        with pytest.raises(RuleBroken, match="two people"):
            to_laboratory(session, witness="custodian.ia")
        to_laboratory(session)
    confirmed(acting, "supervisor.ia")
    with reading("custodian.ia") as session:
        last, state = queries.events_of(the_item(session))[-1], queries.state_of(the_item(session))
        assert (last.kind, last.second_as) == (CustodyKind.SENT_TO_LAB, AskedAs.WITNESS)
        assert last.receipt_sha256 == last.receipt.sha256
        assert state.is_out
        assert state.due_on is not None
    with acting("custodian.ia") as session:
        actor, witness = accounts.actor_of("custodian.ia"), user(session, "supervisor.ia")
        told = Told(receipt=upload(), location="Evidence room, C-14")
        service.take_back(the_item(session), actor=actor, witness=witness, told=told)
    confirmed(acting, "supervisor.ia")
    with reading("custodian.ia") as session:
        rows, state = log_of(session), queries.state_of(the_item(session))
        assert [row["kind"] for row in rows][-2:] == ["SENT_TO_LAB", "RETURNED"]
        assert state.due_on is None
        assert chain.broken(rows) == []


def test_a_holder_who_cannot_sign_is_relieved_by_the_custodian_with_a_reason(acting, phone):
    def relieve(session, by, reason):
        return service.take_back(
            the_item(session),
            actor=accounts.actor_of(by),
            witness=user(session, "supervisor.ia"),
            told=Told(unsigned_reason=reason),
        )

    with acting("custodian.ia") as session:
        with pytest.raises(RuleBroken, match="does not sign"):
            relieve(session, "custodian.ia", " ")
        relieve(session, "custodian.ia", "Left the agency on Nov 20.")
    confirmed(acting, "supervisor.ia")
    with acting("investigator.ia") as session, pytest.raises(RuleBroken, match=NOT_YOURS):
        relieve(session, "investigator.ia", "I want it")


def test_disposal_needs_authority_receipt_and_witness_and_is_the_end(acting, reading, phone):
    def dispose(session, **told):
        return service.dispose(
            the_item(session),
            actor=accounts.actor_of("investigator.ia"),
            kind=CustodyKind.RELEASED_TO_OWNER,
            to="Pia Noor",
            witness=user(session, "supervisor.ia"),
            told=Told(**told),
        )

    with acting("investigator.ia") as session:
        with pytest.raises(RuleBroken, match="authority"):
            dispose(session, receipt=upload())
        with pytest.raises(RuleBroken, match="signed receipt"):
            dispose(session, authority="Property order 12")
        dispose(session, authority="Property order 12", receipt=upload())
    confirmed(acting, "supervisor.ia")
    with acting("investigator.ia") as session:
        assert queries.state_of(the_item(session)).disposed
        with pytest.raises(RuleBroken, match="disposed of"):
            hand_over(session)


def test_the_hash_of_a_stored_file_is_compared_with_that_at_ingest(acting, number):
    with acting("investigator.ia") as session:
        made = item(session, number, kind_code="DIGITAL_FILE", file=upload())
        actor, kind = accounts.actor_of("investigator.ia"), CustodyKind.COPIED
        wrong = Told(purpose="Copy", hash_before="0" * 64, hash_after="0" * 64)
        with pytest.raises(RuleBroken, match="not the SHA-256 at ingest"):
            service.record_in_place(made, actor=actor, kind=kind, told=wrong)
        copied = service.record_in_place(
            made, actor=actor, kind=kind, told=Told(purpose="Copy", hash_after="0" * 64)
        )
        assert copied.hash_before == made.file.sha256
        assert queries.state_of(made).differs_at == copied.recorded_at


def test_a_stored_file_stays_stored_when_it_is_disposed_of(acting, number):
    with acting("investigator.ia") as session:
        made = item(session, number, kind_code="DIGITAL_FILE", file=upload())
        actor = accounts.actor_of("investigator.ia")
        with pytest.raises(RuleBroken, match="changes no hands"):
            hand_over(session)
        copied = service.record_in_place(
            made,
            actor=actor,
            kind=CustodyKind.COPIED,
            told=Told(
                purpose="For the laboratory", hash_before=made.file.sha256, hash_after="0" * 64
            ),
        )
        assert queries.state_of(made).differs_at == copied.recorded_at
        service.dispose(
            made,
            actor=actor,
            kind=CustodyKind.DESTROYED,
            to="",
            witness=user(session, "supervisor.ia"),
            told=Told(authority="Retention schedule 4"),
        )
    confirmed(acting, "supervisor.ia")
    with acting("investigator.ia") as session:
        kept = the_item(session)
        assert kept.file is not None
        assert queries.state_of(kept).disposed
        assert queries.state_of(kept).holder_name == "System store"
