"""Referring a matter to a body outside, and recording what came back.

A reply is required by a date, the outcome by another; neither clock ends with the case, so that a
case that was referred out is overdue and never forgotten.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases import service as cases
from jicms.cases.models import Case, CaseStatus
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import Owner
from jicms.refdata.models import ReferOutTarget
from jicms.refdata.queries import entries
from jicms.routing.models import AWAITED, OutsideReferral, ReplyState
from jicms.routing.workflow import ENTITY, OUTCOME, OUTSIDE, REPLY, STEPS
from jicms.workflow.engine import Transition

#: What the words of a reply have to say, by the reply that needs them.
WORDS_NEEDED = {
    ReplyState.OUTCOME: "Outcome or reasons: write what came of it.",
    ReplyState.RETURNED: "Outcome or reasons: write why they returned it.",
    ReplyState.NO_REPLY: "Outcome or reasons: write why no reply is expected any more.",
}
_WHOLE = "what is expected of others holds for the whole case"


@dataclass(frozen=True, slots=True)
class Sending:
    """What went to whom. `needs_reply` is false for what was sent for information alone."""

    target_code: str
    sent_on: date
    sent_what: str
    recipient: str = ""
    their_number: str = ""
    needs_reply: bool = True


def refuse_sending(case: Case, what: Sending) -> None:
    """Raise `RuleBroken` for a body of no list, a day that cannot be, or nothing sent."""
    known = entries(ReferOutTarget).get(what.target_code)
    today = clock.today(case.agency.zone)
    if known is None or not known.is_offered(today):
        raise RuleBroken("Choose where it goes.", field="target_code")
    if not what.sent_what.strip():
        raise RuleBroken("Write what was sent.", field="sent_what")
    if what.sent_on > today:
        raise RuleBroken("This day lies in the future.", field="sent_on")
    if what.sent_on < case.received_on:
        raise RuleBroken("This day lies before the case was received.", field="sent_on")


def refer(case: Case, what: Sending, *, actor: Actor, ends_case: bool = False) -> OutsideReferral:
    """Record a referral, and start the clock of its reply. `ends_case`: for `refer_out` of triage,
    which has moved the case already. Raises `RuleBroken`, `Denied`."""
    policy.require(actor, Action.REFERRAL_OUT, case)
    refuse_sending(case, what)
    if case.has_ended and not ends_case:
        raise RuleBroken("The case has ended. Reopen it first.")
    cases.lock(case)
    made = OutsideReferral(
        case=case,
        n=cases.next_part(case, OutsideReferral),
        target_code=what.target_code,
        recipient=what.recipient.strip(),
        sent_on=what.sent_on,
        sent_what=what.sent_what.strip(),
        their_number=what.their_number.strip(),
        ends_case=ends_case,
        state=ReplyState.SENT if what.needs_reply or ends_case else ReplyState.INFORMED,
        sent_by_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(
        Event.REFERRED_OUT, obj=made, n=made.n, target=made.target_code, sent_on=made.sent_on
    )
    if made.is_awaited:
        _start(made, REPLY, "sent", made.sent_on)
    return made


def record_reply(
    referral: OutsideReferral,
    *,
    actor: Actor,
    state: ReplyState,
    replied_on: date,
    note: str = "",
    their_number: str = "",
) -> OutsideReferral:
    """Record what came back, or that nothing did. A return brings a case that was referred out
    back to triage. Raises `RuleBroken`, `TransitionRefused`, `Denied`."""
    policy.require(actor, Action.REFERRAL_OUT, referral)
    case = referral.case
    if state in WORDS_NEEDED and not note.strip():
        raise RuleBroken(WORDS_NEEDED[state], field="note")
    if state not in STEPS or OUTSIDE.named(STEPS[state]).automatic:
        raise RuleBroken("Choose the reply.", field="state")
    if replied_on > clock.today(case.agency.zone):
        raise RuleBroken("This day lies in the future.", field="replied_on")
    if replied_on < (referral.replied_on or referral.sent_on):
        raise RuleBroken("The reply can’t come before what it answers.", field="replied_on")
    _end(
        referral,
        STEPS[state],
        actor,
        note,
        replied_on=replied_on,
        their_number=their_number.strip() or referral.their_number,
    )
    if state is ReplyState.ACCEPTED:
        _start(referral, OUTCOME, "accepted", replied_on)
    is_back = state is ReplyState.RETURNED and referral.ends_case
    if is_back and case.status is CaseStatus.REFERRED_OUT:
        cases.reopen(case, actor=actor, reason=f"Returned by {referral.to}. {note.strip()}")
    return referral


def awaited(case: Case) -> list[OutsideReferral]:
    """The referrals of a case whose reply is expected, whoever asks."""
    found = unit_of_work.session().scalars(
        select(OutsideReferral)
        .where(OutsideReferral.case_id == case.id, OutsideReferral.state.in_(AWAITED))
        .order_by(OutsideReferral.n)
        .execution_options(unscoped=_WHOLE)
    )
    return list(found)


def nothing_awaited(case: Case, _actor: Actor) -> str | None:
    """Guard of the closing: no body outside owes a reply."""
    found = awaited(case)
    if not found:
        return None
    named = ", ".join(str(row.n) for row in found)
    return f"Record the reply to referral {named}, or that none came, first."


def withdraw_with_case(case: Case, row: Transition, actor: Actor) -> None:
    """A case that was referred out is taken up again here, or was entered in error."""
    if row.name not in {"reopen_to_triage", "enter_in_error"}:
        return
    for referral in awaited(case):
        if referral.ends_case or row.name == "enter_in_error":
            _end(referral, "withdraw", actor, "The case was taken up again here.")
    if row.name == "reopen_to_triage":
        day = clock.today(case.agency.zone)
        deadlines.start_clock(
            case,
            code="TRIAGE",
            starts={"receipt": day},
            side=ClockSide.INVESTIGATION,
            zone=case.agency.zone,
        )


def _end(
    referral: OutsideReferral,
    step: str,
    actor: Actor,
    note: str,
    *,
    replied_on: date | None = None,
    their_number: str | None = None,
) -> None:
    day = replied_on or clock.today(referral.case.agency.zone)
    together = {"replied_on": day, "reply": note.strip() or referral.reply}
    if their_number is not None:
        together["their_number"] = their_number
    OUTSIDE.apply(referral, step, actor=actor, reason=note, together=together)
    recorder.record(
        Event.REFERRAL_REPLIED, obj=referral, state=referral.state.value, replied_on=day
    )
    for code in (REPLY, OUTCOME):
        deadlines.meet(referral.case, code=code, owner=Owner(ENTITY, referral.id))


def _start(referral: OutsideReferral, code: str, start: str, day: date) -> None:
    deadlines.start_clock(
        referral.case,
        code=code,
        starts={start: day},
        side=ClockSide.INVESTIGATION,
        zone=referral.case.agency.zone,
        owner=Owner(ENTITY, referral.id),
    )
