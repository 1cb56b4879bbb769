"""Steps of an action that others rest on."""

from datetime import date

from jicms.access.actor import current_actor
from jicms.discipline import queries, service
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.models_steps import Recommendation


def analyzed(action: DisciplinaryAction, *, on: date | None = None) -> None:
    """The case analysis of a draft that needs one, of the day of the proposal."""
    today = service.today_of(action)
    day = on if on is not None and action.case.received_on <= on <= today else today
    wanted = action.status is ActionStatus.DRAFT and service.needs_analysis(action)
    if wanted and service.analysis_of(action) is None:
        service.record_analysis(
            action,
            actor=current_actor(),
            recommends=Recommendation.PROPOSE,
            done_on=day,
            analyst=action.specialist or queries.specialists(action.office)[0],
            text="The findings support the charge.",
        )
