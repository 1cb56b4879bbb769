"""The vault: who is behind an alias. Only the conflict wall and an authorised reveal look in."""

import json
import string
from typing import Any

from sqlalchemy import ColumnElement, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import FORUM, Case, IdentityMode, Party, PartyRole, VaultIdentity
from jicms.cases.service import matching
from jicms.cases.service.numbers import is_new
from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.people.models import Person
from jicms.people.names import fold
from jicms.refdata.models import RevealReason
from jicms.refdata.queries import entries

#: What may stand in the vault.
FIELDS = ("name", "telephone", "email", "address", "relation", "note", "account")
#: What the vault keeps for itself beside that: whom and which employments a party showed.
INTERNAL = ("person", "at_incident", "at_opening")
_WORDS = {
    PartyRole.COMPLAINANT: "Complainant",
    PartyRole.VICTIM: "Victim",
    PartyRole.WITNESS: "Witness",
    PartyRole.CONFIDENTIAL_SOURCE: "Source",
    # The alias tells nobody in which forum.
    **dict.fromkeys(FORUM, "Complainant"),
}


def alias_for(case: Case, role: PartyRole) -> str:
    """`Complainant A`, `Complainant B`: the next free letter of the role in this case."""
    word = _WORDS.get(role, "Person")
    taken = {party.alias for party in _known(case)}
    letters = string.ascii_uppercase
    names = (f"{word} {a}{b}" for a in ("", *letters) for b in letters)
    return next(name for name in names if name not in taken)


def _known(case: Case) -> list[Party]:
    if is_new(case):
        return [party for party in case.parties if party.alias]
    found = unit_of_work.session().scalars(
        select(Party)
        .where(Party.case_id == case.id, Party.alias != "")
        .execution_options(unscoped="aliases may not repeat within a case")
    )
    return list(found)


def protects(case: Case, person: Person) -> bool:
    """The case keeps this person's identity in its vault."""
    return alias_of_person(case, person) is not None


def alias_of_person(case: Case, person: Person) -> str | None:
    """The alias under which the case keeps that person, if it does."""
    if is_new(case) and not _known(case):
        return None
    return unit_of_work.session().scalar(
        select(Party.alias)
        .join(VaultIdentity, VaultIdentity.party_id == Party.id)
        .where(VaultIdentity.case_id == case.id, VaultIdentity.person_id == person.id)
        .where(Party.identity_mode == IdentityMode.CONFIDENTIAL, VaultIdentity.sealed != "")
        .limit(1)
        .execution_options(unscoped="a protected person keeps one alias in a case")
    )


def alias_kept(case: Case, *, person: Person | None, name: str) -> str | None:
    """The alias under which the case keeps that person, or somebody of just that name."""
    if person is not None:
        return alias_of_person(case, person)
    wanted = fold(name)
    aliases = {party.id: party.alias for party in _known(case)} if " " in wanted else {}
    if not aliases:
        return None
    for row in _read(VaultIdentity.case_id == case.id, VaultIdentity.sealed != ""):
        if fold(content(row).get("name", "")) == wanted and row.party_id in aliases:
            return aliases[row.party_id]
    return None


def seal(
    party: Party,
    *,
    person: Person | None,
    identity: dict[str, Any] | None,
    posts: tuple[int | None, int | None] = (None, None),
) -> VaultIdentity:
    """Put an identity away. The party is flushed and shows its alias alone. `posts` are the
    employments at incident and at opening."""
    known = {key: str(value) for key, value in (identity or {}).items() if value}
    unknown = set(known) - set(FIELDS)
    if unknown:
        raise ValueError(f"not a field of the vault: {', '.join(sorted(unknown))}")
    if person is not None:
        known.setdefault("name", person.name)
        known["person"] = str(person.id)
    known |= {key: str(post) for key, post in zip(INTERNAL[1:], posts, strict=True) if post}
    row = VaultIdentity(
        party_id=party.id,
        case_id=party.case_id,
        person_id=person.id if person else None,
        sealed=crypto.seal_text("vault", f"vault:{party.id}", json.dumps(known)),
    )
    unit_of_work.session().add(row)
    return row


def rows(party: Party) -> list[VaultIdentity]:
    """The vault's rows of a party, for the services that keep the wall: the identity that is kept,
    if one is, and people whom a mere name may mean."""
    return _read(VaultIdentity.party_id == party.id)


def _read(*criteria: ColumnElement[bool]) -> list[VaultIdentity]:
    found = unit_of_work.session().scalars(
        select(VaultIdentity)
        .where(*criteria)
        .order_by(VaultIdentity.id)
        .execution_options(unscoped="the wall, and the check of other texts, read the vault")
    )
    return list(found)


def find(party: Party) -> VaultIdentity | None:
    """The protected identity of a party."""
    return next((row for row in rows(party) if row.sealed), None)


def content(row: VaultIdentity) -> dict[str, str]:
    """What a row of the vault keeps, for the services that keep it."""
    found: dict[str, str] = json.loads(
        crypto.open_text("vault", f"vault:{row.party_id}", row.sealed)
    )
    return found


def posts_in(known: dict[str, str]) -> tuple[int | None, int | None]:
    """The employments at incident and at opening that were put away with an identity."""
    at_incident, at_opening = (int(known.get(key, 0)) or None for key in INTERNAL[1:])
    return at_incident, at_opening


def identities_of(case: Case) -> list[dict[str, str]]:
    """What the vault keeps of the people of a case, for the check of other texts alone: it is never
    shown. `names`: every name of a person of the directory."""
    kept = []
    for row in _read(VaultIdentity.case_id == case.id, VaultIdentity.sealed != ""):
        names = matching.names_of(row.person_id) if row.person_id is not None else ()
        kept.append(content(row) | {"names": " ".join(names)})
    return kept


def refuse_unlisted(reason_code: str, actor: Actor) -> None:
    """Raise `RuleBroken` for a reason to reveal that the list does not offer."""
    reason = entries(RevealReason).get(reason_code)
    if reason is None or not reason.is_offered(clock.today(actor.zone)):
        raise RuleBroken("Choose a reason from the list.", field="reason_code")


def reveal_identity(
    party: Party, *, actor: Actor, reason_code: str, note: str = ""
) -> dict[str, str]:
    """Open a protected identity for somebody with the authority, and record that it was done."""
    policy.require(actor, Action.IDENTITY_REVEAL, party)
    refuse_unlisted(reason_code, actor)
    row = find(party)
    if party.identity_mode is not IdentityMode.CONFIDENTIAL or row is None or not row.sealed:
        raise RuleBroken("No identity is kept for this party.")
    recorder.record(
        Event.IDENTITY_REVEALED, obj=party, case=party.case_id, reason=reason_code, noted=bool(note)
    )
    return {key: value for key, value in content(row).items() if key not in INTERNAL}
