"""What is told of beside an action: that an answer to a union or in discovery falls due."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from jicms.access.actor import Role
from jicms.appeals.models import Appeal
from jicms.auth.members import users_of
from jicms.cases.notices import AHEAD, fetch, whole
from jicms.core import clock, unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service.actions import today_of
from jicms.litigation.models import CounselAssignment
from jicms.litigation.models_discovery import DiscoveryRequest
from jicms.litigation.models_requests import InformationRequest
from jicms.notices import kinds
from jicms.notices.following import Step, on_change
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import About, clear, tell
from jicms.notices.sweep import sweepers

INFORMATION, DISCOVERY = "INFORMATION_REQUEST_DUE", "DISCOVERY_DUE"
_EVENTS: dict[str, str] = {
    InformationRequest.__tablename__: INFORMATION,
    DiscoveryRequest.__tablename__: DISCOVERY,
}


def _workers(row: Any, action: DisciplinaryAction) -> set[int]:
    """The specialist, or the supervisors where there is none; the counsel of the action and, of
    discovery, of its appeal."""
    assigned = select(CounselAssignment.counsel_id).where(
        CounselAssignment.action_id == action.id, CounselAssignment.ended_at.is_(None)
    )
    counsel = set(unit_of_work.session().scalars(whole(assigned)))
    appeal = fetch(Appeal, getattr(row, "appeal_id", None))
    if appeal is not None and appeal.counsel_id is not None:
        counsel.add(appeal.counsel_id)
    if action.specialist_id is not None:
        return counsel | {action.specialist_id}
    return counsel | users_of(action.office_id, Role.LR_SUPERVISOR)


def sweep_answers() -> None:
    """Tell of each answer that is due within a few days or overdue where the office counts, ours to
    give or the other side's."""
    widest = clock.now().date() + timedelta(AHEAD + 1)
    models: tuple[Any, ...] = (InformationRequest, DiscoveryRequest)
    for model in models:
        waiting = select(model).where(model.answered_on.is_(None), model.due_on <= widest)
        for row in unit_of_work.session().scalars(whole(waiting)).all():
            _tell(row, row.due_on)


def _tell(row: Any, due_on: date) -> None:
    action = fetch(DisciplinaryAction, row.action_id)
    if action is None or due_on > today_of(action) + timedelta(AHEAD):
        return
    about = About(row.__tablename__, row.id)
    users = _workers(row, action)
    tell(_EVENTS[row.__tablename__], users=users, about=about, case_id=row.case_id, due_on=due_on)


def _changed(step: Step) -> None:
    """An answer was served, or the day was moved: the sweep tells of the new one."""
    if {"answered_on", "due_on"} & set(step.detail.get("fields", {})):
        clear(step.about, events=(_EVENTS[step.about.entity_type],))


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(
        Kind(
            *(INFORMATION, "An answer to a union’s request is due", "discipline.of_case"),
            *("the answer is recorded", Group.DISCIPLINE),
            legal=True,
        ),
        Kind(
            *(DISCOVERY, "An answer in discovery is due", "discipline.of_case"),
            *("the answer is recorded", Group.DISCIPLINE),
            legal=True,
        ),
    )
    for table in _EVENTS:
        on_change(table, _changed)
    if sweep_answers not in sweepers:
        sweepers.append(sweep_answers)
