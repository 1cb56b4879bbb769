"""Steps of two people: one hands over or stands for a hand without an account, another confirms.

Both act in sessions of their own. What is confirmed becomes an event; what is declined or withdrawn
leaves the item where it was.
"""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.actors import actor_for
from jicms.auth.members import memberships_of
from jicms.auth.models import Membership, User
from jicms.cases.notices import whole
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.custody.kinds import (
    DISPOSALS,
    GOES_OUT,
    HAND_OVERS,
    STORE,
    AskedAs,
    CustodyKind,
    Hand,
    OutsideKind,
    StepState,
)
from jicms.custody.models import CustodyEvent, CustodyState, CustodyStep
from jicms.custody.scope import KEEPERS
from jicms.custody.service.events import Signed, Told, append, free, held, own_hand, timely
from jicms.evidence.models import EvidenceItem
from jicms.evidence.scope import item_scope

NOT_YOURS = "You don’t hold this item: whoever holds it hands it over."
IN_STORE = "A stored file changes no hands: its bytes stay in the system store."


def hand_over(
    item: EvidenceItem,
    *,
    actor: Actor,
    kind: CustodyKind,
    to: User,
    told: Told,
    at: datetime | None = None,
) -> CustodyStep:
    """Hand the item to somebody with an account, who confirms having it. Raises `RuleBroken`."""
    policy.require(actor, Action.CUSTODY_RECORD, item)
    state = free(item, actor)
    _refuse_stored(state)
    if state.hand != own_hand(actor).key:
        raise RuleBroken(NOT_YOURS)
    if kind not in HAND_OVERS:
        raise RuleBroken("Choose what it is handed over for.", field="kind")
    if kind is CustodyKind.CHECKED_OUT:
        _due(told.due_on)
    return _ask(state, actor, kind=kind, to=Hand.of(to), second=to, told=told, at=at)


def send_out(
    item: EvidenceItem,
    *,
    actor: Actor,
    kind: CustodyKind,
    outside: OutsideKind,
    name: str,
    witness: User,
    told: Told,
    at: datetime | None = None,
) -> CustodyStep:
    """Hand the item to somebody without an account, who signed on paper; a witness confirms it.

    The scan of what was signed is bound to the event by its hash.
    """
    policy.require(actor, Action.CUSTODY_RECORD, item)
    state = free(item, actor)
    _refuse_stored(state)
    if state.hand != own_hand(actor).key:
        raise RuleBroken(NOT_YOURS)
    if kind not in GOES_OUT:
        raise RuleBroken("Choose what it is handed over for.", field="kind")
    if kind is CustodyKind.SENT_TO_LAB:
        _due(told.due_on)
    _signed_on_paper(told)
    to = Hand.outside(outside, _named(name))
    return _ask(state, actor, kind=kind, to=to, second=witness, told=told, at=at)


def take_back(
    item: EvidenceItem,
    *,
    actor: Actor,
    witness: User,
    told: Told,
    at: datetime | None = None,
) -> CustodyStep:
    """Take the item from a hand without an account that has it and signed on paper, or from one
    that can't sign any more: then the reason shows. A witness confirms it."""
    policy.require(actor, Action.CUSTODY_RECORD, item)
    state = free(item, actor)
    _refuse_stored(state)
    me = own_hand(actor)
    if state.hand == me.key:
        raise RuleBroken("You hold this item.")
    if state.is_out and not told.unsigned_reason.strip():
        _signed_on_paper(told)
    elif not state.is_out and not actor.is_role(*KEEPERS):
        raise RuleBroken(NOT_YOURS)
    elif not told.unsigned_reason.strip():
        raise RuleBroken(
            f"Say why {state.holder_name} does not sign. The reason shows.", field="unsigned_reason"
        )
    kind = CustodyKind.RETURNED if state.is_out else CustodyKind.RECEIVED
    return _ask(state, actor, kind=kind, to=me, second=witness, told=told, at=at)


def dispose(
    item: EvidenceItem,
    *,
    actor: Actor,
    kind: CustodyKind,
    to: str,
    witness: User,
    told: Told,
    at: datetime | None = None,
) -> CustodyStep:
    """End the item's way, by an authority and before a witness. Nothing is deleted: a stored file
    stays, and is marked."""
    policy.require(actor, Action.CUSTODY_RECORD, item)
    state = free(item, actor)
    if kind not in DISPOSALS:
        raise RuleBroken("Choose how it is disposed of.", field="kind")
    if state.hand not in {own_hand(actor).key, STORE.key}:
        raise RuleBroken(NOT_YOURS)
    if not told.authority.strip():
        raise RuleBroken("Enter the authority for it.", field="authority")
    if state.hand == STORE.key:
        receiver = f"To {to.strip()}. " if to.strip() else ""
        after, told = STORE, replace(told, purpose=receiver + told.purpose)
    elif kind is CustodyKind.DESTROYED:
        after = Hand("gone:DESTROYED", "Destroyed")
    else:
        _signed_on_paper(told)
        owner = kind is CustodyKind.RELEASED_TO_OWNER
        after = Hand.outside(OutsideKind.OWNER if owner else OutsideKind.AGENCY, _named(to, "to"))
    return _ask(state, actor, kind=kind, to=after, second=witness, told=told, at=at)


