"""Who sees which case, and how much of it. The walls of the whole product.

Two criteria on a case: `case_scope` (it exists for this actor) and `full_scope` (its narratives,
parties, log and exhibits too). A child is visible where its case is and the actor has full sight of
it, or a live `items` grant names that very child. All are built from Core tables, so that the
listener does not scope them again.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from jicms.access.actor import NO_CASE_CONTENT, Actor, Role
from jicms.access.scope import alias_of, fixed, there_is, those_of
from jicms.cases.handling import COMPELLED, NAMED_ONLY, Handling
from jicms.cases.models import (
    EARLY,
    FORUM,
    WALLING,
    Case,
    CaseGrant,
    CaseGrantItem,
    GrantKind,
    GrantLevel,
    Party,
    PartyRole,
    Recusal,
    VaultIdentity,
    Wall,
)
from jicms.deadlines.models import ClockSide

#: Roles of labor relations, and those who work with it on an action.
LR_ROLES = (Role.LR_SPECIALIST, Role.LR_SUPERVISOR, Role.COUNSEL)
#: Roles of labor relations and officials: grand jury material never reaches them.
DISCIPLINING = (
    Role.LR_SPECIALIST,
    Role.LR_SUPERVISOR,
    Role.MANAGEMENT_OFFICIAL,
    Role.DRB_MEMBER,
)
#: Roles that propose, decide and advise on discipline: they never learn who went to another forum.
DISCIPLINE_ROLES = (*LR_ROLES, Role.MANAGEMENT_OFFICIAL, Role.DRB_MEMBER)

_case = Case.__table__
_grant = CaseGrant.__table__
_item = CaseGrantItem.__table__
_party = Party.__table__
_recusal = Recusal.__table__
_vault = VaultIdentity.__table__

#: Criteria that hide compelled content from an actor; `investigations` registers its teams' wall.
compelled_walls: list[Callable[[Actor, Any], ColumnElement[bool]]] = []

Criterion = Callable[[Actor, Any], ColumnElement[bool]]

#: The name by which a grant opens what a summary shows of an allegation, and none of its words.
HEADING = "allegation_heading"


def live(grant: Any, actor: Actor) -> ColumnElement[bool]:
    """The grant counts at the actor's moment, and for the office the actor acts in."""
    return and_(
        grant.c.revoked_at.is_(None),
        or_(grant.c.until.is_(None), grant.c.until > actor.moment),
        or_(grant.c.office_id.is_(None), grant.c.office_id == actor.office_id),
    )


def case_scope(actor: Actor, case: Any) -> ColumnElement[bool]:
    """The case exists for the actor: by office or grant, outside the walls."""
    if actor.is_system:
        return true()
    if actor.role is None or actor.role in NO_CASE_CONTENT:
        return false()
    if actor.within is not None:
        return actor.within.holds(case.id)
    reach = _granted(actor, case, actor.principals)
    if actor.whole_offices:
        own = case.lead_office_id.in_(actor.whole_offices)
        reach = or_(and_(case.restricted.is_(False), own), reach)
    return and_(reach, *walls(actor, case.id))


def full_scope(actor: Actor, case: Any) -> ColumnElement[bool]:
    """The actor reads everything in the case. Add `case_scope`: the walls stand there."""
    if actor.is_system:
        return true()
    if actor.within is not None:
        return actor.within.full(case.id)
    granted = _granted(actor, case, actor.full_principals, GrantLevel.FULL)
    own: ColumnElement[bool] = case.lead_office_id.in_(actor.whole_offices)
    if actor.role is Role.INTAKE_SPECIALIST:
        own = and_(own, case.status.in_([fixed(status) for status in EARLY]))
    elif actor.role is not Role.INVESTIGATIONS_SUPERVISOR:
        return granted
    return or_(and_(case.restricted.is_(False), own), granted)


