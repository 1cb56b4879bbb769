"""Whose step an action waits for, as a column of the queue, and what is late by it."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select

from jicms.core import unit_of_work
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline import added
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.models_answers import AnswerExtension, OralAnswer
from jicms.discipline.models_board import BoardItem, BoardMeeting, ItemOutcome, MeetingState
from jicms.discipline.models_charges import Charge
from jicms.discipline.models_package import NewMaterial, NewMaterialUse
from jicms.discipline.models_steps import CaseAnalysis
from jicms.discipline.service.windows import THEIRS
from jicms.refdata.models_discipline import Procedure
from jicms.web.dates import viewer_today

A = ActionStatus
_action = DisciplinaryAction
# Tables, not entities: whoever sees the action in the queue works it, and so may know this of it.
_charge, _clock = Charge.__table__.c, CaseClock.__table__.c
_item, _meeting = BoardItem.__table__.c, BoardMeeting.__table__.c
_analysis = CaseAnalysis.__table__.c
_extension, _oral = AnswerExtension.__table__.c, OralAnswer.__table__.c
_new, _use = NewMaterial.__table__.c, NewMaterialUse.__table__.c


class Waits(StrEnum):
    """Who has the next step."""

    ASSIGNMENT = "ASSIGNMENT"
    SPECIALIST = "SPECIALIST"
    COUNSEL = "COUNSEL"
    BOARD = "BOARD"
    PROPOSING = "PROPOSING"
    SERVICE = "SERVICE"
    EMPLOYEE = "EMPLOYEE"
    DECIDING = "DECIDING"
    APPEAL = "APPEAL"
    NOBODY = "NOBODY"


LABELS = {
    Waits.ASSIGNMENT: "LR supervisor: assignment",
    Waits.SPECIALIST: "LR specialist",
    Waits.COUNSEL: "Counsel: legal review",
    Waits.BOARD: "Review board",
    Waits.PROPOSING: "Proposing official",
    Waits.SERVICE: "Service of the letter",
    Waits.EMPLOYEE: "Employee’s answer",
    Waits.DECIDING: "Deciding official",
    Waits.APPEAL: "Time to appeal",
    Waits.NOBODY: "Nobody",
}


def waits_for() -> ColumnElement[str]:
    """Whose step an action waits for, worked out from what is recorded of it.

    A draft goes from the specialist (coverage, charges, case analysis) to counsel where the
    procedure asks for legal review, and to the official who signs once he is named.
    """
    return case(
        (_action.status.in_((A.FINAL, A.WITHDRAWN)), _is(Waits.NOBODY)),
        (_action.specialist_id.is_(None), _is(Waits.ASSIGNMENT)),
        (_action.status == A.DRAFT, _draft()),
        (_action.status == A.PROPOSED, _is(Waits.SERVICE)),
        (and_(_action.status.in_((A.ANSWER, A.DECISION)), _asked()), _is(Waits.SPECIALIST)),
        (
            and_(_action.status == A.ANSWER, _action.answer_due_on >= viewer_today()),
            _is(Waits.EMPLOYEE),
        ),
        (and_(_action.status == A.DECISION, _action.decided_on.is_not(None)), _is(Waits.SERVICE)),
        (and_(_action.status == A.DECISION, ~_unsettled()), _is(Waits.DECIDING)),
        (and_(_action.status == A.EFFECTIVE, _window_is_open()), _is(Waits.APPEAL)),
        else_=_is(Waits.SPECIALIST),
    )


def _is(who: Waits) -> ColumnElement[str]:
    return literal(who.value)


def _draft() -> ColumnElement[str]:
    charged = exists().where(_charge.action_id == _action.id)
    direct = and_(_of(Procedure.needs_notice.is_(False)), _action.deciding_official_id.is_not(None))
    analyzed = exists().where(_analysis.action_id == _action.id)
    unanalyzed = and_(_of(Procedure.needs_analysis.is_(True)), ~analyzed)
    unreviewed = and_(_of(Procedure.needs_review.is_(True)), _action.legal_review_on.is_(None))
    return case(
        (_before_board(), _is(Waits.BOARD)),
        (_action.procedure_code.is_(None), _is(Waits.SPECIALIST)),
        (direct, _is(Waits.DECIDING)),
        (or_(~charged, unanalyzed), _is(Waits.SPECIALIST)),
        (unreviewed, _is(Waits.COUNSEL)),
        (_action.proposing_official_id.is_not(None), _is(Waits.PROPOSING)),
        else_=_is(Waits.SPECIALIST),
    )


def _before_board() -> ColumnElement[bool]:
    """The action is on the agenda of a meeting that is still to decide."""
    return exists().where(
        _item.action_id == _action.id,
        _item.outcome == ItemOutcome.PENDING,
        _item.meeting_id == _meeting.id,
        _meeting.state == MeetingState.PLANNED,
    )


def _of(criterion: ColumnElement[bool]) -> ColumnElement[bool]:
    """The action's procedure fits the criterion."""
    return _action.procedure_code.in_(select(Procedure.code).where(criterion))


def _unsettled() -> ColumnElement[bool]:
    """New material came that nobody has settled: the official can't decide on it yet."""
    used = exists().where(_use.material_id == _new.id)
    return exists().where(_new.action_id == _action.id, ~used)


def _asked() -> ColumnElement[bool]:
    """The employee asked for more time or to answer orally, and that is not settled."""
    return or_(
        *(
            exists().where(table.action_id == _action.id, table.outcome.is_(None))
            for table in (_extension, _oral)
        )
    )


def _window_is_open() -> ColumnElement[bool]:
    return exists().where(
        added.owned(_clock, _action),
        _clock.state == ClockState.RUNNING,
        _clock.rule_code.in_(THEIRS),
        _clock.due_on >= viewer_today(),
    )


def of_action(action: DisciplinaryAction) -> str:
    """Whose step an action waits for, in words."""
    found = select(waits_for()).where(_action.id == action.id)
    return LABELS[Waits(unit_of_work.session().scalars(found).one())]


def said(row: Any) -> str:
    """Whose step a row of the queue waits for, in words."""
    return LABELS[Waits(row.waits)]


def days_late(row: Any) -> int | None:
    """Days since the clock of a row fell; None where nothing is late."""
    if row.clock_on is None or row.clock_kind == "floor" or row.clock_on >= viewer_today():
        return None
    return (viewer_today() - row.clock_on).days


def by_step(late: Select[Any], due_on: Any) -> list[tuple[str, str, int, int]]:
    """What is late, by whose step: (key, words, actions, days of the oldest), the most first.

    `late` selects the late actions joined with their clock, whose day is `due_on`.
    """
    step = waits_for().label("step")
    found: list[Any] = list(
        unit_of_work.session().execute(
            late.with_only_columns(step, func.count(), func.min(due_on)).group_by(step)
        )
    )
    today = viewer_today()
    rows = [(row[0], LABELS[Waits(row[0])], row[1], (today - row[2]).days) for row in found]
    return sorted(rows, key=lambda row: (-row[2], row[1]))


def is_waiting_for(who: Waits) -> ColumnElement[bool]:
    """Criterion: the action waits for that step."""
    return waits_for() == who.value
