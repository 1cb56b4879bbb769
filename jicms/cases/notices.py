"""What the case tells of: walls, moves, identities, classes, and its clocks."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Executable, and_, select
from sqlalchemy.orm import joinedload

from jicms.access.actions import Action
from jicms.access.actor import Role
from jicms.access.scope import Criterion
from jicms.audit.events import Event
from jicms.auth.actors import actor_for
from jicms.auth.members import in_force, users_of
from jicms.auth.models import Membership, Office, User
from jicms.cases import deciders
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.deadlines.models import CaseClock, ClockSide, ClockState
from jicms.deadlines.terms import Kind as ClockKind
from jicms.notices import kinds, queries
from jicms.notices.following import Step, clearing, on, on_change
from jicms.notices.kinds import Group, Kind
from jicms.notices.models import Notice
from jicms.notices.service import About, clear, tell
from jicms.notices.sweep import sweepers
from jicms.web.navigation import NavItem, PageLink, account, main

WALL, MOVED, REVEALED, CLASSED = (
    "WALL_SUSPENDED",
    "CASE_MOVED",
    "IDENTITY_REVEALED",
    "CLASS_CHANGED",
)
SOON, OVERDUE, OIG_OVERDUE = "CLOCK_SOON", "CLOCK_OVERDUE", "OIG_OVERDUE"
#: The event by which a rule's clock is told of once it has passed; features above add theirs.
overdue_events: dict[str, str] = {"OIG_ANSWER": OIG_OVERDUE}
#: Days before its date that a clock is told of.
AHEAD = 3
#: Days after its date that a clock with an event of its own is told of, where nothing is late.
AFTER = 30
S = TypeVar("S", bound=Executable)
T = TypeVar("T")
#: Rules whose clocks have an event of their own before and after their date; features add theirs.
events_of_rules: dict[str, str] = {}
#: Rules whose days pass without anything being late, as windows of others; features add theirs.
passing: set[str] = set()
_WHOLE = "notices look at every case, and are read by those who see it"
_LEADS = (Role.INVESTIGATOR, Role.INVESTIGATIONS_SUPERVISOR)
#: Who has to do what a clock of discipline asks, as fn(clock); `discipline` registers.
clock_workers: list[Callable[[CaseClock], set[int]]] = []

KINDS = (
    Kind(
        *(WALL, "Somebody who may work on the case is named in it", "cases.people"),
        *("the access is confirmed or lifted", Group.OFFICE),
        legal=True,
    ),
    Kind(
        *(MOVED, "The case was moved to your office", "cases.show"),
        *("you took note", Group.OFFICE),
        by_hand=True,
    ),
    Kind(
        *(REVEALED, "A protected identity was revealed", "cases.people"),
        *("you took note", Group.OFFICE),
        legal=True,
        by_hand=True,
    ),
    Kind(
        *(CLASSED, "The class or type of the case was changed", "cases.classes"),
        *("you took note", Group.WORK),
        by_hand=True,
    ),
    Kind(
        *(SOON, "A date comes near", "cases.clocks", "the step is done", Group.DATES),
    ),
    Kind(
        *(OVERDUE, "A date has passed", "cases.clocks", "the step is done", Group.DATES),
        legal=True,
    ),
    Kind(
        *(OIG_OVERDUE, "The Inspector General has not answered in time", "cases.clocks"),
        *("the answer is recorded", Group.DATES),
        legal=True,
    ),
)


def whole(statement: S) -> S:
    """The statement for whoever acts: what is told is read by those alone who see its case."""
    return statement.execution_options(unscoped=_WHOLE)


def readers_among(row: Any, scope: Criterion, *of: ColumnElement[bool]) -> set[int]:
    """The accounts with a membership `of` that kind today whose own scope holds the row: nobody
    else is told of it."""
    model, session = type(row), unit_of_work.session()
    members = session.scalars(
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(in_force(clock.today("UTC")), *of)
        .options(
            joinedload(Membership.user), joinedload(Membership.office).joinedload(Office.agency)
        )
    )
    found = set()
    for member in members.all():
        seen = select(model.id).where(model.id == row.id, scope(actor_for(member), model))
        if session.scalar(whole(seen)) is not None:
            found.add(member.user_id)
    return found


def fetch(model: type[T], key: int | None) -> T | None:
    """A row by its id, likewise; without a statement where the session holds it."""
    if key is None:
        return None
    return unit_of_work.session().get(model, key, execution_options={"unscoped": _WHOLE})


def any_case(case_id: int | None) -> Case | None:
    """A case, whoever asks."""
    return fetch(Case, case_id)


def supervisors_of(case: Case) -> set[int]:
    """The supervisors of the lead office."""
    return users_of(case.lead_office_id, Role.INVESTIGATIONS_SUPERVISOR)


def lead_of(case: Case) -> set[int]:
    """The lead, or the supervisors of the lead office where there is none of that office."""
    lead = case.lead_user_id
    if lead is not None and lead in users_of(case.lead_office_id, *_LEADS):
        return {lead}
    return supervisors_of(case)


def _wall(step: Step) -> None:
    case = any_case(step.case_id)
    if case is not None and step.detail.get("wall") == "SUSPENDED":
        tell(WALL, users=supervisors_of(case), about=step.about, case_id=case.id)


def _moved(step: Step) -> None:
    case = any_case(step.case_id)
    if case is not None:
        tell(MOVED, users=supervisors_of(case), about=step.about, case_id=case.id, but=step.by)
        _tell_again(case)


def _revealed(step: Step) -> None:
    """To the heads of the lead office; to its other supervisors where the head did it himself."""
    case = any_case(step.case_id)
    if case is None:
        return
    heads = users_of(case.lead_office_id, Role.INVESTIGATIONS_SUPERVISOR, heads=True)
    told = heads - {step.by} or supervisors_of(case)
    tell(REVEALED, users=told, about=step.about, case_id=case.id, but=step.by)


def _classed(step: Step) -> None:
    case = any_case(step.case_id)
    if case is not None and case.lead_user_id is not None:
        users = [case.lead_user_id]
        tell(CLASSED, users=users, about=step.about, case_id=case.id, but=step.by)


def _events() -> tuple[str, ...]:
    """Every event of a clock."""
    return (SOON, OVERDUE, *overdue_events.values(), *events_of_rules.values())


def _clock_changed(step: Step) -> None:
    if step.changed_to("state") is not None or step.changed_to("due_on") is not None:
        clear(step.about, events=_events())


def _lead_changed(step: Step) -> None:
    """Who does not lead any more is reminded of its dates no longer, who leads now is at once."""
    case = any_case(step.about.entity_id)
    if step.event == Event.ROW_CHANGED and "lead_user_id" in step.detail.get("fields", {}):
        _tell_again(case)


def _tell_again(case: Case | None) -> None:
    """Let the dates of a case be told of to those who work by them now, and to nobody else."""
    if case is None:
        return
    running = select(CaseClock).where(
        CaseClock.case_id == case.id,
        CaseClock.state == ClockState.RUNNING,
        CaseClock.side == ClockSide.INVESTIGATION,
    )
    for row in unit_of_work.session().scalars(whole(running)).all():
        told = _tell_of(row, case, clock.today(row.zone))
        clear(About("case_clock", row.id), events=_events(), but=told)


def sweep_clocks() -> None:
    """Tell of the clocks that fall within `AHEAD` days, and of those that have passed."""
    widest = clock.now().date() + timedelta(AHEAD + 1)
    rows = unit_of_work.session().execute(
        select(CaseClock, Case)
        .join(Case, Case.id == CaseClock.case_id)
        .where(CaseClock.state == ClockState.RUNNING, CaseClock.due_on <= widest)
    )
    for row, case in rows.all():
        _tell_of(row, case, clock.today(row.zone))
    _forget_passed()


def _forget_passed() -> None:
    """End what was told of days that have passed without anything being late."""
    told = (SOON, OVERDUE, *events_of_rules.values())
    standing = (
        select(CaseClock)
        .join(Notice, and_(Notice.entity_type == "case_clock", Notice.entity_id == CaseClock.id))
        .where(
            Notice.event.in_(told),
            Notice.cleared_at.is_(None),
            CaseClock.rule_code.in_(sorted(passing)),
            CaseClock.due_on <= clock.now().date(),
        )
        .distinct()
    )
    for row in unit_of_work.session().scalars(whole(standing)).all():
        if _is_over(row, clock.today(row.zone)):
            clear(About("case_clock", row.id), events=told)


def _is_over(row: CaseClock, today: date) -> bool:
    """Nobody need know of it any more: it has passed, and nothing is late."""
    kept = AFTER if row.rule_code in events_of_rules else 0
    return row.rule_code in passing and row.due_on + timedelta(kept) < today


def _tell_of(row: CaseClock, case: Case, today: date) -> set[int]:
    """Tell of a clock whose date is near or has passed. The accounts that are to know of it."""
    named = events_of_rules.get(row.rule_code)
    if row.kind is not ClockKind.DEADLINE and named is None:
        return set()
    if row.due_on > today + timedelta(AHEAD) or _is_over(row, today):
        return set()
    about = About("case_clock", row.id)
    late = row.due_on < today
    users = _workers(row, case)
    event = named or SOON
    if late and named is None:
        event = overdue_events.get(row.rule_code, OVERDUE)
        clear(about, events=(SOON,))
        if row.side is ClockSide.INVESTIGATION:
            users |= supervisors_of(case)
    tell(event, users=users, about=about, case_id=case.id, due_on=row.due_on)
    return users


def _workers(row: CaseClock, case: Case) -> set[int]:
    if row.rule_code in deciders.decided:
        return supervisors_of(case)
    if row.side is ClockSide.INVESTIGATION:
        return lead_of(case)
    return {user for found in clock_workers for user in found(row)}


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(*KINDS)
    on(Event.CONFLICT_TRIGGERED, _wall)
    for event in (Event.WALL_CONFIRMED, Event.WALL_LIFTED, Event.PARTY_WITHDRAWN):
        on(event, clearing(WALL))
    on(Event.CASE_TRANSFERRED, _moved)
    on(Event.IDENTITY_REVEALED, _revealed)
    on(Event.CASE_CLASSIFIED, _classed)
    on_change("case_clock", _clock_changed)
    on_change("case_file", _lead_changed)
    main.add(
        NavItem(
            "", "Notices", "notifications", "notices.index", Action.HOME, queries.count, order=5
        )
    )
    account.add(PageLink("Choose notices", "notices.preferences", order=40))
    if sweep_clocks not in sweepers:
        sweepers.append(sweep_clocks)
