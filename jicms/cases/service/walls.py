"""The conflict wall when somebody is named: access shut at once, work moved, decision asked."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import or_, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.members import in_force
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
from jicms.cases.service import matching, routes, vault
from jicms.cases.service.numbers import is_new
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.people.models import DeclaredRelation, Person, UserPerson

Told = Callable[[Case, set[int], Actor], None]
#: User ids that work on or review a case beside those with a grant; `investigations` registers.
workers: list[Callable[[Case], set[int]]] = []
#: Called as fn(case, user ids, actor) when a wall is confirmed: assignments and tasks end.
when_confirmed: list[Told] = []
#: The same when access is suspended, until a supervisor decides; and when that is lifted.
when_suspended: list[Told] = []
when_lifted: list[Told] = []

RULE = "CONFLICT_DECISION"
_UNDECIDED = "undecided"
_UNSEEN = "the wall looks at everybody, whoever names them"


@dataclass(frozen=True, slots=True)
class Reached:
    """An account behind a person, and how it reaches cases of an office. `acts_there`: by a
    membership in the lead office that is in force."""

    user_id: int
    principal_id: int
    supervises: bool
    acts_there: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What being named does: the wall, the accounts that it shuts out, and who was meant.

    `matched` are the people whom a mere description fits; `person_id` stays empty where the
    identity is protected, so that the trail does not hold it. `kin` are accounts of confirmed
    relatives: they are shut out as long as the party stands, and nobody decides about them.
    """

    wall: Wall
    users: frozenset[int] = frozenset()
    person_id: int | None = None
    matched: frozenset[int] = frozenset()
    kin: frozenset[int] = frozenset()
    supervises: bool = False

    @property
    def shut(self) -> frozenset[int]:
        """Every account that is shut out."""
        return self.users | self.kin


NO_WALL = Verdict(Wall.NONE)


def judge(
    case: Case, role: PartyRole, person: Person | None, description: str, *, is_protected: bool
) -> Verdict:
    """Who is shut out when somebody is named. SUSPENDED where that hits somebody who works on or
    supervises the case, or where only a name fits: then a supervisor decides."""
    if not is_protected and role not in WALLING:
        return NO_WALL
    if person is None:
        return _judge_name(case, description)
    return judge_person(case, person.id, is_protected=is_protected)


def judge_person(case: Case, person_id: int, *, is_protected: bool = False) -> Verdict:
    """The verdict on a person in a walling role."""
    reached, kin = accounts(case, person_id), kin_accounts(case, person_id)
    users = frozenset(row.user_id for row in reached)
    works = any(row.supervises for row in reached) or bool(users & _workers(case, reached))
    if any(row.acts_there for row in reached):
        routes.note_own(case, person_id)
    return Verdict(
        Wall.SUSPENDED if works else Wall.CONFIRMED,
        users,
        None if is_protected else person_id,
        kin=frozenset(row.user_id for row in kin),
        supervises=any(row.supervises for row in (*reached, *kin)),
    )


def _judge_name(case: Case, description: str) -> Verdict:
    """A description that holds the whole name of somebody with an account."""
    meant = matching.meant_by(description)
    reached = [(person, row) for person in sorted(meant) for row in accounts(case, person)]
    if not reached:
        return NO_WALL
    return Verdict(
        Wall.SUSPENDED,
        frozenset(row.user_id for _, row in reached),
        matched=frozenset(person for person, _ in reached),
        supervises=any(row.supervises for _, row in reached),
    )


def raise_wall(case: Case, party: Party, verdict: Verdict, *, actor: Actor) -> None:
    """Write what the verdict on a party, stored with its wall, means."""
    session = unit_of_work.session()
    if verdict.matched:
        session.flush()
        session.add_all(
            VaultIdentity(party_id=party.id, case_id=case.id, person_id=person, sealed="")
            for person in sorted(verdict.matched)
        )
    if not verdict.shut:
        return
    sight.forget(case)
    recorder.record(
        Event.CONFLICT_TRIGGERED,
        case=case,
        person=verdict.person_id,
        entity=("party", party),
        wall=verdict.wall.value,
    )
    if party.wall is Wall.SUSPENDED:
        session.flush()
        _start_clock(case, party)
        for tell in when_suspended:
            tell(case, set(verdict.users), actor)
    if verdict.supervises:
        keep_decidable(case, actor)


def keep_decidable(case: Case, actor: Actor) -> None:
    """A supervisor was shut out: `moving.settle` sees to it that one is left who may decide."""
    unit_of_work.session().info.setdefault(_UNDECIDED, {})[case.id] = (case, actor)


def undecided() -> list[tuple[Case, Actor]]:
    """The cases for `moving.settle`, once."""
    return list(unit_of_work.session().info.pop(_UNDECIDED, {}).values())


