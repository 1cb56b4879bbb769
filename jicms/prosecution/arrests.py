"""Arrests of the people in a case."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Office
from jicms.cases import service as cases
from jicms.cases.models import Case, Party
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.prosecution.models import ProsecutionReferral
from jicms.prosecution.models_arrest import Arrest, Duty


def add_arrest(party: Party, *, actor: Actor, **said: Any) -> Arrest:
    """Record an arrest of somebody in the case; `said` as in `_write`.

    Raises `RuleBroken`, `Denied`.
    """
    case = party.case
    policy.require(actor, Action.PARTY_EDIT, case)
    if party.withdrawn_at is not None:
        raise RuleBroken(f"{party.name} was withdrawn from the case.", field="party")
    cases.lock(case)
    made = Arrest(case=case, party=party, n=cases.next_part(case, Arrest), user_id=actor.user_id)
    made.party_id = party.id
    _write(made, **said)
    session = unit_of_work.session()
    session.add(made)
    session.flush()
    recorder.record(Event.ARREST_RECORDED, case=case, obj=made)
    return made


def edit_arrest(arrest: Arrest, *, actor: Actor, **said: Any) -> None:
    """Correct an arrest, or write its disposition. Raises `RuleBroken`, `Denied`."""
    policy.require(actor, Action.PARTY_EDIT, arrest.case)
    _write(arrest, **said)
    unit_of_work.session().flush()


def _write(
    arrest: Arrest,
    *,
    agency: str,
    charge: str,
    arrested_on: date | None = None,
    duty: Duty = Duty.UNKNOWN,
    disposition: str = "",
    referral: ProsecutionReferral | None = None,
) -> None:
    if referral is not None and referral.party_id != arrest.party_id:
        raise RuleBroken("Choose a matter of the person who was arrested.", field="matter")
    if not agency.strip():
        raise RuleBroken("Write which agency made the arrest.", field="agency")
    if not charge.strip():
        raise RuleBroken("Write the charge.", field="charge")
    if arrested_on is not None and arrested_on > clock.today(arrest.case.agency.zone):
        raise RuleBroken("The arrest lies in the future.", field="arrested_on")
    arrest.agency, arrest.charge = agency.strip(), charge.strip()
    arrest.arrested_on, arrest.duty, arrest.disposition = arrested_on, duty, disposition.strip()
    arrest.referral_id = referral.id if referral is not None else None


def arrests_of(case: Case) -> Sequence[Arrest]:
    """The arrests of a case that the viewer may see."""
    return (
        unit_of_work.session()
        .scalars(
            select(Arrest)
            .where(Arrest.case_id == case.id)
            .order_by(Arrest.n)
            .options(joinedload(Arrest.party).joinedload(Party.person))
        )
        .all()
    )


def arrest_of(number: str, n: int) -> Arrest | None:
    """An arrest within its case."""
    return unit_of_work.session().scalar(
        select(Arrest)
        .join(Case, Case.id == Arrest.case_id)
        .where(Case.number == number, Arrest.n == n)
        .options(
            joinedload(Arrest.case).joinedload(Case.agency),
            joinedload(Arrest.case).joinedload(Case.lead_office).joinedload(Office.agency),
            joinedload(Arrest.party).joinedload(Party.person),
        )
    )
