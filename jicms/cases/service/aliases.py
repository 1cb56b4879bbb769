"""All roles of a protected person show as the alias, unless a supervisor confirms otherwise.

A role that is confirmed to stand apart shows the person's own name again, and can be put behind the
alias once more. The role that asked for protection, and the last one behind an alias, stay there.
"""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import FORUM, Case, IdentityMode, Party, PartyRole, SubjectStatus
from jicms.cases.models_vault import RoleApart
from jicms.cases.service import numbers, vault
from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.people.models import Person

#: Roles in which somebody turned to us, and may have asked for protection.
ASKING = (
    PartyRole.COMPLAINANT,
    PartyRole.REPORTING_OFFICIAL,
    PartyRole.CONFIDENTIAL_SOURCE,
    *FORUM,
)


def protect_other_roles(case: Case, protected: Party, person: Person) -> None:
    """Put every other role of the person behind the alias, but for those that stand apart, and for
    a subject whom labor relations deal with already: nobody is disciplined under an alias."""
    others = unit_of_work.session().scalars(
        select(Party)
        .where(
            Party.case_id == case.id,
            Party.person_id == person.id,
            Party.id != protected.id,
            or_(
                Party.role != PartyRole.SUBJECT,
                Party.subject_status == SubjectStatus.NOT_REFERRED,
            ),
            Party.id.not_in(select(RoleApart.party_id).where(_stands())),
        )
        .execution_options(unscoped="a protected person keeps one alias in a case")
    )
    for other in list(others):
        _hide(other, protected.alias)


def keep_apart(party: Party, *, actor: Actor, reason: str) -> RoleApart:
    """Let a role show the person's name, for a written reason. Raises `RuleBroken`, `Denied`."""
    policy.require(actor, Action.ALIAS_DECIDE, party)
    numbers.lock(party.case)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    if party not in separable([party, *_others(party)]):
        raise RuleBroken("This role can’t stand apart from the alias.")
    kept, session, alias = vault.find(party), unit_of_work.session(), party.alias
    assert kept is not None
    known = vault.content(kept)
    party.person_id = kept.person_id or kept.cleared_person_id
    party.at_incident_id, party.at_opening_id = vault.posts_in(known)
    party.description = "" if party.person_id is not None else known.get("name", "")
    party.alias, party.identity_mode = "", None
    row = RoleApart(
        case_id=party.case_id,
        party_id=party.id,
        reason_sealed=_seal(party, reason),
        user_id=actor.user_id,
    )
    session.add(row)
    session.delete(kept)
    session.flush()
    _record(Event.ROLE_APART, party, alias)
    return row


def bring_together(party: Party, *, actor: Actor, reason: str) -> None:
    """Put a role that stood apart behind the alias again. Raises `RuleBroken`, `Denied`."""
    policy.require(actor, Action.ALIAS_DECIDE, party)
    numbers.lock(party.case)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    row = apart_of(party)
    if row is None:
        raise RuleBroken("This role does not stand apart from an alias.")
    alias = vault.alias_kept(party.case, person=party.person, name=party.description)
    if alias is None:
        raise RuleBroken("The case protects this person in no other role any more.")
    if party.subject_status not in {None, SubjectStatus.NOT_REFERRED}:
        raise RuleBroken("This subject was referred to labor relations under the name.")
    row.ended_at, row.ended_by_id = clock.now(), actor.user_id
    row.ended_reason_sealed = _seal(party, reason)
    _hide(party, alias)
    unit_of_work.session().flush()
    _record(Event.ROLE_TOGETHER, party, alias)


def apart_of(party: Party) -> RoleApart | None:
    """The confirmation that stands for a role; None where there is none, or it may not be seen."""
    return unit_of_work.session().scalar(
        select(RoleApart).where(RoleApart.party_id == party.id, _stands())
    )


def apart_in(case: Case) -> dict[int, RoleApart]:
    """The confirmations that stand in a case, by party, for whoever may decide on them."""
    found = unit_of_work.session().scalars(
        select(RoleApart)
        .where(RoleApart.case_id == case.id, _stands())
        .options(joinedload(RoleApart.user))
    )
    return {row.party_id: row for row in found}


def reason_of(row: RoleApart) -> str:
    """Why a role stands apart, as the supervisor wrote it."""
    return crypto.open_text("vault", f"apart:{row.party_id}", row.reason_sealed)


def _seal(party: Party, reason: str) -> str:
    return crypto.seal_text("vault", f"apart:{party.id}", reason.strip())


def separable(parties: Sequence[Party]) -> list[Party]:
    """Those of a case's parties that show an alias and may stand apart from it."""
    behind = [party for party in parties if _is_behind(party)]
    counts = Counter(party.alias for party in behind)
    return [party for party in behind if party.role not in ASKING and counts[party.alias] > 1]


def _is_behind(party: Party) -> bool:
    is_kept = party.identity_mode is IdentityMode.CONFIDENTIAL and bool(party.alias)
    return is_kept and party.withdrawn_at is None


def _stands() -> ColumnElement[bool]:
    return RoleApart.ended_at.is_(None)


def _hide(party: Party, alias: str) -> None:
    """Put a party that shows a name behind an alias."""
    person, described = party.person, party.description
    posts = (party.at_incident_id, party.at_opening_id)
    party.person = party.at_incident = party.at_opening = None
    party.description, party.alias = "", alias
    party.identity_mode = IdentityMode.CONFIDENTIAL
    if vault.find(party) is None:
        known = None if person is not None else {"name": described}
        vault.seal(party, person=person, identity=known, posts=posts)


def _others(party: Party) -> list[Party]:
    found = unit_of_work.session().scalars(
        select(Party).where(Party.case_id == party.case_id, Party.id != party.id)
    )
    return [row for row in found if _is_behind(row)]


def _record(event: Event, party: Party, alias: str) -> None:
    """The trail names who is behind the alias by the alias alone: the first party that has it."""
    holder = min((row for row in _others(party) if row.alias == alias), key=lambda row: row.n)
    recorder.record(event, case=party.case_id, entity=("party", holder.id))
