"""What the trail says of a sealed matter is for those listed alone, as the matter itself is."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select

from jicms.access.actor import Actor
from jicms.access.scope import alias_of, fixed
from jicms.audit.events import Event
from jicms.prosecution import models, models_arrest, models_court
from jicms.prosecution.scope import is_sealed_to

_referral = models.ProsecutionReferral.__table__
_event = models.ProsecutionEvent.__table__
_reader = models_court.SealReader.__table__
_CHILDREN = tuple(
    model.__table__
    for model in (
        models.ProsecutionEvent,
        models.ProsecutionCharge,
        models_court.Prosecutor,
        models_court.CourtCount,
        models_court.Sentence,
        models_court.Seal,
        models_arrest.Arrest,
    )
)


def of_sealed_matter(actor: Actor, event: Any) -> ColumnElement[bool]:
    """Events about a sealed referral and what hangs on it, from before the seal too."""
    found = [_of(event, _referral.name, sealed_referrals(actor))]
    for child in _CHILDREN:
        of_child = select(child.c.id).where(child.c.referral_id.in_(sealed_referrals(actor)))
        found.append(_of(event, child.name, of_child))
    papers = select(_event.c.file_id).where(_event.c.referral_id.in_(sealed_referrals(actor)))
    found.append(_of(event, "stored_file", papers.where(_event.c.file_id.is_not(None))))
    return or_(*found, _of_a_list(actor, event), _refused(actor, event))


def sealed_referrals(actor: Actor) -> Select[Any]:
    """The ids of the matters that are sealed to an actor."""
    referral = alias_of(_referral, "trail_referral")
    return select(referral.c.id).where(is_sealed_to(actor, referral.c))


def _of(event: Any, table: str, ids: Select[Any]) -> ColumnElement[bool]:
    return and_(event.entity == fixed(table), event.entity_id.in_(ids))


def _of_a_list(actor: Actor, event: Any) -> ColumnElement[bool]:
    """Who was listed: rows of a list are removed, and their numbers may be given anew. Shown are
    those that stand in the list of a matter that is open to the actor, from their making on."""
    reader = alias_of(_reader, "trail_reader")
    shown = (
        select(reader.c.id)
        .where(
            reader.c.id == event.entity_id,
            reader.c.created_at <= event.at,
            reader.c.referral_id.not_in(sealed_referrals(actor)),
        )
        .correlate_except(reader)
    )
    return and_(event.entity == fixed(_reader.name), not_(shown.exists()))


def _refused(actor: Actor, event: Any) -> ColumnElement[bool]:
    """A refusal names its page, which holds a matter's number: all of a case that has a sealed one,
    but those answered as not found, which say nothing."""
    referral = alias_of(_referral, "refused_referral")
    cases = select(referral.c.case_id).where(is_sealed_to(actor, referral.c))
    return and_(
        event.event == str(Event.REFUSED),
        event.case_id.in_(cases),
        event.detail.contains("/prosecution/"),
        not_(event.detail.contains('"answered":404')),
    )
