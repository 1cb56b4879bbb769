"""The oral answer: asked for, scheduled, held, waived or missed; its summary, and who got it."""

from datetime import date, datetime

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.kinds import Channel, Side
from jicms.discipline.models import ActionStatus, AnswerKind, DisciplinaryAction
from jicms.discipline.models_answers import HearerPower, OralAnswer, OralOutcome
from jicms.discipline.service.actions import (
    NOT_IN_THIS_CASE,
    is_barred,
    is_official,
    today_of,
    zone_of,
)
from jicms.discipline.service.before import next_of
from jicms.discipline.service.extending import check_between
from jicms.discipline.service.notice import Given, enter_answer
from jicms.discipline.service.pending import open_oral
from jicms.files.models import StoredFile
from jicms.refdata.models import ServiceMethod
from jicms.refdata.queries import entries
from jicms.web.dates import day as in_words

OPEN = (ActionStatus.ANSWER, ActionStatus.DECISION)


def request_oral(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    requested_on: date,
    requested_by: Side = Side.EMPLOYEE,
    channel: Channel = Channel.EMAIL,
) -> OralAnswer:
    """Record that the employee wants to answer orally. The decision waits until it is settled."""
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    if action.status not in OPEN or action.decided_on is not None:
        raise TransitionRefused("An oral answer is asked for between the notice and the decision.")
    check_between(action, requested_on, "requested_on")
    if open_oral(action) is not None:
        raise TransitionRefused("An oral answer is asked for already.")
    row = OralAnswer(
        action=action,
        case_id=action.case_id,
        n=next_of(OralAnswer, action),
        requested_on=requested_on,
        requested_by=Side(requested_by),
        channel=Channel(channel),
        recorded_by_id=actor.user_id,
    )
    unit_of_work.session().add(row)
    return _done(row, "requested", requested_on)


def schedule_oral(
    oral: OralAnswer, *, actor: Actor, at: datetime, place: str, hearer: User, power: HearerPower
) -> OralAnswer:
    """Set when and where the oral answer is heard, and by whom: the deciding official, or another
    official of the agency who may at least recommend a decision (5 CFR 752.404(c)). Until it is
    held, it may be set anew."""
    action = _open(oral, actor)
    if clock.local_date(at, zone_of(action)) < oral.requested_on:
        raise RuleBroken(f"It was asked for on {in_words(oral.requested_on)}.", field="on")
    if not place.strip():
        raise RuleBroken("Write where it is heard.", field="place")
    _check_hearer(action, hearer, HearerPower(power))
    oral.scheduled_at, oral.place = at, place.strip()
    oral.hearer_id, oral.power = hearer.id, HearerPower(power)
    return _done(oral, "scheduled", clock.local_date(at, zone_of(action)))


def _check_hearer(action: DisciplinaryAction, hearer: User, power: HearerPower) -> None:
    if not is_official(hearer, action.office) or is_barred(action, hearer):
        raise RuleBroken(NOT_IN_THIS_CASE.format(name=hearer.name), field="hearer")
    if hearer.id == action.proposing_official_id:
        raise RuleBroken("Who proposed does not hear the answer.", field="hearer")
    if hearer.id == action.deciding_official_id and power is not HearerPower.DECIDE:
        raise RuleBroken("The deciding official may decide.", field="power")
    if hearer.id != action.deciding_official_id and power is HearerPower.DECIDE:
        raise RuleBroken(
            "Who may decide is the deciding official: name this one so first.", field="power"
        )


def hold_oral(
    oral: OralAnswer,
    *,
    actor: Actor,
    held_at: datetime,
    summary_by: str,
    summary: str = "",
    file: StoredFile | None = None,
    representative: str = "",
) -> OralAnswer:
    """The oral answer was held: its summary, and who wrote it, stand among the answers."""
    action = _open(oral, actor)
    if oral.scheduled_at is None:
        raise RuleBroken("Record first when, where and by whom it is heard.")
    if not summary_by.strip():
        raise RuleBroken("Write who made the summary.", field="summary_by")
    day = clock.local_date(held_at, zone_of(action))
    if day < oral.requested_on:
        raise RuleBroken(f"It was asked for on {in_words(oral.requested_on)}.", field="received_on")
    given = Given(
        channel=None,
        submitted_by=oral.requested_by,
        summary_by=summary_by.strip(),
        representative=representative,
    )
    answer = enter_answer(
        action, AnswerKind.ORAL, held_at, given, actor=actor, summary=summary, file=file
    )
    oral.answer, oral.outcome, oral.ended_on = answer, OralOutcome.HELD, day
    return _done(oral, "held", day)


def end_oral(
    oral: OralAnswer, *, actor: Actor, outcome: OralOutcome, on: date, note: str = ""
) -> OralAnswer:
    """The employee waived the oral answer, or did not appear."""
    action = _open(oral, actor)
    ended = OralOutcome(outcome)
    if ended is OralOutcome.HELD:
        raise RuleBroken("Record the summary of what was held.", field="outcome")
    check_between(action, on, "on")
    if on < oral.requested_on:
        raise RuleBroken(f"It was asked for on {in_words(oral.requested_on)}.", field="on")
    if ended is OralOutcome.NOT_APPEARED:
        if oral.scheduled_at is None:
            raise RuleBroken("Record first when, where and by whom it is heard.", field="outcome")
        if on < (planned := clock.local_date(oral.scheduled_at, zone_of(action))):
            raise RuleBroken(f"It is set for {in_words(planned)}.", field="on")
    oral.outcome, oral.ended_on, oral.note = ended, on, note.strip()
    return _done(oral, ended.value.lower(), on)


def furnish_summary(oral: OralAnswer, *, actor: Actor, on: date, method_code: str) -> OralAnswer:
    """The employee got the summary of the oral answer: when, and how (5 USC 7513(e))."""
    action = oral.action
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    if oral.outcome is not OralOutcome.HELD:
        raise TransitionRefused("There is no summary yet.")
    if oral.summary_to_on is not None:
        raise TransitionRefused("The employee has the summary already.")
    if on > today_of(action):
        raise RuleBroken("This date lies in the future.", field="on")
    assert oral.ended_on is not None
    if on < oral.ended_on:
        raise RuleBroken(f"It was held on {in_words(oral.ended_on)}.", field="on")
    method = entries(ServiceMethod).get(method_code)
    if method is None or not method.is_offered(today_of(action)):
        raise RuleBroken("Choose how it was delivered.", field="method_code")
    oral.summary_to_on, oral.summary_method_code = on, method_code
    return _done(oral, "summary furnished", on)


def _open(oral: OralAnswer, actor: Actor) -> DisciplinaryAction:
    action: DisciplinaryAction = oral.action
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    if oral.outcome is not None:
        raise TransitionRefused("This oral answer is settled.")
    if action.status not in OPEN or action.decided_on is not None:
        raise TransitionRefused("The decision is made already.")
    return action


def _done(oral: OralAnswer, what: str, on: date) -> OralAnswer:
    unit_of_work.session().flush()
    recorder.record(Event.ORAL_ANSWER_STEP, obj=oral.action, step=what, on=on)
    return oral
