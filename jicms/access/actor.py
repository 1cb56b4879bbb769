"""The actor: a person's account acting under one membership."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from jicms.core import clock, unit_of_work

if TYPE_CHECKING:
    from jicms.access.terms import Shown


class Role(StrEnum):
    """What a membership lets its holder do. `product.md` §1 of the design has the table."""

    INTAKE_SPECIALIST = "INTAKE_SPECIALIST"
    INVESTIGATOR = "INVESTIGATOR"
    INVESTIGATIONS_SUPERVISOR = "INVESTIGATIONS_SUPERVISOR"
    LR_SPECIALIST = "LR_SPECIALIST"
    LR_SUPERVISOR = "LR_SUPERVISOR"
    MANAGEMENT_OFFICIAL = "MANAGEMENT_OFFICIAL"
    COUNSEL = "COUNSEL"
    EVIDENCE_CUSTODIAN = "EVIDENCE_CUSTODIAN"
    FACT_FINDER = "FACT_FINDER"
    DRB_MEMBER = "DRB_MEMBER"
    PREA_COORDINATOR = "PREA_COORDINATOR"
    GIGLIO_OFFICER = "GIGLIO_OFFICER"
    RECORDS_OFFICER = "RECORDS_OFFICER"
    FOIA_PRIVACY_OFFICER = "FOIA_PRIVACY_OFFICER"
    AUDITOR = "AUDITOR"
    ADMINISTRATOR = "ADMINISTRATOR"
    SECURITY_ADMINISTRATOR = "SECURITY_ADMINISTRATOR"

    @property
    def label(self) -> str:
        """The role as a user reads it."""
        return _LABELS.get(self, self.value.replace("_", " ").capitalize())


_LABELS = {
    Role.LR_SPECIALIST: "LR specialist",
    Role.LR_SUPERVISOR: "LR supervisor",
    Role.DRB_MEMBER: "DRB member",
    Role.PREA_COORDINATOR: "PREA coordinator",
    Role.FOIA_PRIVACY_OFFICER: "FOIA/privacy officer",
}

#: Roles that never hold case content, whatever is granted to their account.
NO_CASE_CONTENT = frozenset({Role.AUDITOR, Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR})
#: Roles that see the cases their office leads without a grant (how much: `cases.policy`).
WHOLE_OFFICE = frozenset(
    {Role.INVESTIGATIONS_SUPERVISOR, Role.INTAKE_SPECIALIST, Role.EVIDENCE_CUSTODIAN}
)
#: Roles that a grant to the office reaches in full.
OFFICE_GRANT_FULL = frozenset({Role.INVESTIGATIONS_SUPERVISOR, Role.LR_SUPERVISOR})
#: Roles that a grant to the office reaches as a summary only.
OFFICE_GRANT_SUMMARY = frozenset({Role.LR_SPECIALIST, Role.INTAKE_SPECIALIST})


@dataclass(frozen=True, slots=True)
class Within:
    """Cases that the actor was shown, by id: of those in `full` everything in them, of those in
    `wide` the summary of everybody in them and not of those alone whom a grant names."""

    shown: tuple[int, ...]
    full: tuple[int, ...]
    wide: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, under which membership. Immutable: a session never changes its actor."""

    user_id: int | None
    username: str
    name: str
    membership_id: int | None
    role: Role | None
    office_id: int | None
    office_code: str
    agency_id: int | None
    agency_code: str
    zone: str
    #: The accounts' people: the conflict wall follows them over all memberships.
    person_ids: tuple[int, ...]
    #: Principals whose grants reach this actor at all, and those whose full level counts.
    principals: tuple[int, ...]
    full_principals: tuple[int, ...]
    whole_offices: tuple[int, ...]
    #: Their confirmed relatives: the conflict wall is theirs too.
    kin_ids: tuple[int, ...] = ()
    is_office_head: bool = False
    is_case_custodian: bool = False
    is_system: bool = False
    source: str = "web"
    #: The moment that "live" is judged by: one per request.
    at: datetime | None = None

    @classmethod
    def system(cls, source: str) -> "Actor":
        """The installation itself: commands and maintenance. Sees everything, is audited."""
        return cls(
            user_id=None,
            username=f"system:{source}",
            name="System",
            membership_id=None,
            role=None,
            office_id=None,
            office_code="",
            agency_id=None,
            agency_code="",
            zone="America/New_York",
            person_ids=(),
            principals=(),
            full_principals=(),
            whole_offices=(),
            is_system=True,
            source=source,
        )

    @property
    def walled_ids(self) -> tuple[int, ...]:
        """The people whose part in a case shuts this actor out."""
        return self.person_ids + self.kin_ids

    @property
    def within(self) -> "Shown | None":
        """Only the terms of a statement within one case have it: see `terms.within`."""
        return None

    @property
    def moment(self) -> datetime:
        """The moment that grants are judged by."""
        return self.at or clock.now()

    def is_role(self, *roles: Role) -> bool:
        """Whether the membership has one of the roles."""
        return self.role in roles


class NoActor(RuntimeError):
    """Scoped records were asked for before anybody was identified."""


def current_actor() -> Actor:
    """The actor of this session; raises `NoActor` where none was set."""
    actor = find_actor()
    if actor is None:
        raise NoActor("no actor is set for this session")
    return actor


def find_actor() -> Actor | None:
    """The actor of this session, or None before sign-in."""
    found = unit_of_work.session().info.get("actor")
    return found if isinstance(found, Actor) else None


def set_actor(actor: Actor | None) -> None:
    """Bind the actor to this session. Objects loaded for another actor are dropped first."""
    current = unit_of_work.session()
    if current.info.get("actor") is not None:
        current.expunge_all()
    current.info["actor"] = actor
