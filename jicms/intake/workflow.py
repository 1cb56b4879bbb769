"""How a referral to the Inspector General moves."""

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.core import clock
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import ClockPlan
from jicms.intake.models import OigReferral, OigStatus
from jicms.workflow.engine import Workflow, step

S = OigStatus
_RETURNS = (S.PENDING, S.NO_RESPONSE_DEFAULT, S.ACCEPTED, S.REASSERTED)


def window_has_passed(referral: OigReferral, _actor: Actor) -> str | None:
    """Guard: silence counts only once the day of the answer is over."""
    zone = referral.case.agency.zone
    plan = ClockPlan("OIG_ANSWER", {"referral": referral.sent_on}, ClockSide.INVESTIGATION)
    due = deadlines.preview(plan, zone=zone, case=referral.case).due_on
    if due is None or clock.today(zone) > due:
        return None
    return f"The answer is due {due:%b} {due.day}, {due.year}: wait until that day is over."


OIG = Workflow(
    "oig_referral",
    (
        step(
            "accept", "Accepted", (S.PENDING, S.NO_RESPONSE_DEFAULT), S.ACCEPTED, Action.OIG_RECORD
        ),
        step(
            "return_for_action",
            "Returned for action",
            _RETURNS,
            S.RETURNED_FOR_ACTION,
            Action.OIG_RECORD,
        ),
        step(
            "return_for_information",
            "Returned for information",
            _RETURNS,
            S.RETURNED_INFO_ONLY,
            Action.OIG_RECORD,
        ),
        step(
            "default",
            "No answer in time",
            S.PENDING,
            S.NO_RESPONSE_DEFAULT,
            Action.OIG_RECORD,
            reason=True,
            needs=(window_has_passed,),
        ),
        step(
            "reassert",
            "Taken back by the OIG",
            (S.RETURNED_FOR_ACTION, S.RETURNED_INFO_ONLY, S.NO_RESPONSE_DEFAULT),
            S.REASSERTED,
            Action.OIG_RECORD,
        ),
    ),
    case_id=lambda referral: referral.case_id,
)

#: The step that leads to each answer.
STEPS = {row.to: row.name for row in OIG.transitions}
