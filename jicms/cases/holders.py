"""Grants as people read them: who holds one, how it came about, whether it counts now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from jicms.auth.models import Office, User
from jicms.cases import queries
from jicms.cases.directory import directory
from jicms.cases.kinds import GrantKind
from jicms.cases.models import Case, CaseGrant
from jicms.core import clock, unit_of_work

WORDS = {
    GrantKind.ASSIGNMENT: "Assigned",
    GrantKind.SHARE: "Shared",
    GrantKind.REFERRAL: "Referred to labor relations",
    GrantKind.PACKAGE: "Package for an official or counsel",
    GrantKind.NAMED: "Named person",
}
#: Grants that are ended on the access page; the others end with what gave them.
REVOCABLE = (GrantKind.SHARE, GrantKind.NAMED)


@dataclass(frozen=True, slots=True)
class Held:
    """One grant with the names that belong to it."""

    grant: CaseGrant
    who: str
    where: str
    state: str
    ended: datetime | None

    @property
    def how(self) -> str:
        """Why the grant exists."""
        return WORDS[self.grant.kind]

    @property
    def counts(self) -> bool:
        """Whether it opens the case now."""
        return self.state == "live"

    @property
    def is_revocable(self) -> bool:
        """Whether it can be ended here."""
        return self.counts and self.grant.kind in REVOCABLE


def of_case(case: Case) -> list[Held]:
    """Every grant of a case; one statement for the names."""
    grants = queries.grants(case)
    return _held(grants, restricted=case.restricted)


def of_grant(grant: CaseGrant) -> Held:
    """One grant."""
    return _held([grant], restricted=False)[0]


def _held(grants: list[CaseGrant], *, restricted: bool) -> list[Held]:
    ids = {grant.principal_id for grant in grants}
    session = unit_of_work.session()
    users = session.execute(
        select(User.principal_id, User.name).where(User.principal_id.in_(ids))
    ).all()
    offices = session.execute(
        select(Office.principal_id, Office.id).where(Office.principal_id.in_(ids))
    ).all()
    user_names = {row.principal_id: row.name for row in users}
    office_ids = {row.principal_id: row.id for row in offices}
    known = directory()
    found = []
    for grant in grants:
        office_id = office_ids.get(grant.principal_id)
        who = user_names.get(grant.principal_id) or (known.office(office_id) if office_id else "")
        where = known.office(grant.office_id) if grant.office_id else ""
        state = _state(grant, restricted=restricted)
        found.append(Held(grant, who, where, state, grant.revoked_at or grant.until))
    return found


def _state(grant: CaseGrant, *, restricted: bool) -> str:
    if grant.revoked_at is not None:
        return "ended"
    if grant.until is not None and grant.until <= clock.now():
        return "expired"
    if restricted and grant.kind is not GrantKind.NAMED:
        return "asleep"
    return "live"
