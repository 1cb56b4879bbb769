"""A matter under seal: an order of the court, those who see it, and the order that lifts it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.members import users_of
from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.prosecution.models import ProsecutionReferral
from jicms.prosecution.models_court import Seal, SealReader

INVESTIGATING = (Role.INVESTIGATOR, Role.INVESTIGATIONS_SUPERVISOR)


def may_be_listed(case: Case) -> Sequence[User]:
    """Who may see a sealed matter of the case: investigators and supervisors of its office."""
    ids = users_of(case.lead_office_id, *INVESTIGATING)
    found = select(User).where(User.id.in_(ids)).order_by(User.name)
    return unit_of_work.session().scalars(found).all()


def seal(
    referral: ProsecutionReferral,
    *,
    actor: Actor,
    sealed_on: date,
    order_name: str,
    readers: Sequence[int],
) -> Seal:
    """Seal the matter by a court's order: from now on those listed alone know of it.

    Whoever seals is listed, and a supervisor of the lead office, so that somebody can lift it.
    """
    policy.require(actor, Action.PROSECUTION_EDIT, referral)
    unit_of_work.hold(referral)
    if referral.is_sealed:
        raise TransitionRefused("The matter is sealed already.")
    if not order_name.strip():
        raise RuleBroken("Name the order that seals it.", field="order_name")
    if sealed_on > clock.today(referral.case.agency.zone):
        raise RuleBroken("The date lies in the future.", field="sealed_on")
    _list(referral, actor, readers)
    referral.is_sealed = True
    made = Seal(
        referral=referral,
        case_id=referral.case_id,
        sealed_on=sealed_on,
        order_name=order_name.strip(),
        sealed_by_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.PROSECUTION_SEALED, obj=referral)
    return made


def change_readers(
    referral: ProsecutionReferral, *, actor: Actor, readers: Sequence[int]
) -> ProsecutionReferral:
    """List others: who is taken off knows of the matter no longer."""
    policy.require(actor, Action.PROSECUTION_EDIT, referral)
    if not referral.is_sealed:
        raise TransitionRefused("The matter is not sealed.")
    _list(referral, actor, readers)
    recorder.record(Event.PROSECUTION_SEALED, obj=referral, readers=True)
    return referral


def lift(
    referral: ProsecutionReferral, *, actor: Actor, lifted_on: date, lift_order: str
) -> ProsecutionReferral:
    """Lift the seal by the court's order. Who was listed stays on record."""
    policy.require(actor, Action.PROSECUTION_EDIT, referral)
    unit_of_work.hold(referral)
    found = standing_seal(referral)
    if found is None or not referral.is_sealed:
        raise TransitionRefused("The matter is not sealed.")
    if not lift_order.strip():
        raise RuleBroken("Name the order that lifts the seal.", field="lift_order")
    if not found.sealed_on <= lifted_on <= clock.today(referral.case.agency.zone):
        raise RuleBroken("Give a day from the sealing to today.", field="lifted_on")
    found.lifted_on, found.lift_order = lifted_on, lift_order.strip()
    found.lifted_by_id = actor.user_id
    referral.is_sealed = False
    unit_of_work.session().flush()
    recorder.record(Event.PROSECUTION_SEALED, obj=referral, lifted=lifted_on)
    return referral


def standing_seal(referral: ProsecutionReferral) -> Seal | None:
    """The order that seals the matter now."""
    found: Seal | None = unit_of_work.session().scalar(
        select(Seal).where(Seal.referral_id == referral.id, Seal.lifted_on.is_(None))
    )
    return found


def readers_of(referral: ProsecutionReferral) -> Sequence[SealReader]:
    """Who is listed."""
    found = select(SealReader).where(SealReader.referral_id == referral.id)
    return unit_of_work.session().scalars(found).all()


def _list(referral: ProsecutionReferral, actor: Actor, readers: Sequence[int]) -> None:
    offered = {user.id for user in may_be_listed(referral.case)}
    wanted = {*readers, *([actor.user_id] if actor.user_id is not None else [])}
    if not set(readers) <= offered:
        raise RuleBroken("Choose people of the lead office.", field="readers")
    supervisors = users_of(referral.case.lead_office_id, Role.INVESTIGATIONS_SUPERVISOR)
    if not wanted & supervisors:
        raise RuleBroken(
            "List a supervisor of the lead office: somebody has to be able to lift the seal.",
            field="readers",
        )
    session = unit_of_work.session()
    standing = {row.user_id: row for row in readers_of(referral)}
    for user_id in standing.keys() - wanted:
        session.delete(standing[user_id])
    for user_id in sorted(wanted - standing.keys()):
        session.add(
            SealReader(
                referral_id=referral.id,
                case_id=referral.case_id,
                user_id=user_id,
                given_by_id=actor.user_id,
            )
        )
    session.flush()
