"""Naming somebody in a case, and withdrawing a party that was named wrongly."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import (
    Case,
    IdentityMode,
    Party,
    PartyRole,
    SubjectStatus,
)
from jicms.cases.service import aliases, numbers, routes, snapshots, vault, walls
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.people.models import Employment, Person

#: Return the sentence that forbids to withdraw a party, or None; features above register.
withdrawal_guards: list[Callable[[Party], str | None]] = []


def add_party(
    case: Case,
    *,
    actor: Actor,
    role: PartyRole,
    person: Person | None = None,
    description: str = "",
    identity_mode: IdentityMode | None = None,
    identity: dict[str, Any] | None = None,
    complainant_kind_code: str | None = None,
    is_whistleblower: bool = False,
    alleges_retaliation: bool = False,
    at_incident: Employment | None = None,
    at_opening: Employment | None = None,
) -> Party:
    """Name somebody in the case, by person or by description.

    CONFIDENTIAL: the party shows an alias, person and `identity` go to the vault. ANONYMOUS: the
    alias alone, nothing is stored. A person with an account is shut out of the case at once where
    the role walls. Raises `RuleBroken`.
    """
    policy.require(actor, Action.PARTY_EDIT, case)
    numbers.lock(case)
    name = str((identity or {}).get("name") or description)
    kept = vault.alias_kept(case, person=person, name=name)
    protected = _protection(kept, identity_mode)
    if kept and person is None and identity is None:
        identity, description = {"name": description.strip()}, ""
    _refuse_identity(role, identity_mode, protected, identity, bool(person or description.strip()))
    if person is not None and not protected and _is_named(case, role, person):
        word = role.value.replace("_", " ").lower()
        raise RuleBroken(f"{person.name} is already a {word} of this case.", field="person")
    mode = protected or identity_mode
    hidden = mode in {IdentityMode.CONFIDENTIAL, IdentityMode.ANONYMOUS}
    told = str((identity or {}).get("name") or "") if hidden else description
    verdict = walls.judge(case, role, person, told, is_protected=hidden)
    if mode is not IdentityMode.ANONYMOUS:
        at_opening = at_opening or snapshots.at_opening(case, person)
        if not numbers.is_new(case):
            at_incident = at_incident or snapshots.at_incident(case, person)
    party = Party(
        n=numbers.next_party(case),
        case_id=case.id,
        role=role,
        person=None if hidden else person,
        description="" if hidden else description.strip(),
        identity_mode=mode,
        alias=(kept or vault.alias_for(case, role)) if hidden else "",
        complainant_kind_code=complainant_kind_code,
        is_whistleblower=is_whistleblower,
        alleges_retaliation=alleges_retaliation,
        is_identified=person is not None or bool(description.strip()) or hidden,
        at_incident=None if hidden else at_incident,
        at_opening=None if hidden else at_opening,
        subject_status=SubjectStatus.NOT_REFERRED if role is PartyRole.SUBJECT else None,
        wall=verdict.wall,
        displaced_lead_id=walls.displace(case, verdict.shut),
    )
    _store(case, party)
    if mode is IdentityMode.CONFIDENTIAL:
        unit_of_work.session().flush()
        posts = (at_incident.id if at_incident else None, at_opening.id if at_opening else None)
        vault.seal(party, person=person, identity=identity, posts=posts)
        if person is not None:
            aliases.protect_other_roles(case, party, person)
    walls.raise_wall(case, party, verdict, actor=actor)
    if role is PartyRole.SUBJECT:
        routes.ask(case, actor)
    recorder.record(Event.PARTY_ADDED, case=case, entity=("party", party), role=role.value)
    return party


def identify_party(party: Party, *, actor: Actor, person: Person) -> Party:
    """Say who somebody is that was only described, or unknown. The wall is judged as if the person
    had been named now. Raises `RuleBroken` for a party that has a person or an alias, is withdrawn,
    or by a supervisor's decision, taken or asked for, is somebody else.
    """
    policy.require(actor, Action.PARTY_EDIT, party)
    case = party.case
    numbers.lock(case)
    if party.withdrawn_at is not None or party.person_id is not None or party.alias:
        raise RuleBroken("Only a party without a person can be identified.", field="who")
    if _is_named(case, party.role, person):
        word = party.role.value.replace("_", " ").lower()
        raise RuleBroken(f"{person.name} is already a {word} of this case.", field="who")
    meant = [row for row in vault.rows(party) if row.person_id is not None]
    if any(row.person_id != person.id for row in meant):
        raise RuleBroken(
            "A supervisor has to decide on a conflict of this party, or withdraw it, first.",
            field="who",
        )
    kept = vault.alias_kept(case, person=person, name="")
    protected = _protection(kept, party.identity_mode)
    verdict = walls.judge(case, party.role, person, "", is_protected=bool(protected))
    displaced = walls.displace(case, verdict.shut)
    party.displaced_lead_id = displaced or party.displaced_lead_id
    party.wall, party.is_identified = verdict.wall, True
    for row in meant:
        row.person_id = None
    if protected:
        party.alias, party.description = kept or vault.alias_for(case, party.role), ""
        party.identity_mode = IdentityMode.CONFIDENTIAL
        vault.seal(party, person=person, identity=None)
    else:
        party.person = person
        party.at_incident = snapshots.at_incident(case, person)
        party.at_opening = snapshots.at_opening(case, person)
    unit_of_work.session().flush()
    recorder.record(Event.PARTY_IDENTIFIED, case=case, entity=("party", party.id))
    walls.raise_wall(case, party, verdict, actor=actor)
    if party.role is PartyRole.SUBJECT:
        routes.ask(case, actor)
    return party


def _protection(kept: str | None, mode: IdentityMode | None) -> IdentityMode | None:
    """CONFIDENTIAL where asked for, or where the case keeps that person under an alias already."""
    if mode in {IdentityMode.CONFIDENTIAL, IdentityMode.ANONYMOUS}:
        return mode
    return IdentityMode.CONFIDENTIAL if kept else None


def _refuse_identity(
    role: PartyRole,
    asked: IdentityMode | None,
    protected: IdentityMode | None,
    identity: dict[str, Any] | None,
    named: bool,
) -> None:
    if role is PartyRole.SUBJECT and asked in {IdentityMode.CONFIDENTIAL, IdentityMode.ANONYMOUS}:
        raise RuleBroken("A subject can’t be protected by an alias.", field="identity_mode")
    known = any((identity or {}).values())
    if protected is IdentityMode.ANONYMOUS and (named or known):
        raise RuleBroken(
            "An anonymous reporter is recorded without any identity.", field="identity_mode"
        )
    if known and protected is not IdentityMode.CONFIDENTIAL:
        raise RuleBroken("An identity is kept for confidential reporters only.", field="identity")


def _is_named(case: Case, role: PartyRole, person: Person) -> bool:
    if numbers.is_new(case):
        return any(p.person is person and p.role is role for p in case.parties)
    found = unit_of_work.session().scalar(
        select(Party.id).where(
            Party.case_id == case.id,
            Party.person_id == person.id,
            Party.role == role,
            Party.withdrawn_at.is_(None),
        )
    )
    return found is not None


def _store(case: Case, party: Party) -> None:
    """Parties of a case that is being recorded go to the database together, with the next flush."""
    session = unit_of_work.session()
    if numbers.is_new(case):
        case.parties.append(party)
    else:
        session.add(party)
        session.flush()


def withdraw_party(party: Party, *, actor: Actor, reason: str) -> Party:
    """Withdraw somebody who was named wrongly: the wall lifts, history stays for the audit.

    Raises `RuleBroken` without a reason, twice, for a referred subject, or where a feature above
    (allegations, prosecution, evidence) still needs the party.
    """
    policy.require(actor, Action.PARTY_EDIT, party)
    if party.withdrawn_at is not None:
        raise RuleBroken("This party is withdrawn already.")
    said = [sentence for guard in withdrawal_guards if (sentence := guard(party))]
    if party.subject_status not in {None, SubjectStatus.NOT_REFERRED, SubjectStatus.CODED}:
        said.append("This subject was referred to labor relations. Return the referral first.")
    if not reason.strip():
        said.append("Write why the party is withdrawn.")
    if said:
        raise RuleBroken(said)
    party.withdrawn_at, party.withdrawn_reason = clock.now(), reason.strip()
    walls.lower_wall(party)
    routes.ask(party.case, actor)
    recorder.record(Event.PARTY_WITHDRAWN, case=party.case_id, entity=("party", party.id))
    unit_of_work.session().flush()
    return party
