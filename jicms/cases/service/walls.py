"""The conflict wall when somebody is named: access shut at once, work moved, decision asked."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Membership, User
from jicms.cases import sight
from jicms.cases.models import (
    WALLING,
    Case,
    CaseGrant,
    GrantKind,
    Party,
    PartyRole,
    VaultIdentity,
    Wall,
)
from jicms.cases.service import vault
from jicms.cases.service.numbers import is_new
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.people.models import Person, UserPerson
from jicms.people.names import fold

#: User ids that work on or review a case beside those with a grant; `investigations` registers.
workers: list[Callable[[Case], set[int]]] = []
#: Called as fn(case, user ids, actor) when a wall is confirmed: assignments and tasks end.
when_confirmed: list[Callable[[Case, set[int], Actor], None]] = []

_NAMED = "named_in_descriptions"
#: Words of a description that are looked at, and of a name.
_MOST_WORDS, _LONGEST_NAME = 100, 6
_UNSEEN = "the wall looks at everybody, whoever names them"


@dataclass(frozen=True, slots=True)
class Reached:
    """An account behind a person, and how it reaches cases of an office."""

    user_id: int
    principal_id: int
    supervises: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What being named does: the wall, the accounts that it shuts out, and who was meant.

    `matched_id` is the person that a mere description fits; `person_id` stays empty where the
    identity is protected, so that the trail does not hold it.
    """

    wall: Wall
    users: frozenset[int] = frozenset()
    person_id: int | None = None
    matched_id: int | None = None


NO_WALL = Verdict(Wall.NONE)


def judge(
    case: Case, role: PartyRole, person: Person | None, description: str, *, is_protected: bool
) -> Verdict:
    """Who is shut out when somebody is named. SUSPENDED where that hits somebody who works on or
    supervises the case, or where only a name fits: then a supervisor decides."""
    if not is_protected and role not in WALLING:
        return NO_WALL
    if person is None:
        return NO_WALL if is_protected else _judge_name(case, description)
    reached = _accounts(case, person.id)
    users = frozenset(row.user_id for row in reached)
    works = any(row.supervises for row in reached) or bool(users & _workers(case, reached))
    wall = Wall.SUSPENDED if works else Wall.CONFIRMED
    return Verdict(wall, users, None if is_protected else person.id)


def look_up(descriptions: Sequence[str]) -> None:
    """Find whose names the descriptions hold, in one statement, before each of them is judged."""
    session = unit_of_work.session()
    phrases = {text: _phrases(text) for text in map(fold, descriptions) if " " in text}
    if not phrases:
        return
    found = session.execute(
        select(Person.id, Person.search_name)
        .join(UserPerson, UserPerson.person_id == Person.id)
        .where(
            UserPerson.confirmed_at.is_not(None),
            Person.search_name.in_(frozenset().union(*phrases.values())),
        )
        .execution_options(unscoped=_UNSEEN)
    ).all()
    known = session.info.setdefault(_NAMED, {})
    for text, held in phrases.items():
        known[text] = frozenset(row.id for row in found if row.search_name in held)


def _phrases(text: str) -> frozenset[str]:
    """Every run of words that may be somebody's whole name."""
    words = text.split()[:_MOST_WORDS]
    lengths = range(2, _LONGEST_NAME + 1)
    return frozenset(" ".join(words[i : i + n]) for n in lengths for i in range(len(words) - n + 1))


def _judge_name(case: Case, description: str) -> Verdict:
    """A description that holds the name of exactly one holder of an account."""
    text = fold(description)
    if " " not in text:
        return NO_WALL
    known = unit_of_work.session().info.setdefault(_NAMED, {})
    if text not in known:
        look_up([description])
    if len(known[text]) != 1:
        return NO_WALL
    (person_id,) = known[text]
    users = frozenset(row.user_id for row in _accounts(case, person_id))
    return Verdict(Wall.SUSPENDED, users, matched_id=person_id) if users else NO_WALL


def raise_wall(case: Case, party: Party, verdict: Verdict) -> None:
    """Write what the verdict on a new party, stored with its wall, means."""
    if verdict.matched_id is not None:
        session = unit_of_work.session()
        session.flush()
        session.add(
            VaultIdentity(
                party_id=party.id, case_id=case.id, person_id=verdict.matched_id, sealed=""
            )
        )
    if not verdict.users:
        return
    sight.forget(case)
    recorder.record(
        Event.CONFLICT_TRIGGERED,
        case=case,
        person=verdict.person_id,
        entity=("party", party),
        wall=verdict.wall.value,
    )


