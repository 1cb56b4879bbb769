"""Writes of the checklists: fill in, confirm, take back."""

from datetime import date

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.go_live.checklist import Feature, Item
from jicms.go_live.models import GoLiveAnswer
from jicms.people import people_of


def fill(
    feature: Feature, item: Item, *, actor: Actor, reference: str | None, dated: date
) -> GoLiveAnswer:
    """Answer an item. What stood before ends, and its confirmation with it."""
    policy.require(actor, Action.GO_LIVE_FILL)
    assert actor.user_id is not None
    said = (reference or "").strip()
    if not item.is_start and not said:
        raise RuleBroken("Enter the reference.", field="reference")
    if not item.is_start and dated > clock.today(actor.zone):
        raise RuleBroken("The date lies in the future.", field="dated")
    session, now = unit_of_work.session(), clock.now()
    before = session.scalar(
        select(GoLiveAnswer)
        .where(
            GoLiveAnswer.feature == feature.key,
            GoLiveAnswer.item == item.key,
            GoLiveAnswer.ended_at.is_(None),
        )
        .with_for_update()
    )
    if before is not None:
        before.ended_at, before.ended_by_id, before.end_reason = now, actor.user_id, "Replaced"
        session.flush()
    answer = GoLiveAnswer(
        feature=feature.key,
        item=item.key,
        reference=said,
        dated=dated,
        given_by_id=actor.user_id,
        given_at=now,
    )
    session.add(answer)
    session.flush()
    recorder.record(Event.GO_LIVE_FILLED, obj=answer, feature=feature.key, item=item.key)
    return answer


def confirm(answer: GoLiveAnswer, *, actor: Actor) -> None:
    """Confirm what somebody else filled in."""
    policy.require(actor, Action.GO_LIVE_CONFIRM, answer)
    unit_of_work.hold(answer)
    if answer.ended_at is not None or answer.confirmed_at is not None:
        raise TransitionRefused("This answer no longer waits.")
    session = unit_of_work.session()
    if set(session.scalars(people_of(answer.given_by_id))) & set(actor.person_ids):
        raise TransitionRefused("Your own person filled this in with another account.")
    answer.confirmed_at, answer.confirmed_by_id = clock.now(), actor.user_id
    session.flush()
    recorder.record(Event.GO_LIVE_CONFIRMED, obj=answer, feature=answer.feature, item=answer.item)


def end(answer: GoLiveAnswer, *, actor: Actor, reason: str) -> None:
    """Take an answer back: the feature is off from this moment."""
    policy.require(actor, Action.GO_LIVE_END, answer)
    if not reason.strip():
        raise RuleBroken("Enter the reason.", field="reason")
    unit_of_work.hold(answer)
    if answer.ended_at is not None:
        raise TransitionRefused("This answer was taken back already.")
    answer.ended_at, answer.ended_by_id = clock.now(), actor.user_id
    answer.end_reason = reason.strip()
    unit_of_work.session().flush()
    recorder.record(Event.GO_LIVE_ENDED, obj=answer, feature=answer.feature, item=answer.item)