def confirm(step: CustodyStep, *, actor: Actor) -> CustodyEvent:
    """The person asked has the item, or saw it change hands: the step becomes an event."""
    state = _answering(step, actor, Action.CUSTODY_ANSWER)
    _settle(step, StepState.CONFIRMED)
    to = Hand(step.to_hand, step.to_name, _account(step.to_hand))
    signed = Signed(
        first_id=step.begun_by_id,
        first_name=step.begun_by.name,
        first_at=step.begun_at,
        second_id=actor.user_id,
        second_name=actor.name,
        second_as=step.asked_as,
        second_at=clock.now(),
    )
    names = (
        *("place", "location", "purpose", "seal", "condition", "due_on", "authority"),
        *("late_reason", "unsigned_reason", "receipt"),
    )
    told = Told(**{name: getattr(step, name) for name in names})
    made = append(state, actor=actor, kind=step.kind, to=to, at=step.at, told=told, signed=signed)
    recorder.record(Event.CUSTODY_ANSWERED, obj=step, state=step.state, n=step.n)
    return made


def decline(step: CustodyStep, *, actor: Actor, reason: str) -> None:
    """The person asked does not confirm; the item stays where it was."""
    _end(step, actor, Action.CUSTODY_ANSWER, StepState.DECLINED, reason)


def withdraw(step: CustodyStep, *, actor: Actor, reason: str) -> None:
    """Whoever began the step takes it back; the item stays where it was."""
    _end(step, actor, Action.CUSTODY_WITHDRAW, StepState.WITHDRAWN, reason)


def sees_item(user_id: int, item: EvidenceItem) -> bool:
    """Under one of the account's memberships the item would be seen."""
    return any(_would_see(item, row) for row in memberships_of(user_id))


def _would_see(item: EvidenceItem, membership: Membership) -> bool:
    seen = item_scope(actor_for(membership), EvidenceItem)
    found = select(EvidenceItem.id).where(EvidenceItem.id == item.id, seen)
    return unit_of_work.session().scalar(whole(found)) is not None


def _ask(
    state: CustodyState,
    actor: Actor,
    *,
    kind: CustodyKind,
    to: Hand,
    second: User,
    told: Told,
    at: datetime | None,
) -> CustodyStep:
    """Begin a step that `second` confirms: as receiver where it is their hand, else as witness."""
    moment = timely(state, at, told.late_reason)
    if second.id == actor.user_id:
        raise RuleBroken("Choose somebody else: two people sign.", field="second")
    if not second.is_active or not sees_item(second.id, state.item):
        raise RuleBroken("Choose somebody who works with this item.", field="second")
    assert actor.user_id is not None, "the installation itself hands nothing over"
    session = unit_of_work.session()
    last = select(func.max(CustodyStep.n)).where(CustodyStep.item_id == state.item_id)
    columns = told.columns()
    for name in ("hash_before", "hash_after", "taken_over", "receipt_sha256"):
        columns.pop(name)
    step = CustodyStep(
        case_id=state.case_id,
        case=state.item.case,
        item=state.item,
        n=(session.scalar(last) or 0) + 1,
        kind=kind,
        begun_by_id=actor.user_id,
        asked=second,
        asked_as=AskedAs.RECEIVER if to.user_id == second.id else AskedAs.WITNESS,
        at=moment,
        from_hand=state.hand,
        from_name=state.holder_name,
        to_hand=to.key,
        to_name=to.name,
        **columns,
    )
    session.add(step)
    session.flush()
    recorder.record(Event.CUSTODY_ASKED, obj=step, kind=kind, n=step.n, asked=second.id)
    return step


def _answering(step: CustodyStep, actor: Actor, action: Action) -> CustodyState:
    """The item's state, held, of a step that still waits."""
    policy.require(actor, action, step)
    state = held(step.item, actor)
    unit_of_work.hold(step)
    if not step.is_pending:
        raise TransitionRefused(f"This step was {step.state.value.lower()} already.")
    return state


def _end(step: CustodyStep, actor: Actor, action: Action, state: StepState, reason: str) -> None:
    _answering(step, actor, action)
    if not reason.strip():
        raise RuleBroken("Say why.", field="reason")
    step.answer_reason = reason.strip()
    _settle(step, state)
    recorder.record(Event.CUSTODY_ANSWERED, obj=step, state=state, n=step.n)


def _settle(step: CustodyStep, state: StepState) -> None:
    step.state, step.answered_at = state, clock.now()
    unit_of_work.session().flush()


def _account(hand: str) -> int | None:
    kind, _, number = hand.partition(":")
    return int(number) if kind == "user" else None


def _refuse_stored(state: CustodyState) -> None:
    if state.hand == STORE.key:
        raise RuleBroken(IN_STORE)


def _signed_on_paper(told: Told) -> None:
    if told.receipt is None:
        raise RuleBroken("Choose the scan of the signed receipt.", field="receipt")


def _named(name: str, field: str = "name") -> str:
    if not name.strip():
        raise RuleBroken("Enter the name.", field=field)
    return name.strip()


def _due(due_on: date | None) -> None:
    if due_on is None:
        raise RuleBroken("Enter the day on which it is due back.", field="due_on")
