"""Moving a case to another office: by hand, or because nobody here is left who may decide on it."""

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, object_session

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.actors import actor_for, is_in_force
from jicms.auth.models import Membership, Office, OfficeKind
from jicms.cases import sight
from jicms.cases.models import Case, GrantKind, GrantLevel, LogEntry, LogKind
from jicms.cases.scope import case_scope
from jicms.cases.scope import walls as wall_criteria
from jicms.cases.service import routes, walls
from jicms.cases.service.grants import give_grant
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken

_UNSEEN = "who may still decide on a case is asked whoever caused the question"
_MOVED = "Nobody of the office that led this case may decide on it."


def transfer(case: Case, *, actor: Actor, office: Office, reason: str) -> Case:
    """Let another investigations office lead the case. Number, clocks and grants stay.

    Raises `RuleBroken` for the office that leads it, one that is retired or investigates nothing,
    and for a restricted case, which is kept to named people of its office.
    """
    policy.require(actor, Action.CASE_ROUTE, case)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    if office.id == case.lead_office_id:
        raise RuleBroken("This office leads the case already.", field="office")
    if not _may_lead(office):
        raise RuleBroken("Choose an investigations office that is in use.", field="office")
    if case.restricted:
        raise RuleBroken("Lift the restriction first: the people named are of this office.")
    _move(case, office, actor, reason.strip())
    return case


def settle(_session: Session | None = None) -> None:
    """Move every case of this transaction that lost its last deciding supervisor.

    Before the commit, and before a save says where it leads: by then all is written. First the
    rules on where a matter goes are asked: what they move has other supervisors.
    """
    for case, actor in routes.asked():
        if object_session(case) is None:
            continue
        for route in routes.routers:
            route(case, actor)
    for case, actor in walls.undecided():
        if object_session(case) is None:
            continue
        unit_of_work.session().flush()
        if not _is_decidable(case):
            _move_on(case, actor)


def move_by_rule(
    case: Case, *, actor: Actor, reason: str, but: Collection[int] = ()
) -> Office | None:
    """Let the counterpart of the lead office, or its counterpart, lead the case by a rule; `but`
    are offices that may not. Number, clocks and grants stay. None where no office is left."""
    office, seen = case.lead_office.counterpart, {case.lead_office_id}
    while office is not None and office.id not in seen:
        if office.id not in but and _may_lead(office) and any(_outside_walls(case, office)):
            _move(case, office, actor, reason)
            return office
        seen.add(office.id)
        office = office.counterpart
    return None


def move_back(case: Case, *, actor: Actor, office: Office, reason: str) -> None:
    """Let the office that sent the case lead it again. The caller has checked who may.

    Raises `RuleBroken` where that office can't take it any more."""
    if not _may_lead(office) or not any(_outside_walls(case, office)):
        raise RuleBroken("The office that sent it can’t take it back. Send it to another one.")
    _move(case, office, actor, reason)


def _move_on(case: Case, actor: Actor) -> None:
    if move_by_rule(case, actor=actor, reason=_MOVED) is None:
        recorder.record(Event.CASE_UNDECIDABLE, case=case, obj=case)


def _may_lead(office: Office) -> bool:
    today = clock.today(office.agency.zone)
    return office.kind is OfficeKind.INVESTIGATIONS and office.is_in_use(today)


def _move(case: Case, office: Office, actor: Actor, reason: str) -> None:
    session = unit_of_work.session()
    before = case.lead_office
    if case.restricted:
        _name(case, office, actor, reason)
    case.lead_office = office
    now = clock.now()
    session.add(
        LogEntry(
            case_id=case.id,
            kind=LogKind.NOTE,
            occurred_at=now,
            text=f"Moved from {before.short_name} to {office.short_name}. {reason}",
            user_id=None,
        )
    )
    session.flush()
    recorder.record(
        Event.CASE_TRANSFERRED, case=case, obj=case, before=before.code, after=office.code
    )
    sight.forget(case)


def _name(case: Case, office: Office, actor: Actor, reason: str) -> None:
    """Nobody of the new office would see a restricted case: its heads are named, or else all."""
    members = list(_outside_walls(case, office))
    for member in [row for row in members if row.is_office_head] or members:
        give_grant(
            case,
            actor=actor,
            principal_id=member.user.principal_id,
            kind=GrantKind.NAMED,
            level=GrantLevel.FULL,
            reason=reason,
            office_id=office.id,
        )


def _is_decidable(case: Case) -> bool:
    """A supervisor of the lead office sees the case."""
    return any(
        _holds(case, case_scope(actor_for(member), Case))
        for member in _supervisors(case.lead_office)
    )


def _outside_walls(case: Case, office: Office) -> Iterator[Membership]:
    for member in _supervisors(office):
        if _holds(case, *wall_criteria(actor_for(member), Case.id)):
            yield member


def _holds(case: Case, *criteria: ColumnElement[bool]) -> bool:
    statement = select(Case.id).where(Case.id == case.id, *criteria)
    found = unit_of_work.session().scalar(statement.execution_options(unscoped=_UNSEEN))
    return found is not None


def _supervisors(office: Office) -> list[Membership]:
    today = clock.today(office.agency.zone)
    found = unit_of_work.session().scalars(
        select(Membership)
        .where(
            Membership.office_id == office.id,
            Membership.role == Role.INVESTIGATIONS_SUPERVISOR,
            Membership.revoked_at.is_(None),
        )
        .options(
            joinedload(Membership.user), joinedload(Membership.office).joinedload(Office.agency)
        )
        .order_by(Membership.is_office_head.desc(), Membership.id)
    )
    return [member for member in found if is_in_force(member, today)]


def install() -> None:
    """Before the trail writes its rows, so that the move is in them."""
    if settle not in unit_of_work.before_commit:
        unit_of_work.before_commit.insert(0, settle)
