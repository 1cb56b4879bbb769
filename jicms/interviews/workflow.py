"""How an interview moves. Its reasons stand on the interview, behind the wall: the status line is
read by whoever sees the case."""

from jicms.access.actions import Action
from jicms.interviews.models import InterviewStatus
from jicms.workflow.engine import Workflow, step

S = InterviewStatus

INTERVIEW = Workflow(
    "interview",
    (
        step("hold", "Record as held", S.SCHEDULED, S.HELD, Action.INTERVIEW_EDIT),
        step(
            "correct",
            "Record a correction",
            S.SCHEDULED,
            S.HELD,
            Action.INTERVIEW_EDIT,
            automatic=True,
        ),
        step("postpone", "Postpone", S.SCHEDULED, S.POSTPONED, Action.INTERVIEW_EDIT),
        step(
            "reschedule",
            "Set a new date",
            (S.SCHEDULED, S.POSTPONED),
            S.SCHEDULED,
            Action.INTERVIEW_EDIT,
        ),
        step("cancel", "Cancel", (S.SCHEDULED, S.POSTPONED), S.CANCELLED, Action.INTERVIEW_EDIT),
        step("refuse", "Record a refusal", S.SCHEDULED, S.REFUSED, Action.INTERVIEW_EDIT),
    ),
    case_id=lambda interview: interview.case_id,
)
