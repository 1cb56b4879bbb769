"""More time to answer: asked for, granted to a day, or refused."""

from datetime import date

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines import service as deadlines
from jicms.deadlines.engine import Bound
from jicms.deadlines.models import ClockSide
from jicms.deadlines.starts import moment_from_iso
from jicms.discipline import procedures
from jicms.discipline.kinds import Channel, Side
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.models_answers import AnswerExtension, ExtensionOutcome
from jicms.discipline.service.actions import owner_of, today_of, zone_of
from jicms.discipline.service.before import next_of
from jicms.discipline.service.notice import answer_clock
from jicms.discipline.service.pending import open_request
from jicms.files.models import StoredFile
from jicms.web.dates import day as in_words


def ask_extension(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    asked_on: date,
    asked_by: Side = Side.EMPLOYEE,
    channel: Channel = Channel.EMAIL,
    reason: str = "",
    file: StoredFile | None = None,
) -> AnswerExtension:
    """Record that more time to answer was asked for: when, by whom, how. It waits for an answer."""
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    _refuse_closed(action)
    check_between(action, asked_on, "asked_on")
    if open_request(action) is not None:
        raise TransitionRefused("A request for more time waits for its answer.")
    row = AnswerExtension(
        asked_on=asked_on,
        asked_by=Side(asked_by),
        channel=Channel(channel),
        asked_reason=reason.strip(),
        request_file=file,
    )
    _keep(action, row, actor=actor)
    recorder.record(Event.EXTENSION_ASKED, obj=action, on=asked_on)
    return row


def extend_answer(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    until: date,
    decided_on: date | None = None,
    decided_by: str = "",
    reason: str = "",
    file: StoredFile | None = None,
) -> DisciplinaryAction:
    """Grant more time to answer, to the request that waits, or unasked.

    The due date is the latest of all, and the ledger shows each.
    """
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    _refuse_closed(action)
    assert action.answer_due_on is not None
    if until <= action.answer_due_on:
        raise RuleBroken(
            f"The answer is due on {in_words(action.answer_due_on)} already.", field="until"
        )
    row = open_request(action) or AnswerExtension()
    _decide(action, row, ExtensionOutcome.GRANTED, decided_on, decided_by)
    row.until, row.reason, row.file = until, reason.strip(), file
    if row.id is None:
        _keep(action, row, actor=actor)
    _move_due(action, until, row.asked_on)
    unit_of_work.session().flush()
    recorder.record(Event.ANSWER_EXTENDED, obj=action, until=until)
    return action


def _move_due(action: DisciplinaryAction, until: date, asked_on: date | None) -> None:
    """The clock anew, with one more bound."""
    running = answer_clock(action)
    earlier = [] if running is None else running.bounds
    bounds = [Bound(row["label"], moment_from_iso(row["on"])) for row in earlier]
    asked = f", asked {in_words(asked_on)}" if asked_on is not None else ""
    bounds.append(Bound(f"Extension granted{asked}", until))
    code = procedures.answer_rule(action)
    assert action.notice_received_at is not None
    assert code is not None
    started = deadlines.start_clock(
        action.case,
        code=code,
        starts={"receipt": action.notice_received_at},
        side=ClockSide.DISCIPLINE,
        zone=zone_of(action),
        label="Answer due",
        owner=owner_of(action),
        bounds=bounds,
    )
    action.answer_due_on, action.answer_due_at = started.due_on, started.due_at


def refuse_extension(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    reason: str,
    decided_on: date | None = None,
    decided_by: str = "",
    file: StoredFile | None = None,
) -> AnswerExtension:
    """Refuse the request that waits, with the reason; the time to answer stays as it was."""
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    row = open_request(action)
    if row is None:
        raise TransitionRefused("No request for more time waits for an answer.")
    if not reason.strip():
        raise RuleBroken("Write why it was refused.", field="reason")
    _decide(action, row, ExtensionOutcome.REFUSED, decided_on, decided_by)
    row.reason, row.file = reason.strip(), file
    unit_of_work.session().flush()
    recorder.record(Event.EXTENSION_REFUSED, obj=action, on=row.decided_on)
    return row


def _decide(
    action: DisciplinaryAction,
    row: AnswerExtension,
    outcome: ExtensionOutcome,
    on: date | None,
    by: str,
) -> None:
    day = on or today_of(action)
    check_between(action, day, "decided_on")
    if row.asked_on is not None and day < row.asked_on:
        raise RuleBroken(f"It was asked on {in_words(row.asked_on)}.", field="decided_on")
    official = action.deciding_official
    who = by.strip() or (official.name if official is not None else "")
    if not who:
        raise RuleBroken("Write who decided on it.", field="decided_by")
    row.outcome, row.decided_on, row.decided_by = outcome, day, who


def _keep(action: DisciplinaryAction, row: AnswerExtension, *, actor: Actor) -> None:
    row.action, row.case_id, row.recorded_by_id = action, action.case_id, actor.user_id
    row.n = next_of(AnswerExtension, action)
    unit_of_work.session().add(row)
    unit_of_work.session().flush()


def _refuse_closed(action: DisciplinaryAction) -> None:
    running = action.status is ActionStatus.ANSWER and action.answer_due_on is not None
    if not running or procedures.answer_rule(action) is None:
        raise TransitionRefused("No time to answer is running.")


def check_between(action: DisciplinaryAction, on: date, field: str) -> None:
    """Refuse a day before the notice, or one that has not come."""
    if on > today_of(action):
        raise RuleBroken("This date lies in the future.", field=field)
    at = action.notice_received_at
    if at is not None and on < (noticed := clock.local_date(at, zone_of(action))):
        raise RuleBroken(f"The employee received the notice on {in_words(noticed)}.", field=field)
