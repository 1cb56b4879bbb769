"""Numbers of My work: what waits, what is due, how old, who works on how much. All scoped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import aliased

from jicms.access.actor import Actor
from jicms.auth.models import User
from jicms.cases import deciders
from jicms.cases.kinds import ENDED, CaseStatus
from jicms.cases.listing import Clock, next_of_case, side_of
from jicms.cases.models import Case, Party, Wall
from jicms.core import unit_of_work
from jicms.deadlines.models import CaseClock, ClockState
from jicms.deadlines.models_tasks import Task, TaskState
from jicms.web.dates import viewer_today

#: Upper bounds of the columns of the table of ages, in days; the last column is open.
BOUNDS = (30, 90, 180)
#: Stages in the order of the table.
STAGES = tuple(status for status in CaseStatus if status not in ENDED)
SHOWN = 8
#: Lines of the table of workload.
MOST_PEOPLE = 20
SOON, LATER = 7, 14
_lead = aliased(User, name="lead")


def of_office(actor: Actor) -> Any:
    """Criterion: live cases that the actor's office leads."""
    return and_(Case.lead_office_id == actor.office_id, Case.status.not_in(ENDED))


def of_mine(actor: Actor) -> Any:
    """Criterion: live cases that the actor leads."""
    return and_(Case.lead_user_id == actor.user_id, Case.status.not_in(ENDED))


def open_ones(where: Any) -> Select[Any]:
    """Live cases, for counting."""
    return select(Case.id).where(where)


def unassigned(actor: Actor) -> Select[Any]:
    """Live cases of the office without a lead, for counting."""
    return select(Case.id).where(of_office(actor), Case.lead_user_id.is_(None))


def due(actor: Actor, where: Any, *, until: date, since: date | None = None) -> Select[Any]:
    """Live cases whose next clock falls in a period, for counting."""
    found = select(Case.id).join(Clock, next_of_case(actor)).where(where, Clock.due_on <= until)
    return found if since is None else found.where(Clock.due_on >= since)


def received_since(actor: Actor, day: date) -> Select[Any]:
    """Cases of the office received from that day on, for counting."""
    return select(Case.id).where(Case.lead_office_id == actor.office_id, Case.received_on >= day)


def due_next(actor: Actor, where: Any) -> Sequence[Any]:
    """The running clocks of the viewer's side that fall first."""
    statement = (
        select(
            CaseClock.due_on,
            CaseClock.label,
            CaseClock.kind,
            Case.number,
            Case.title,
            _lead.name.label("lead_name"),
        )
        .join(Case, Case.id == CaseClock.case_id)
        .outerjoin(_lead, _lead.id == Case.lead_user_id)
        .where(
            where,
            CaseClock.state == ClockState.RUNNING,
            CaseClock.side == side_of(actor),
            deciders.falls_to(actor, CaseClock),
        )
        .order_by(CaseClock.due_on, CaseClock.id)
        .limit(SHOWN)
    )
    return unit_of_work.session().execute(statement).all()


def waiting(actor: Actor) -> Sequence[Any]:
    """Cases without a lead, those that wait longest first."""
    statement = (
        select(Case.number, Case.title, Case.status, Case.class_code, Case.received_at)
        .where(of_office(actor), Case.lead_user_id.is_(None))
        .order_by(Case.received_at, Case.id)
        .limit(SHOWN)
    )
    return unit_of_work.session().execute(statement).all()


def mine(actor: Actor) -> Sequence[Any]:
    """The cases that the actor leads, by the next clock that is not for others to decide."""
    statement = (
        select(
            Case.number,
            Case.title,
            Case.status,
            Case.class_code,
            Case.received_at,
            CaseClock.due_on.label("clock_on"),
            CaseClock.label.label("clock_label"),
            CaseClock.kind.label("clock_kind"),
        )
        .select_from(Case)
        .outerjoin(CaseClock, deciders.first_of(actor, side_of(actor)))
        .where(of_mine(actor))
        .order_by(CaseClock.due_on.asc().nulls_last(), Case.received_at, Case.id)
        .limit(25)
    )
    return unit_of_work.session().execute(statement).all()


