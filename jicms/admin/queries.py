"""Reads of administration: accounts, memberships, offices, and what waits for confirmation."""

from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.access.actor import Role
from jicms.auth.models import Agency, ApiToken, Membership, Office, OfficeKind, User, UserSession
from jicms.core import clock, unit_of_work
from jicms.people import relations
from jicms.people.models import DeclaredRelation, UserPerson

#: How many rows the lists without pages show.
MANY = 200


def _with_office() -> Any:
    return joinedload(Membership.office).joinedload(Office.agency)


def users(values: dict[str, Any]) -> Select[Any]:
    """Accounts, narrowed by the filters of the list."""
    statement = select(User).options(
        selectinload(User.memberships).joinedload(Membership.office).joinedload(Office.agency)
    )
    for word in str(values.get("q", "")).split():
        statement = statement.where(
            or_(
                User.username.icontains(word, autoescape=True),
                User.name.icontains(word, autoescape=True),
                User.email.icontains(word, autoescape=True),
            )
        )
    standing = and_(Membership.user_id == User.id, Membership.revoked_at.is_(None))
    if role := values.get("role"):
        statement = statement.where(exists().where(standing, Membership.role == Role(role)))
    if office := values.get("office"):
        statement = statement.where(exists().where(standing, Membership.office_id == office))
    if state := values.get("state"):
        waits = exists().where(standing, Membership.confirmed_at.is_(None))
        criteria = {"active": User.is_active, "off": ~User.is_active, "waits": waits}
        statement = statement.where(criteria[state])
    return statement


def user_by_id(user_id: int) -> User | None:
    """An account with its memberships."""
    return unit_of_work.session().scalar(
        select(User)
        .where(User.id == user_id)
        .options(
            selectinload(User.memberships).joinedload(Membership.office).joinedload(Office.agency)
        )
    )


def membership_of(user_id: int, membership_id: int) -> Membership | None:
    """A membership within its account."""
    return unit_of_work.session().scalar(
        select(Membership)
        .where(Membership.id == membership_id, Membership.user_id == user_id)
        .options(joinedload(Membership.user), _with_office())
    )


def link_of(user_id: int, link_id: int) -> UserPerson | None:
    """A person link within its account."""
    return unit_of_work.session().scalar(
        select(UserPerson).where(UserPerson.id == link_id, UserPerson.user_id == user_id)
    )


def open_sessions(user_id: int) -> int:
    """Sessions that are neither ended nor past their end."""
    found = unit_of_work.session().scalar(
        select(func.count())
        .select_from(UserSession)
        .where(
            UserSession.user_id == user_id,
            UserSession.ended_at.is_(None),
            UserSession.expires_at > clock.now(),
        )
    )
    return found or 0


def agencies() -> list[Agency]:
    """Every agency."""
    return list(unit_of_work.session().scalars(select(Agency).order_by(Agency.code)))


def offices(*, kinds: tuple[OfficeKind, ...] = (), in_use: bool = False) -> list[Office]:
    """Offices with their agencies, by agency and code."""
    statement = (
        select(Office)
        .join(Agency, Agency.id == Office.agency_id)
        .options(joinedload(Office.agency), joinedload(Office.refers_to).joinedload(Office.agency))
        .order_by(Agency.code, Office.code)
    )
    if kinds:
        statement = statement.where(Office.kind.in_(kinds))
    found = list(unit_of_work.session().scalars(statement))
    if in_use:
        found = [row for row in found if row.is_in_use(clock.today(row.agency.zone))]
    return found


def office_by_id(office_id: int) -> Office | None:
    """One office."""
    return unit_of_work.session().scalar(
        select(Office)
        .where(Office.id == office_id)
        .options(joinedload(Office.agency), joinedload(Office.refers_to))
    )


def agency_by_id(agency_id: int) -> Agency | None:
    """One agency."""
    return unit_of_work.session().get(Agency, agency_id)


def staff_counts() -> dict[int, int]:
    """How many standing memberships each office has."""
    rows = unit_of_work.session().execute(
        select(Membership.office_id, func.count())
        .where(Membership.revoked_at.is_(None))
        .group_by(Membership.office_id)
    )
    return {row[0]: row[1] for row in rows}


def _waiting_membership() -> Any:
    return and_(Membership.confirmed_at.is_(None), Membership.revoked_at.is_(None), User.is_active)


def waiting_memberships() -> list[Membership]:
    """Memberships that wait for the security administrator, oldest first."""
    rows = unit_of_work.session().scalars(
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(_waiting_membership())
        .options(joinedload(Membership.user), joinedload(Membership.requested_by), _with_office())
        .order_by(Membership.id)
        .limit(MANY)
    )
    return list(rows)


def waiting_ids() -> Select[Any]:
    """What waits for confirmation, as ids to count: memberships, links, tokens, relations."""
    first, *others = (waiting_of(model) for model in (Membership, UserPerson, ApiToken))
    every = first.union_all(*others, waiting_relations()).subquery()
    return select(every.c.id)


def waiting_relations() -> Select[Any]:
    """Declared relations, and ends, that wait."""
    return select(DeclaredRelation.id).where(*relations.waits())


def waiting_of(model: type[Any]) -> Select[Any]:
    """The memberships, person links or tokens that wait, as ids."""
    if model is Membership:
        joined = select(Membership.id).join(User, User.id == Membership.user_id)
        return joined.where(_waiting_membership())
    if model is UserPerson:
        return select(UserPerson.id).where(
            UserPerson.valid_until.is_(None),
            or_(UserPerson.confirmed_at.is_(None), UserPerson.end_requested_at.is_not(None)),
        )
    return select(ApiToken.id).where(ApiToken.granted_at.is_(None), ApiToken.revoked_at.is_(None))


def tokens(*, waiting: bool) -> list[ApiToken]:
    """Token requests that wait, or tokens that are good."""
    statement = (
        select(ApiToken)
        .where(ApiToken.revoked_at.is_(None))
        .options(
            joinedload(ApiToken.user),
            joinedload(ApiToken.membership).joinedload(Membership.office).joinedload(Office.agency),
        )
        .order_by(ApiToken.id)
        .limit(MANY)
    )
    if waiting:
        statement = statement.where(ApiToken.granted_at.is_(None))
    else:
        statement = statement.where(ApiToken.expires_at > clock.now())
    return list(unit_of_work.session().scalars(statement))


def membership_by_id(membership_id: int) -> Membership | None:
    """A membership of the queue."""
    return unit_of_work.session().scalar(
        select(Membership)
        .where(Membership.id == membership_id)
        .options(joinedload(Membership.user), _with_office())
    )


def link_by_id(link_id: int) -> UserPerson | None:
    """A person link of the queue."""
    return unit_of_work.session().get(UserPerson, link_id)


def relation_by_id(relation_id: int) -> DeclaredRelation | None:
    """A declared relation."""
    return unit_of_work.session().get(DeclaredRelation, relation_id)


def token_by_id(token_id: int) -> ApiToken | None:
    """A token, with what its membership needs."""
    return unit_of_work.session().scalar(
        select(ApiToken)
        .where(ApiToken.id == token_id)
        .options(
            joinedload(ApiToken.user),
            joinedload(ApiToken.membership).joinedload(Membership.user),
            joinedload(ApiToken.membership).joinedload(Membership.office).joinedload(Office.agency),
        )
    )