def walls(actor: Actor, case_id: Any) -> tuple[ColumnElement[bool], ...]:
    """The conflict wall: not a case in which the actor's person, or a confirmed relative, is named,
    nor a recused one."""
    found: list[ColumnElement[bool]] = []
    if actor.walled_ids:
        party, vault = alias_of(_party, "wall_party"), alias_of(_vault, "wall_vault")
        named = those_of(
            party.c.case_id,
            party,
            party.c.person_id.in_(actor.walled_ids),
            party.c.role.in_([fixed(role) for role in WALLING]),
            party.c.withdrawn_at.is_(None),
            party.c.wall.in_([fixed(Wall.CONFIRMED), fixed(Wall.SUSPENDED)]),
        )
        sealed = those_of(vault.c.case_id, vault, vault.c.person_id.in_(actor.walled_ids))
        found += [case_id.not_in(named), case_id.not_in(sealed)]
    if actor.user_id is not None:
        recusal = alias_of(_recusal, "wall_recusal")
        recused = those_of(
            recusal.c.case_id,
            recusal,
            recusal.c.user_id == actor.user_id,
            recusal.c.lifted_at.is_(None),
        )
        found.append(case_id.not_in(recused))
    return tuple(found)


def of_own_side(actor: Actor, clock: Any) -> ColumnElement[bool]:
    """Clocks of discipline are labor relations' own until service."""
    if actor.is_system or actor.role in LR_ROLES:
        return true()
    side: ColumnElement[bool] = clock.side == fixed(ClockSide.INVESTIGATION)
    return side


def _granted(
    actor: Actor, case: Any, principals: tuple[int, ...], *levels: GrantLevel
) -> ColumnElement[bool]:
    """A live grant reaches the actor; on a restricted case, being named is the only one."""
    if not principals:
        return false()
    grant = alias_of(_grant, "live_grant")
    terms = [
        grant.c.case_id == case.id,
        grant.c.principal_id.in_(principals),
        or_(case.restricted.is_(False), grant.c.kind == fixed(GrantKind.NAMED)),
        live(grant, actor),
    ]
    if levels:
        terms.append(grant.c.level.in_([fixed(level) for level in levels]))
    return there_is(grant, where=terms)


def item_named(
    actor: Actor, table: str, key: Any, principals: tuple[int, ...], *others: str
) -> ColumnElement[bool]:
    """A live grant names the row, as one of `table` or by another name that shows as much."""
    if not principals:
        return false()
    grant, item = alias_of(_grant, "named_grant"), alias_of(_item, "named_item")
    return there_is(
        grant,
        item,
        where=(
            item.c.entity.in_([fixed(name) for name in (table, *others)])
            if others
            else item.c.entity == fixed(table),
            item.c.entity_id == key,
            grant.c.id == item.c.grant_id,
            grant.c.principal_id.in_(principals),
            live(grant, actor),
        ),
    )


