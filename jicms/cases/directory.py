"""Offices and staff, answered from memory: lists and filters need their names on every page.

Read again after `MAX_AGE` seconds. Names of staff and offices are for every signed-in user.
"""

import time
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from jicms.access.actor import Role
from jicms.auth.models import Agency, Membership, Office, OfficeKind, User
from jicms.core import clock, unit_of_work

MAX_AGE = 60.0
_KEY = "jicms_directory"
#: Roles that lead cases.
LEADS = (Role.INVESTIGATOR, Role.INVESTIGATIONS_SUPERVISOR)


@dataclass(frozen=True, slots=True)
class OfficeEntry:
    """An office as lists show it."""

    id: int
    code: str
    agency: str
    name: str
    kind: OfficeKind
    is_legacy: bool

    @property
    def short_name(self) -> str:
        """`CBP IA`."""
        own = self.code.replace("-", " ")
        return own if own.startswith(self.agency) else f"{self.agency} {own}"


@dataclass(frozen=True, slots=True)
class StaffEntry:
    """A membership that counts today."""

    membership_id: int
    user_id: int
    name: str
    office_id: int
    role: Role

    @property
    def short_name(self) -> str:
        """`T. Renquist`."""
        first, _, rest = self.name.partition(" ")
        return f"{first[:1]}. {rest}" if rest else self.name


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything at once."""

    offices: dict[int, OfficeEntry]
    staff: tuple[StaffEntry, ...]
    read_at: float

    def office(self, office_id: int) -> str:
        """The short name of an office."""
        found = self.offices.get(office_id)
        return found.short_name if found else ""

    def case_offices(self) -> list[OfficeEntry]:
        """Offices that lead cases or take them over."""
        kinds = (OfficeKind.INVESTIGATIONS, OfficeKind.LABOR_RELATIONS)
        return [office for office in self.offices.values() if office.kind in kinds]

    def leads(self, office_id: int | None = None) -> list[StaffEntry]:
        """People who may lead cases, of one office or of all, each once."""
        seen: dict[int, StaffEntry] = {}
        for entry in self.staff:
            if entry.role in LEADS and office_id in {None, entry.office_id}:
                seen.setdefault(entry.user_id, entry)
        return list(seen.values())


def directory() -> Directory:
    """The offices and staff, at most a minute old."""
    kept = current_app.extensions.get(_KEY)
    if isinstance(kept, Directory) and time.monotonic() - kept.read_at < MAX_AGE:
        return kept
    fresh = Directory(_offices(), _staff(), time.monotonic())
    current_app.extensions[_KEY] = fresh
    return fresh


def forget() -> None:
    """Read again next time: an office or a membership changed."""
    current_app.extensions.pop(_KEY, None)


def _offices() -> dict[int, OfficeEntry]:
    rows = unit_of_work.session().execute(
        select(Office.id, Office.code, Agency.code, Office.name, Office.kind, Agency.is_legacy)
        .join(Agency, Agency.id == Office.agency_id)
        .order_by(Agency.is_legacy, Agency.code, Office.code)
    )
    return {row[0]: OfficeEntry(*row) for row in rows}


def _staff() -> tuple[StaffEntry, ...]:
    today = clock.now().date()
    rows = unit_of_work.session().execute(
        select(Membership.id, User.id, User.name, Membership.office_id, Membership.role)
        .join(User, User.id == Membership.user_id)
        .where(
            User.is_active,
            Membership.confirmed_at.is_not(None),
            Membership.valid_from <= today,
            (Membership.valid_until.is_(None)) | (Membership.valid_until >= today),
        )
        .order_by(User.name, Membership.id)
    )
    return tuple(StaffEntry(*row) for row in rows)
