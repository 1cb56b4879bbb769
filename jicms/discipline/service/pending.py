"""What of the employee still waits for an outcome: a request for more time, an oral answer."""

from sqlalchemy import select

from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_answers import AnswerExtension, OralAnswer, OralOutcome
from jicms.discipline.service.whole import whole


def open_request(action: DisciplinaryAction) -> AnswerExtension | None:
    """The request for more time that waits for its answer, whoever asks."""
    found: AnswerExtension | None = unit_of_work.session().scalar(
        whole(
            select(AnswerExtension).where(
                AnswerExtension.action_id == action.id, AnswerExtension.outcome.is_(None)
            )
        )
    )
    return found


def open_oral(action: DisciplinaryAction) -> OralAnswer | None:
    """The oral answer that was asked for and is not settled, whoever asks."""
    found: OralAnswer | None = unit_of_work.session().scalar(
        whole(
            select(OralAnswer).where(
                OralAnswer.action_id == action.id, OralAnswer.outcome.is_(None)
            )
        )
    )
    return found


def without_summary(action: DisciplinaryAction) -> OralAnswer | None:
    """The last oral answer whose summary the employee has not got, whoever asks."""
    found: OralAnswer | None = unit_of_work.session().scalar(
        whole(
            select(OralAnswer)
            .where(
                OralAnswer.action_id == action.id,
                OralAnswer.outcome == OralOutcome.HELD,
                OralAnswer.summary_to_on.is_(None),
            )
            .order_by(OralAnswer.n.desc())
            .limit(1)
        )
    )
    return found


def waits_for_answer(action: DisciplinaryAction) -> str:
    """Why neither a decision nor a missing answer may be recorded yet, in words; empty where
    nothing waits."""
    if open_oral(action) is not None:
        return "The employee asked to answer orally. Record how that ended first."
    if open_request(action) is not None:
        return "The employee asked for more time. Record the answer to the request first."
    return ""
