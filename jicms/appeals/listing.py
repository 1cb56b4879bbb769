"""The appeals that an actor sees, by the date that comes next."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from jicms.appeals.forums import step_name
from jicms.appeals.models import Appeal, AppealStep
from jicms.appeals.models_hearing import AppealDate, AppealHearing, HearingState
from jicms.auth.models import User
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.queue import employee
from jicms.discipline.service.windows import THEIRS
from jicms.people.models import Person
from jicms.refdata.models import AppealForum, AppealOutcome
from jicms.refdata.queries import entries, label_of
from jicms.web.dates import viewer_today
from jicms.web.exports import Column
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.paging import Key

OPEN, ENDED = "open", "ended"
Next = aliased(CaseClock, name="comes_next")
_Other = aliased(CaseClock, name="any_date")
Ahead = aliased(AppealHearing, name="hearing_ahead")


def state(args: Any) -> ListState:
    """The list's state from the request's URL."""
    forums = [(code, entry.label) for code, entry in entries(AppealForum).items()]
    steps = [(step, step.label) for step in AppealStep]
    last = Key(Appeal.id, desc=True)
    return ListState(
        args,
        filters=[
            Filter("forum", "Forum", choices=forums, many=True),
            Filter("step", "Step", choices=steps),
            Filter("state", "State", choices=[(OPEN, "Open"), (ENDED, "Ended")]),
            Filter("specialist", "Specialist", choices=_specialists()),
        ],
        sorts=[
            Sort("next", "Next date", (Key(Next.due_on, nullable=True), last)),
            Sort("filed", "Filed", (Key(Appeal.filed_on, desc=True), last)),
        ],
    )


def _specialists() -> list[tuple[int, str]]:
    """Who works the actions whose appeals the viewer sees."""
    seen = select(DisciplinaryAction.specialist_id).join(
        Appeal, Appeal.action_id == DisciplinaryAction.id
    )
    found = select(User.id, User.name).where(User.id.in_(seen)).order_by(User.name)
    return [(row.id, row.name) for row in unit_of_work.session().execute(found)]


def rows(values: Mapping[str, Any]) -> Any:
    """What a row of the list shows, as columns."""
    return (
        select(
            Appeal.n,
            Appeal.forum_code,
            Appeal.step,
            Appeal.filed_on,
            Appeal.due_on,
            Appeal.docket,
            Appeal.judge,
            Appeal.outcome_code,
            Appeal.decided_on,
            DisciplinaryAction.n.label("action_n"),
            Case.number,
            Next.label.label("next_label"),
            Next.due_on.label("next_on"),
            Ahead.starts_at.label("hearing_at"),
            Party.n.label("party_n"),
            Party.alias,
            Party.description,
            Person.given_name,
            Person.family_name,
            User.name.label("specialist"),
        )
        .select_from(Appeal)
        .join(DisciplinaryAction, DisciplinaryAction.id == Appeal.action_id)
        .join(Case, Case.id == Appeal.case_id)
        .outerjoin(Next, Next.id == _next_id())
        .outerjoin(
            Ahead,
            and_(Ahead.appeal_id == Appeal.id, Ahead.state == HearingState.SCHEDULED),
        )
        .outerjoin(Party, Party.id == DisciplinaryAction.party_id)
        .outerjoin(Person, Person.id == Party.person_id)
        .outerjoin(User, User.id == DisciplinaryAction.specialist_id)
        .where(*criteria(values))
    )


def _next_id() -> Any:
    """The running clock of a filing or of its ordered dates that falls next."""
    ordered = select(AppealDate.id).where(AppealDate.appeal_id == Appeal.id).correlate(Appeal)
    own = and_(_Other.entity_type == Appeal.__tablename__, _Other.entity_id == Appeal.id)
    by_order = and_(_Other.entity_type == AppealDate.__tablename__, _Other.entity_id.in_(ordered))
    return (
        select(_Other.id)
        .where(
            _Other.case_id == Appeal.case_id,
            or_(own, by_order),
            _Other.state == ClockState.RUNNING,
            or_(_Other.rule_code.not_in(THEIRS), _Other.due_on >= viewer_today()),
        )
        .order_by(_Other.due_on, _Other.id)
        .limit(1)
        .correlate(Appeal)
        .scalar_subquery()
    )


def counted(values: Mapping[str, Any]) -> Select[Any]:
    """The ids of the list's rows, for counting."""
    found = select(Appeal.id).where(*criteria(values))
    if "specialist" in values:
        found = found.join(DisciplinaryAction, DisciplinaryAction.id == Appeal.action_id)
    return found


def criteria(values: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """The criteria of the filters in use: open ones unless ended ones are asked for."""
    ended = values.get("state") == ENDED
    found: list[ColumnElement[bool]] = [
        Appeal.ended_on.is_not(None) if ended else Appeal.ended_on.is_(None)
    ]
    if values.get("forum"):
        found.append(Appeal.forum_code.in_(values["forum"]))
    if "step" in values:
        found.append(Appeal.step == values["step"])
    if "specialist" in values:
        found.append(DisciplinaryAction.specialist_id == values["specialist"])
    return found


def by_step() -> Sequence[tuple[str, AppealStep, int]]:
    """The open filings that the viewer sees, counted by forum and step."""
    found = (
        select(Appeal.forum_code, Appeal.step, func.count(Appeal.id).label("n"))
        .where(*criteria({}))
        .group_by(Appeal.forum_code, Appeal.step)
        .order_by(func.count(Appeal.id).desc(), Appeal.forum_code, Appeal.step)
        .limit(12)
    )
    rows_ = unit_of_work.session().execute(found)
    return [(row.forum_code, row.step, row.n) for row in rows_]


COLUMNS = (
    Column("Filing", lambda row: f"{row.number}-D{row.action_n:02d}-P{row.n}"),
    Column("Employee", employee),
    Column("Forum", lambda row: label_of(AppealForum, row.forum_code)),
    Column("Step", lambda row: step_name(row.forum_code, row.step)),
    Column("Filed on", "filed_on"),
    Column("Last day to file", "due_on"),
    Column("Docket", "docket"),
    Column("Judge, arbitrator or official", "judge"),
    Column("Next", "next_label"),
    Column("Next on", "next_on"),
    Column("Hearing", "hearing_at"),
    Column("Specialist", "specialist"),
    Column("Outcome", lambda row: label_of(AppealOutcome, row.outcome_code)),
    Column("Decided on", "decided_on"),
)
