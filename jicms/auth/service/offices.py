"""Agencies and offices: added, changed, retired; never deleted."""

import re
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import or_, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.auth.models import (
    Agency,
    Membership,
    Office,
    OfficeKind,
    Principal,
    PrincipalKind,
)
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,39}")
_CODE_FORM = "Use 2 to 40 capital letters, digits and hyphens."


def add_agency(
    *, actor: Actor, code: str, name: str, zone: str, scheme: str, letterhead: str | None = None
) -> Agency:
    """Add a component that uses the installation."""
    policy.require(actor, Action.REFDATA_EDIT)
    session = unit_of_work.session()
    code = code.strip().upper()
    if not CODE.fullmatch(code):
        raise RuleBroken(_CODE_FORM, field="code")
    if session.scalar(select(Agency.id).where(Agency.code == code)) is not None:
        raise RuleBroken("This code is taken.", field="code")
    _refuse_zone(zone)
    agency = Agency(
        code=code,
        name=name.strip(),
        zone=zone,
        scheme=scheme,
        letterhead=(letterhead or "").strip(),
    )
    session.add(agency)
    session.flush()
    return agency


def change_agency(
    agency: Agency, *, actor: Actor, name: str, zone: str, letterhead: str | None = None
) -> None:
    """Change name, time zone and letterhead; dates and letters that were recorded stay as they
    are."""
    policy.require(actor, Action.REFDATA_EDIT)
    _refuse_zone(zone)
    agency.name, agency.zone = name.strip(), zone
    agency.letterhead = (letterhead or "").strip()
    unit_of_work.session().flush()


def retire_agency(agency: Agency, *, actor: Actor, last_day: date) -> None:
    """Offer the agency no longer after `last_day`. Its offices have to be retired first."""
    policy.require(actor, Action.REFDATA_EDIT)
    left = unit_of_work.session().scalar(
        select(Office.code).where(
            Office.agency_id == agency.id,
            or_(Office.valid_to.is_(None), Office.valid_to > last_day),
        )
    )
    if left is not None:
        raise RuleBroken(f"{left} is in use longer than that: retire it first.", field="last_day")
    agency.valid_to = last_day
    unit_of_work.session().flush()


def _refuse_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise RuleBroken("This is no time zone.", field="zone") from None


def add_office(
    *,
    actor: Actor,
    agency: Agency,
    code: str,
    name: str,
    kind: OfficeKind,
    refers_to: Office | None = None,
    counterpart: Office | None = None,
    telephone: str | None = None,
) -> Office:
    """Add an office with a principal of its own, so that cases can be shared with it."""
    policy.require(actor, Action.REFDATA_EDIT)
    session = unit_of_work.session()
    code = code.strip().upper()
    if not CODE.fullmatch(code):
        raise RuleBroken(_CODE_FORM, field="code")
    if session.scalar(select(Office.id).where(Office.code == code)) is not None:
        raise RuleBroken("This code is taken.", field="code")
    if not agency.is_in_use(clock.today(agency.zone)):
        raise RuleBroken("This agency is retired.", field="agency")
    _refuse_target(kind, refers_to)
    _refuse_counterpart(kind, counterpart)
    principal = Principal(kind=PrincipalKind.OFFICE)
    session.add(principal)
    session.flush()
    office = Office(
        agency_id=agency.id,
        code=code,
        name=name.strip(),
        kind=kind,
        principal_id=principal.id,
        refers_to_id=refers_to.id if refers_to else None,
        counterpart_id=counterpart.id if counterpart else None,
        telephone=(telephone or "").strip(),
    )
    session.add(office)
    session.flush()
    return office


def change_office(
    office: Office,
    *,
    actor: Actor,
    name: str,
    refers_to: Office | None = None,
    counterpart: Office | None = None,
    telephone: str | None = None,
) -> None:
    """Change what may change: code, kind and agency stay, because records stand on them."""
    policy.require(actor, Action.REFDATA_EDIT)
    _refuse_target(office.kind, refers_to)
    _refuse_counterpart(office.kind, counterpart)
    if counterpart is not None and counterpart.id == office.id:
        raise RuleBroken("An office can’t stand in for itself.", field="counterpart")
    office.name = name.strip()
    office.refers_to_id = refers_to.id if refers_to else None
    office.counterpart_id = counterpart.id if counterpart else None
    office.telephone = (telephone or "").strip()
    unit_of_work.session().flush()


def _refuse_target(kind: OfficeKind, refers_to: Office | None) -> None:
    if refers_to is None:
        return
    if kind is not OfficeKind.INVESTIGATIONS:
        raise RuleBroken("Only an investigations office refers cases.", field="refers_to")
    if refers_to.kind is not OfficeKind.LABOR_RELATIONS:
        raise RuleBroken("Referrals go to a labor relations office.", field="refers_to")


def _refuse_counterpart(kind: OfficeKind, counterpart: Office | None) -> None:
    if counterpart is None:
        return
    if {kind, counterpart.kind} != {OfficeKind.INVESTIGATIONS}:
        raise RuleBroken(
            "Only investigations offices take each other’s cases.", field="counterpart"
        )


def retire_office(office: Office, *, actor: Actor, last_day: date) -> None:
    """Offer the office no longer after `last_day`. Its people have to leave it first."""
    policy.require(actor, Action.REFDATA_EDIT)
    session = unit_of_work.session()
    staying = session.scalars(
        select(Membership.id).where(
            Membership.office_id == office.id,
            Membership.revoked_at.is_(None),
            or_(Membership.valid_until.is_(None), Membership.valid_until > last_day),
        )
    ).all()
    if staying:
        held = "membership lasts" if len(staying) == 1 else "memberships last"
        raise RuleBroken(
            f"{len(staying)} {held} longer than that: end them first.", field="last_day"
        )
    referring = session.scalar(
        select(Office.code).where(Office.refers_to_id == office.id, Office.valid_to.is_(None))
    )
    if referring:
        raise RuleBroken(f"{referring} refers its cases here: change that first.", field="last_day")
    office.valid_to = last_day
    session.flush()


def reopen_office(office: Office, *, actor: Actor) -> None:
    """Offer a retired office again."""
    policy.require(actor, Action.REFDATA_EDIT)
    if office.valid_to is None:
        raise RuleBroken("This office is in use.")
    if not office.agency.is_in_use(clock.today(office.agency.zone)):
        raise RuleBroken("Its agency is retired.")
    office.valid_to = None
    unit_of_work.session().flush()
