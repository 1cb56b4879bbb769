"""The discipline queue: one row per action with the clock that falls next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from jicms.access.actor import Actor
from jicms.auth.models import User
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.deadlines.models import CaseClock, ClockState, DeadlineRule
from jicms.deadlines.terms import Kind
from jicms.discipline import added, waits
from jicms.discipline.kinds import ReferralStatus
from jicms.discipline.models import (
    ActionStatus,
    DisciplinaryAction,
    LrReferral,
    Penalty,
    PenaltyStage,
)
from jicms.discipline.service.windows import PASSING
from jicms.discipline.steps import LABELS
from jicms.discipline.workflow import ENDED
from jicms.people.models import Employment, Person
from jicms.refdata.models import ActionType, Subpart
from jicms.refdata.queries import label_of
from jicms.web.dates import viewer_today
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.paging import Key

NOBODY = "none"
DUE = {"over": "Overdue", "7": "In 7 days", "14": "In 14 days", "30": "In 30 days"}
PROCEDURES = {Subpart.B: "Subpart B", Subpart.D: "Subpart D", Subpart.NONE: "Other procedures"}

Clock = aliased(CaseClock, name="falls_next")
_Other = aliased(CaseClock, name="any_clock")
Proposed = aliased(Penalty, name="proposed")
Decided = aliased(Penalty, name="decided")


def state(args: Any, actor: Actor) -> ListState:
    """The list's state from the request's URL."""
    people = [(NOBODY, "Unassigned"), *((user.id, user.name) for user in _specialists(actor))]
    stages = [(status, LABELS[status]) for status in ActionStatus]
    return ListState(
        args,
        filters=[
            Filter("stage", "Stage", choices=stages, many=True),
            Filter("specialist", "Specialist", choices=people),
            Filter("due", "Clock", choices=list(DUE.items())),
            Filter("waits", "Waits for", choices=list(waits.LABELS.items())),
            Filter("procedure", "Procedure", choices=list(PROCEDURES.items())),
            Filter("office", "Employee’s office", choices=_program_offices()),
        ],
        sorts=[
            Sort("clock", "Clock", [Key(Clock.due_on, nullable=True), Key(DisciplinaryAction.id)]),
            Sort(
                "action",
                "Action",
                [
                    Key(Case.fiscal_year, desc=True),
                    Key(Case.sequence, desc=True),
                    Key(DisciplinaryAction.id, desc=True),
                ],
            ),
        ],
    )


def _specialists(actor: Actor) -> Sequence[Any]:
    """Who works the actions that the actor sees."""
    seen = select(DisciplinaryAction.specialist_id).where(
        DisciplinaryAction.office_id == actor.office_id,
        DisciplinaryAction.specialist_id.is_not(None),
    )
    statement = select(User.id, User.name).where(User.id.in_(seen)).order_by(User.name)
    return unit_of_work.session().execute(statement).all()


def _program_offices() -> list[tuple[str, str]]:
    found = unit_of_work.session().scalars(
        select(Employment.program_office)
        .join(Party, Party.at_incident_id == Employment.id)
        .join(DisciplinaryAction, DisciplinaryAction.party_id == Party.id)
        .where(Employment.program_office != "")
        .distinct()
        .order_by(Employment.program_office)
        .limit(50)
    )
    return [(name, name) for name in found]


def rows(values: Mapping[str, Any]) -> Any:
    """What a row of the queue shows, as columns. Ended actions only when asked for."""
    return (
        select(
            DisciplinaryAction.n,
            DisciplinaryAction.version,
            DisciplinaryAction.status,
            waits.waits_for().label("waits"),
            DisciplinaryAction.decided_on,
            DisciplinaryAction.effective_on,
            Case.number,
            Clock.label.label("clock_label"),
            Clock.due_on.label("clock_on"),
            Clock.kind.label("clock_kind"),
            Clock.start_on.label("clock_from"),
            DeadlineRule.citation,
            Party.n.label("party_n"),
            Party.alias,
            Party.description,
            Person.given_name,
            Person.family_name,
            User.name.label("specialist"),
            Proposed.action_type_code.label("proposed_code"),
            Proposed.days.label("proposed_days"),
            Decided.action_type_code.label("decided_code"),
            Decided.days.label("decided_days"),
        )
        .select_from(DisciplinaryAction)
        .join(Case, Case.id == DisciplinaryAction.case_id)
        .outerjoin(Clock, Clock.id == _next_clock())
        .outerjoin(
            DeadlineRule,
            and_(DeadlineRule.code == Clock.rule_code, DeadlineRule.version == Clock.rule_version),
        )
        .outerjoin(Party, Party.id == DisciplinaryAction.party_id)
        .outerjoin(Person, Person.id == Party.person_id)
        .outerjoin(User, User.id == DisciplinaryAction.specialist_id)
        .outerjoin(Proposed, _stage(Proposed, PenaltyStage.PROPOSED))
        .outerjoin(Decided, _stage(Decided, PenaltyStage.DECIDED))
        .where(*criteria(values))
    )


def counted(values: Mapping[str, Any]) -> Select[Any]:
    """The ids of the queue's rows, for counting."""
    found = select(DisciplinaryAction.id).where(*criteria(values))
    return found.outerjoin(Clock, Clock.id == _next_clock()) if "due" in values else found


def late(values: Mapping[str, Any]) -> Select[Any]:
    """What is late among the rows of the queue, joined with its clock."""
    found = select(DisciplinaryAction.id).where(*criteria({**values, "due": "over"}))
    return found.join(Clock, Clock.id == _next_clock())