@dataclass(frozen=True, slots=True)
class StageAges:
    """A stage and its cases by age."""

    status: CaseStatus
    numbers: tuple[int, ...]

    @property
    def total(self) -> int:
        """All cases of the stage."""
        return sum(self.numbers)


def stages(actor: Actor) -> list[StageAges]:
    """Live cases of the office by stage and days since receipt, in one statement."""
    today = viewer_today()
    edges = [today - timedelta(days) for days in BOUNDS]
    columns = []
    for place in range(len(BOUNDS) + 1):
        young = Case.received_on >= edges[place] if place < len(BOUNDS) else None
        old = Case.received_on < edges[place - 1] if place else None
        criterion = and_(*(part for part in (young, old) if part is not None))
        columns.append(func.sum(case((criterion, 1), else_=0)))
    found = unit_of_work.session().execute(
        select(Case.status, *columns).where(of_office(actor)).group_by(Case.status)
    )
    by_status = {row[0]: tuple(int(number) for number in row[1:]) for row in found}
    return [StageAges(status, by_status[status]) for status in STAGES if status in by_status]


def window(place: int) -> dict[str, str]:
    """The list's filters of one column of the table of ages."""
    today = viewer_today()
    params = {}
    if place < len(BOUNDS):
        params["from"] = (today - timedelta(BOUNDS[place])).isoformat()
    if place:
        params["to"] = (today - timedelta(BOUNDS[place - 1] + 1)).isoformat()
    return params


@dataclass(frozen=True, slots=True)
class Load:
    """What one person of the office has: cases led, their next clocks, and open tasks."""

    id: int
    name: str
    open: int = 0
    over: int = 0
    soon: int = 0
    tasks: int = 0
    late: int = 0


def workload(actor: Actor) -> list[Load]:
    """Per person: cases led, clocks overdue and due in two weeks, open tasks and overdue ones.
    Whoever leads no case but has a task is there too. Two statements."""
    session = unit_of_work.session()
    led = {row.id: Load(*row) for row in session.execute(_led(actor))}
    for row in session.execute(_tasked(actor)):
        known = led.get(row.id, Load(row.id, row.name))
        led[row.id] = replace(known, tasks=row.tasks, late=row.late)
    found = sorted(led.values(), key=lambda load: (-load.open, -load.tasks, load.name))
    return found[:MOST_PEOPLE]


def _led(actor: Actor) -> Any:
    today = viewer_today()
    over = case((Clock.due_on < today, 1), else_=0)
    soon = case((Clock.due_on.between(today, today + timedelta(LATER)), 1), else_=0)
    number = func.count(Case.id)
    return (
        select(_lead.id, _lead.name, number, func.sum(over), func.sum(soon))
        .select_from(Case)
        .join(_lead, _lead.id == Case.lead_user_id)
        .outerjoin(Clock, next_of_case(actor))
        .where(of_office(actor))
        .group_by(_lead.id, _lead.name)
        .order_by(number.desc(), _lead.name)
        .limit(MOST_PEOPLE)
    )


def _tasked(actor: Actor) -> Any:
    late = case((Task.due_on < viewer_today(), 1), else_=0)
    number = func.count(Task.id)
    return (
        select(_lead.id, _lead.name, number.label("tasks"), func.sum(late).label("late"))
        .select_from(Task)
        .join(_lead, _lead.id == Task.owner_id)
        .where(Task.office_id == actor.office_id, Task.state == TaskState.OPEN)
        .group_by(_lead.id, _lead.name)
        .order_by(number.desc(), _lead.name)
        .limit(MOST_PEOPLE)
    )


def to_decide(actor: Actor) -> Sequence[Any]:
    """Parties of the office's cases whose wall waits for a decision."""
    statement = (
        select(Case.number, Case.title, Party.n, Party.role, Party.created_at)
        .join(Case, Case.id == Party.case_id)
        .where(of_office(actor), Party.wall == Wall.SUSPENDED, Party.withdrawn_at.is_(None))
        .order_by(Party.created_at)
        .limit(SHOWN)
    )
    return unit_of_work.session().execute(statement).all()