def _start_clock(case: Case, party: Party) -> None:
    deadlines.start_clock(
        case,
        code=RULE,
        starts={"suspended": clock.now()},
        side=ClockSide.INVESTIGATION,
        zone=case.agency.zone,
        owner=deadlines.Owner("party", party.id),
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
    people = {party.person_id} | {row.person_id for row in vault.rows(party)}
    users = [user for person in people if person for user in accounts(case, person)]
    shut = {user.user_id for user in users}
    party.wall = Wall.CONFIRMED if keep else Wall.LIFTED
    event = Event.WALL_CONFIRMED if keep else Event.WALL_LIFTED
    recorder.record(event, case=case, entity=("party", party.id), reason_given=True)
    deadlines.meet(case, code=RULE, owner=deadlines.Owner("party", party.id))
    routes.ask(case, actor)
    if keep:
        party.displaced_lead_id = None
        end_work(case, shut, {user.principal_id for user in users}, actor)
    else:
        _clear(party)
        for tell in when_lifted:
            tell(case, shut, actor)
    unit_of_work.session().flush()
    return party


def end_work(case: Case, users: set[int], principals: set[int], actor: Actor) -> None:
    """A conflict is certain: grants, assignments and tasks of those accounts end."""
    _end_grants(case, principals, actor)
    for end in when_confirmed:
        end(case, users, actor)


def lower_wall(party: Party) -> None:
    """The party is withdrawn: the wall falls, and a displaced lead comes back."""
    cancel_decision(party, "The party was withdrawn")
    if party.person_id is None:
        _clear(party)
    else:
        give_back(party)


def cancel_decision(party: Party, reason: str) -> None:
    """Nobody has to decide about the party any more."""
    owner = deadlines.Owner("party", party.id)
    deadlines.cancel(party.case, code=RULE, owner=owner, reason=reason)


def _clear(party: Party) -> None:
    """Nobody is meant by the party any more."""
    for row in vault.rows(party):
        if row.person_id is not None:
            row.cleared_person_id, row.person_id = row.person_id, None
    give_back(party)


def give_back(party: Party) -> None:
    """A lead whom the party displaced leads again, unless somebody else does by now."""
    if party.case.lead_user_id is None and party.displaced_lead_id is not None:
        party.case.lead_user_id = party.displaced_lead_id
    party.displaced_lead_id = None


def displace(case: Case, users: Collection[int]) -> int | None:
    """Take the lead from somebody who may not see the case any more; the lead's id if so."""
    if case.lead_user_id is None or case.lead_user_id not in users:
        return None
    displaced, case.lead_user_id = case.lead_user_id, None
    return displaced


def accounts(case: Case, person_id: int) -> list[Reached]:
    """The accounts behind a person, now; with what memberships they reach the lead office by."""
    return _reached(case, [person_id])


def kin_accounts(case: Case, person_id: int) -> list[Reached]:
    """The same of the person's confirmed relatives."""
    relation = DeclaredRelation
    pairs = unit_of_work.session().execute(
        select(relation.person_id, relation.related_id).where(
            or_(relation.person_id == person_id, relation.related_id == person_id),
            relation.confirmed_at.is_not(None),
            relation.ended_at.is_(None),
        )
    )
    near = {one for pair in pairs for one in pair} - {person_id}
    return _reached(case, sorted(near)) if near else []


def _reached(case: Case, people: list[int]) -> list[Reached]:
    now = clock.now()
    found = unit_of_work.session().execute(
        select(
            User.id,
            User.principal_id,
            Membership.role,
            Membership.office_id,
            in_force(clock.today("UTC")).label("in_force"),
        )
        .join(UserPerson, UserPerson.user_id == User.id)
        .outerjoin(Membership, Membership.user_id == User.id)
        .where(
            UserPerson.person_id.in_(people),
            UserPerson.confirmed_at.is_not(None),
            or_(UserPerson.valid_until.is_(None), UserPerson.valid_until > now),
        )
        .execution_options(unscoped=_UNSEEN)
    )
    by_user: dict[int, Reached] = {}
    for user_id, principal_id, role, office_id, holds in found:
        is_here = office_id == case.lead_office_id
        leads = role is Role.INVESTIGATIONS_SUPERVISOR and is_here
        earlier = by_user.get(user_id) or Reached(user_id, principal_id, supervises=False)
        by_user[user_id] = Reached(
            user_id,
            principal_id,
            supervises=leads or earlier.supervises,
            acts_there=(is_here and bool(holds)) or earlier.acts_there,
        )
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


def _end_grants(case: Case, principals: set[int], actor: Actor) -> None:
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