def clock_of(action: DisciplinaryAction) -> date | None:
    """When the clock of an action that the queue shows falls."""
    found = select(Clock.due_on).join(DisciplinaryAction, Clock.id == _next_clock())
    return unit_of_work.session().scalar(found.where(DisciplinaryAction.id == action.id))


def _stage(penalty: Any, stage: PenaltyStage) -> ColumnElement[bool]:
    return and_(penalty.action_id == DisciplinaryAction.id, penalty.stage == stage)


def _next_clock() -> Any:
    """The id of the clock that falls next. A floor or a window that has passed asks nothing."""
    today = viewer_today()
    passes = or_(_Other.kind == Kind.FLOOR, _Other.rule_code.in_(PASSING))
    return (
        select(_Other.id)
        .where(
            added.owned(_Other, DisciplinaryAction),
            _Other.state == ClockState.RUNNING,
            or_(~passes, _Other.due_on >= today),
        )
        .order_by(_Other.due_on, _Other.id)
        .limit(1)
        .correlate(DisciplinaryAction)
        .scalar_subquery()
    )


def criteria(values: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """The criteria of the filters in use."""
    found: list[ColumnElement[bool]] = []
    stages = values.get("stage")
    found.append(
        DisciplinaryAction.status.in_(stages) if stages else DisciplinaryAction.status.not_in(ENDED)
    )
    who = values.get("specialist")
    if who == NOBODY:
        found.append(DisciplinaryAction.specialist_id.is_(None))
    elif who is not None:
        found.append(DisciplinaryAction.specialist_id == who)
    if values.get("procedure"):
        found.append(DisciplinaryAction.subpart == values["procedure"].value)
    if values.get("office"):
        at = select(Party.id).join(Employment, Employment.id == Party.at_incident_id)
        here = at.where(Employment.program_office == values["office"])
        found.append(DisciplinaryAction.party_id.in_(here))
    if values.get("waits"):
        found.append(waits.is_waiting_for(values["waits"]))
    if values.get("due"):
        found.append(_due(values["due"]))
    return found


def _due(value: str) -> ColumnElement[bool]:
    today = viewer_today()
    if value == "over":
        return and_(Clock.due_on < today, Clock.kind != Kind.FLOOR)
    return and_(Clock.due_on >= today, Clock.due_on <= today + timedelta(int(value)))


def falling(actor: Actor, *, within: int, late: bool = True) -> Select[Any]:
    """The ids of running clocks of the actor's actions that fall within so many days."""
    today = viewer_today()
    found = (
        select(CaseClock.id)
        .join(DisciplinaryAction, added.owned(CaseClock, DisciplinaryAction))
        .where(
            CaseClock.state == ClockState.RUNNING,
            CaseClock.kind != Kind.FLOOR,
            CaseClock.rule_code.not_in(PASSING),
            CaseClock.due_on <= today + timedelta(within),
            DisciplinaryAction.office_id == actor.office_id,
            DisciplinaryAction.status.not_in(ENDED),
        )
    )
    return found if late else found.where(CaseClock.due_on >= today)


@dataclass(frozen=True, slots=True)
class Band:
    """Rows whose clocks fall about equally soon."""

    label: str
    rows: list[Any]


def bands(found: Sequence[Any], today: date) -> list[Band]:
    """The rows of a page by how soon their clocks fall, in the order they came."""
    grouped: dict[str, list[Any]] = {}
    for row in found:
        grouped.setdefault(_band(row, today), []).append(row)
    return [Band(label, rows_) for label, rows_ in grouped.items()]


def _band(row: Any, today: date) -> str:
    if row.clock_on is None:
        return "No clock runs"
    days = (row.clock_on - today).days
    if days < 0:
        return "Overdue"
    for limit, label in ((7, "Next 7 days"), (14, "8 to 14 days"), (30, "15 to 30 days")):
        if days <= limit:
            return label
    return "Later"


def penalty_words(code: str | None, days: int | None) -> str:
    """`Suspension, 30 days` from a row's columns."""
    label = label_of(ActionType, code)
    if days is None:
        return label
    return f"{label.split(',')[0]}, {days} day{'' if days == 1 else 's'}"


def said_penalty(row: Any) -> str:
    """The last word on the penalty that a row shows."""
    if row.decided_code:
        return penalty_words(row.decided_code, row.decided_days)
    if row.proposed_code:
        return f"{penalty_words(row.proposed_code, row.proposed_days)} proposed"
    return "Not proposed yet"


def employee(row: Any) -> str:
    """`G. Dunmoor`; an employee whom the viewer may not see yet has no name."""
    if row.party_n is None:
        return "Shown once assigned"
    if row.alias:
        return str(row.alias)
    if row.given_name and row.family_name:
        return f"{row.given_name[:1]}. {row.family_name}"
    return str(row.family_name or row.description or "Unknown")


def waiting(actor: Actor) -> Any:
    """Referrals that wait for the office's answer, oldest first, as columns."""
    return (
        select(
            LrReferral.id,
            LrReferral.kind,
            LrReferral.purpose,
            LrReferral.created_at,
            Case.number,
            Case.title,
            Case.class_code,
            Party.n.label("party_n"),
            Party.alias,
            Party.description,
            Person.given_name,
            Person.family_name,
            User.name.label("sent_by"),
        )
        .join(Case, Case.id == LrReferral.case_id)
        .outerjoin(Party, Party.id == LrReferral.party_id)
        .outerjoin(Person, Person.id == Party.person_id)
        .outerjoin(User, User.id == LrReferral.sent_by_id)
        .where(LrReferral.to_office_id == actor.office_id, LrReferral.status == ReferralStatus.SENT)
    )