def decide_wall(party: Party, *, actor: Actor, keep: bool, reason: str) -> Party:
    """Confirm a suspended access as a conflict, or lift it. The actor is not in conflict himself:
    the case would not exist for him."""
    policy.require(actor, Action.WALL_DECIDE, party)
    if party.wall is not Wall.SUSPENDED:
        raise RuleBroken("There is nothing to decide: access is not suspended.")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    case = party.case
    row = vault.find(party)
    person_id = party.person_id or (row.person_id if row else None)
    users = _accounts(case, person_id) if person_id else []
    party.wall = Wall.CONFIRMED if keep else Wall.LIFTED
    event = Event.WALL_CONFIRMED if keep else Event.WALL_LIFTED
    recorder.record(event, case=case, entity=("party", party.id), reason_given=True)
    if keep:
        _end_grants(case, {user.principal_id for user in users}, actor, reason)
        for end in when_confirmed:
            end(case, {user.user_id for user in users}, actor)
    else:
        if row is not None:
            row.person_id = None
        if case.lead_user_id is None and party.displaced_lead_id is not None:
            case.lead_user_id = party.displaced_lead_id
    party.displaced_lead_id = None
    unit_of_work.session().flush()
    return party


def lower_wall(party: Party) -> None:
    """The party is withdrawn: the wall falls, and a displaced lead comes back."""
    row = vault.find(party) if party.person_id is None else None
    if row is not None:
        row.person_id = None
    case = party.case
    if case.lead_user_id is None and party.displaced_lead_id is not None:
        case.lead_user_id = party.displaced_lead_id
        party.displaced_lead_id = None


def displace(case: Case, users: Collection[int]) -> int | None:
    """Take the lead from somebody who may not see the case any more; the lead's id if so."""
    if case.lead_user_id is None or case.lead_user_id not in users:
        return None
    displaced, case.lead_user_id = case.lead_user_id, None
    return displaced


def _accounts(case: Case, person_id: int) -> list[Reached]:
    """The accounts behind a person, now; with what memberships they reach the lead office by."""
    now = clock.now()
    found = unit_of_work.session().execute(
        select(User.id, User.principal_id, Membership.role, Membership.office_id)
        .join(UserPerson, UserPerson.user_id == User.id)
        .outerjoin(Membership, Membership.user_id == User.id)
        .where(
            UserPerson.person_id == person_id,
            UserPerson.confirmed_at.is_not(None),
            or_(UserPerson.valid_until.is_(None), UserPerson.valid_until > now),
        )
        .execution_options(unscoped=_UNSEEN)
    )
    by_user: dict[int, Reached] = {}
    for user_id, principal_id, role, office_id in found:
        leads = role is Role.INVESTIGATIONS_SUPERVISOR and office_id == case.lead_office_id
        earlier = by_user.get(user_id)
        supervises = leads or (earlier is not None and earlier.supervises)
        by_user[user_id] = Reached(user_id, principal_id, supervises)
    return list(by_user.values())


def _workers(case: Case, reached: list[Reached]) -> set[int]:
    users = {user for found in workers for user in found(case)} if not is_new(case) else set()
    if case.lead_user_id is not None:
        users.add(case.lead_user_id)
    if is_new(case):
        return users
    principals = {row.principal_id: row.user_id for row in reached}
    held = unit_of_work.session().scalars(
        select(CaseGrant.principal_id)
        .where(
            CaseGrant.case_id == case.id,
            CaseGrant.principal_id.in_(principals),
            CaseGrant.revoked_at.is_(None),
            CaseGrant.kind.in_((GrantKind.ASSIGNMENT, GrantKind.NAMED)),
        )
        .execution_options(unscoped=_UNSEEN)
    )
    return users | {principals[principal] for principal in held}


def _end_grants(case: Case, principals: set[int], actor: Actor, reason: str) -> None:
    now = clock.now()
    found = unit_of_work.session().scalars(
        select(CaseGrant)
        .where(
            CaseGrant.case_id == case.id,
            CaseGrant.principal_id.in_(principals),
            CaseGrant.revoked_at.is_(None),
        )
        .execution_options(unscoped=_UNSEEN)
    )
    for grant in found:
        grant.revoked_at, grant.revoked_by_id = now, actor.user_id
        recorder.record(Event.GRANT_REVOKED, obj=grant, case=case, kind=grant.kind.value)
    sight.forget(case)
