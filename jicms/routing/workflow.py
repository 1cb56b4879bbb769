"""How a referral to a body outside moves."""

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.core import clock
from jicms.deadlines import queries as clocks
from jicms.deadlines.service import Owner, owner_of
from jicms.routing.models import AWAITED, OutsideReferral, ReplyState
from jicms.workflow.engine import Workflow, step

S = ReplyState
ENTITY = "outside_referral"
REPLY, OUTCOME = "REFERRAL_REPLY", "REFERRAL_OUTCOME"


def reply_is_overdue(referral: OutsideReferral, _actor: Actor) -> str | None:
    """Guard: silence counts only once the day of the reply is over."""
    case, owner = referral.case, Owner(ENTITY, referral.id)
    running = [row for row in clocks.clocks_to_keep(case.id) if owner_of(row) == owner]
    today = clock.today(case.agency.zone)
    ahead = [row.due_on for row in running if row.due_on >= today]
    if not ahead:
        return None
    due = min(ahead)
    return f"The reply is due {due:%b} {due.day}, {due.year}: wait until that day is over."


OUTSIDE = Workflow(
    ENTITY,
    (
        step("accept", "Accepted", S.SENT, S.ACCEPTED, Action.REFERRAL_OUT),
        step("outcome", "Outcome", AWAITED, S.OUTCOME, Action.REFERRAL_OUT, reason=True),
        step("return", "Returned", AWAITED, S.RETURNED, Action.REFERRAL_OUT, reason=True),
        step(
            "no_reply",
            "No reply",
            AWAITED,
            S.NO_REPLY,
            Action.REFERRAL_OUT,
            reason=True,
            needs=(reply_is_overdue,),
        ),
        step(
            "withdraw",
            "Withdrawn",
            AWAITED,
            S.WITHDRAWN,
            Action.REFERRAL_OUT,
            reason=True,
            automatic=True,
        ),
    ),
    case_id=lambda referral: referral.case_id,
    attribute="state",
)

#: The step that leads to each reply.
STEPS = {row.to: row.name for row in OUTSIDE.transitions}
