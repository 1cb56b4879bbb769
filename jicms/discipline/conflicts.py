"""When somebody who works an action turns out to be named in its case."""

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.cases.models import Case
from jicms.cases.service import when_confirmed, workers
from jicms.core import unit_of_work
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.service.whole import whole
from jicms.discipline.workflow import ENDED


def _running(case: Case) -> list[DisciplinaryAction]:
    found = unit_of_work.session().scalars(
        whole(
            select(DisciplinaryAction).where(
                DisciplinaryAction.case_id == case.id, DisciplinaryAction.status.not_in(ENDED)
            )
        )
    )
    return list(found)


def at_work(case: Case) -> set[int]:
    """The specialists and officials of the case's running actions."""
    return {
        user_id
        for action in _running(case)
        for user_id in (
            action.specialist_id,
            action.proposing_official_id,
            action.deciding_official_id,
        )
        if user_id is not None
    }


def end_work(case: Case, users: set[int], _actor: Actor) -> None:
    """Free the actions of somebody in conflict: what was signed already stays as it was."""
    for action in _running(case):
        if action.specialist_id in users:
            action.specialist_id = action.specialist_grant_id = None
        if action.proposing_official_id in users and action.status is ActionStatus.DRAFT:
            action.proposing_official_id = None
        if action.deciding_official_id in users and action.decided_on is None:
            action.deciding_official_id = None
    unit_of_work.session().flush()


def register() -> None:
    """Tell the wall who works on discipline, once per process."""
    if at_work not in workers:
        workers.append(at_work)
    if end_work not in when_confirmed:
        when_confirmed.append(end_work)