def of_visible_case(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Scope of a child that the summary shows: its case is visible."""
    if actor.is_system:
        return true()
    if actor.within is not None:
        return actor.within.holds(child.case_id)
    case = alias_of(_case, "scope_case")
    return there_is(case, where=(case.c.id == child.case_id, case_scope(actor, case.c)))


def of_summary_case(table: str, *others: str, key: str = "id") -> Criterion:
    """Scope of a child that a summary shows: codes, status, finding. A grant of level `items` (a
    referral, a package) shows those that it names, as `table` or by a name that opens no more than
    this row (`others`), so that another subject's stay closed."""

    def scope_of_summary(actor: Actor, child: Any) -> ColumnElement[bool]:
        if actor.is_system:
            return true()
        named = item_named(actor, table, getattr(child, key), actor.principals, *others)
        if actor.within is not None:
            shown = or_(actor.within.wide(child.case_id), named)
            return and_(actor.within.holds(child.case_id), shown)
        case = alias_of(_case, "scope_case")
        wide = or_(
            _granted(actor, case.c, actor.principals, GrantLevel.SUMMARY, GrantLevel.FULL),
            case.c.lead_office_id.in_(actor.whole_offices),
            named,
        )
        return there_is(case, where=(case.c.id == child.case_id, case_scope(actor, case.c), wide))

    return scope_of_summary


def of_full_case(table: str, *, key: str = "id", handled: bool = False) -> Criterion:
    """Scope of a child with content: full sight of its case, or named by an `items` grant.

    `table` is the name that grants use; `key` the column that holds the named id; `handled` says
    that the model carries handling flags.
    """

    def scope_of_child(actor: Actor, child: Any) -> ColumnElement[bool]:
        if actor.is_system:
            return true()
        named = item_named(actor, table, getattr(child, key), actor.full_principals)
        case = alias_of(_case, "scope_case")
        within = actor.within
        sight = full_scope(actor, case.c) if within is None else within.full(child.case_id)
        if handled:
            sight = and_(sight, child.handling.op("&")(fixed(int(NAMED_ONLY))) == fixed(0))
        shown = or_(sight, named)
        if within is not None:
            seen = and_(within.holds(child.case_id), shown)
        else:
            visible = case_scope(actor, case.c)
            seen = there_is(case, where=(case.c.id == child.case_id, visible, shown))
        return and_(seen, _handled(actor, child)) if handled else seen

    return scope_of_child


def _handled(actor: Actor, child: Any) -> ColumnElement[bool]:
    """What a record's marks forbid beyond its access list: the compelled wall, and grand jury
    material to whoever disciplines, whatever names it to them."""
    allowed = outside_compelled_wall(actor, child)
    if actor.role not in DISCIPLINING:
        return allowed
    grand_jury = child.handling.op("&")(fixed(int(Handling.GRAND_JURY)))
    return and_(allowed, grand_jury == fixed(0))


_party_of_case = of_full_case("party")


def party_scope(actor: Actor, party: Any) -> ColumnElement[bool]:
    """Scope of a party; who disciplines sees nobody for an EEO, OSC or grievance matter, whatever
    names the party."""
    seen = _party_of_case(actor, party)
    if actor.is_system or actor.role not in DISCIPLINE_ROLES:
        return seen
    return and_(seen, party.role.not_in([fixed(role) for role in FORUM]))


def named_person(actor: Actor, person_id: Any) -> ColumnElement[bool]:
    """The person is a party that the actor may see: how persons outside a directory are seen."""
    return _is_party(actor, person_id)


def named_subject(actor: Actor, person_id: Any) -> ColumnElement[bool]:
    """The person is a subject whom the actor may see."""
    return _is_party(actor, person_id, PartyRole.SUBJECT)


def _is_party(actor: Actor, person_id: Any, *roles: PartyRole) -> ColumnElement[bool]:
    party = alias_of(_party, "reached_party")
    terms = [
        party.c.person_id == person_id,
        party.c.withdrawn_at.is_(None),
        party_scope(actor, party.c),
    ]
    if roles:
        terms.append(party.c.role.in_([fixed(role) for role in roles]))
    return there_is(party, where=terms)


def outside_compelled_wall(actor: Actor, child: Any) -> ColumnElement[bool]:
    """The child is neither compelled nor tainted, or no wall of the case shuts the actor out."""
    compelled = child.handling.op("&")(fixed(int(COMPELLED))) == fixed(0)
    shut = [wall(actor, child.case_id) for wall in compelled_walls]
    return or_(compelled, and_(true(), *shut)) if shut else true()


def only_system(actor: Actor, _entity: Any) -> ColumnElement[bool]:
    """Scope of rows that no user reads through the ORM (the vault)."""
    return true() if actor.is_system else false()


def own(column: str) -> Criterion:
    """Scope of rows that belong to one account."""

    def scope_of_own(actor: Actor, entity: Any) -> ColumnElement[bool]:
        if actor.is_system:
            return true()
        mine: ColumnElement[bool] = getattr(entity, column) == actor.user_id
        return mine

    return scope_of_own


def count_capped(statement: Any, cap: int = 1_000) -> Any:
    """`select count(*)` over at most `cap` + 1 rows of a statement."""
    return select(func.count()).select_from(statement.order_by(None).limit(cap + 1).subquery())
