"""Who sees a referral to prosecutors, sealed ones among them; whose standing declinations an actor
sees: those of the own agency."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, not_, true

from jicms.access.actor import NO_CASE_CONTENT, Actor
from jicms.access.scope import alias_of, there_is
from jicms.cases.scope import of_full_case
from jicms.prosecution.models import ProsecutionReferral
from jicms.prosecution.models_court import SealReader
from jicms.prosecution.models_gate import StandingDeclination

_declination = StandingDeclination.__table__
_referral = ProsecutionReferral.__table__
_reader = SealReader.__table__
_of_case = of_full_case("prosecution_referral")
_arrest_of_case = of_full_case("arrest")
_child_of_case = of_full_case("prosecution_referral", key="referral_id")


def referral_scope(actor: Actor, row: Any) -> ColumnElement[bool]:
    """A referral: with full sight of its case, or named by a grant; a sealed one by its list."""
    seen = _of_case(actor, row)
    return seen if actor.is_system else and_(seen, not_(is_sealed_to(actor, row)))


def arrest_scope(actor: Actor, row: Any) -> ColumnElement[bool]:
    """An arrest: with full sight of its case, or named by a grant; one that belongs to a sealed
    matter, by its list."""
    seen = _arrest_of_case(actor, row)
    if actor.is_system:
        return seen
    referral = alias_of(_referral, "arrest_matter")
    sealed = there_is(
        referral,
        where=(referral.c.id == row.referral_id, is_sealed_to(actor, referral.c)),
    )
    return and_(seen, not_(sealed))


def of_referral(actor: Actor, child: Any) -> ColumnElement[bool]:
    """What hangs on a referral goes where it goes."""
    seen = _child_of_case(actor, child)
    if actor.is_system:
        return seen
    referral = alias_of(_referral, "scope_prosecution")
    shown = (referral.c.id == child.referral_id, not_(is_sealed_to(actor, referral.c)))
    return and_(seen, there_is(referral, where=shown))


def is_sealed_to(actor: Actor, referral: Any) -> ColumnElement[bool]:
    """The matter is sealed and the actor is not listed; sight of its case is another question."""
    if actor.is_system:
        return false()
    reader = alias_of(_reader, "seal_reader")
    listed = there_is(
        reader, where=(reader.c.referral_id == referral.id, reader.c.user_id == actor.user_id)
    )
    return and_(referral.is_sealed, not_(listed))


def of_own_agency(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Letters to the actor's agency, for those who work with cases."""
    if actor.is_system:
        return true()
    if actor.agency_id is None or actor.role is None or actor.role in NO_CASE_CONTENT:
        return false()
    own: ColumnElement[bool] = row.agency_id == actor.agency_id
    return own


def of_seen_declination(actor: Actor, row: Any) -> ColumnElement[bool]:
    """The categories of a letter that is seen."""
    if actor.is_system:
        return true()
    letter = alias_of(_declination, "scope_standing")
    return there_is(
        letter, where=(letter.c.id == row.declination_id, of_own_agency(actor, letter.c))
    )
