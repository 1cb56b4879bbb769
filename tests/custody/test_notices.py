"""What custody tells of by date, and to whom: nobody learns of an item that is hidden from them."""

from datetime import timedelta

from jicms.cases.handling import Handling
from jicms.core import clock
from jicms.custody import notices, service
from jicms.custody.models import CustodyState
from jicms.custody.service import Told
from jicms.evidence import service as evidence
from tests.factories import accounts
from tests.factories.custody import (
    confirmed,
    hand_over,
    handed,
    the_item,
    the_step,
    to_laboratory,
)
from tests.factories.evidence import item
from tests.factories.files import upload
from tests.factories.investigations import user

LATE, WAITS = "An item of evidence is not back", "A hand-over of evidence is not confirmed"


def told(sign_in, name):
    return sign_in(name).get("/notices").text


def sweep(acting):
    with acting():
        notices.sweep_custody()
        notices.sweep_custody()


def test_what_is_not_back_is_told_until_it_is(acting, sign_in, phone):
    handed(acting)
    with acting("custodian.ia") as session:
        to_laboratory(session)
    confirmed(acting, "supervisor.ia")
    sweep(acting)
    assert LATE not in told(sign_in, "custodian.ia")
    with acting() as session:
        session.get(CustodyState, the_item(session).id).due_on = clock.now().date() - timedelta(2)
    sweep(acting)
    for name, times in (("custodian.ia", 1), ("investigator2.ia", 0), ("supervisor.opr", 0)):
        assert told(sign_in, name).count(LATE) == times, name
    with acting("custodian.ia") as session:
        actor, witness = accounts.actor_of("custodian.ia"), user(session, "supervisor.ia")
        service.take_back(
            the_item(session), actor=actor, witness=witness, told=Told(receipt=upload())
        )
    confirmed(acting, "supervisor.ia")
    assert LATE not in told(sign_in, "custodian.ia")


def test_what_nobody_confirms_is_told_to_those_who_keep_the_item(acting, sign_in, phone):
    with acting("investigator.ia") as session:
        hand_over(session, to="supervisor.ia")
    with acting() as session:
        the_step(session).begun_at = clock.now() - timedelta(days=4)
    sweep(acting)
    assert WAITS in told(sign_in, "custodian.ia")
    with acting("supervisor.ia") as session:
        service.decline(the_step(session), actor=accounts.actor_of("supervisor.ia"), reason="No")
    assert WAITS not in told(sign_in, "custodian.ia")


def test_of_a_grand_jury_item_its_list_alone_is_told(acting, sign_in, number):
    with acting("investigator2.ia") as session:
        item(session, number, name="investigator2.ia", handling=int(Handling.GRAND_JURY))
    with acting() as session:
        state = session.get(CustodyState, the_item(session).id)
        state.due_on, state.missing_at = clock.now().date() - timedelta(2), clock.now()
    sweep(acting)
    assert LATE in told(sign_in, "investigator2.ia")
    for name in ("custodian.ia", "investigator.ia", "supervisor.ia", "head.ia"):
        text = told(sign_in, name)
        assert LATE not in text, name
        assert "missing or not what it was" not in text, name


def test_who_does_not_see_an_item_any_more_is_not_told_of_it_any_more(acting, sign_in, phone):
    with acting("investigator.ia") as session:
        hand_over(session)
    with acting() as session:
        session.get(CustodyState, the_item(session).id).missing_at = clock.now()
    assert "waits for you" in told(sign_in, "custodian.ia")
    with acting("investigator.ia") as session:
        evidence.mark(
            the_item(session),
            actor=accounts.actor_of("investigator.ia"),
            handling=int(Handling.GRAND_JURY),
        )
    for words in ("waits for you", "missing or not what it was"):
        assert words not in told(sign_in, "custodian.ia")
    assert "missing or not what it was" in told(sign_in, "investigator.ia")
