"""Writes of what a judge orders and hears. Nothing here commits."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.appeals import clocks
from jicms.appeals.models import Appeal
from jicms.appeals.models_hearing import (
    AppealDate,
    AppealDateChange,
    AppealHearing,
    AppealWitness,
    CalledBy,
    DateKind,
    DateState,
    HearingMode,
    HearingState,
    Ruling,
)
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.service.actions import today_of
from jicms.discipline.service.whole import next_number, whole
from jicms.web.dates import day as in_words


def next_n(model: Any, appeal: Appeal) -> int:
    """The next number of a record of a filing, whoever asks."""
    return next_number(model, appeal_id=appeal.id)


def _add(model: Any, appeal: Appeal, **values: Any) -> Any:
    made = model(
        appeal=appeal,
        action_id=appeal.action_id,
        case_id=appeal.case_id,
        n=next_n(model, appeal),
        **values,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    return made


def _not_later(appeal: Appeal, on: date, field: str) -> None:
    if on > today_of(appeal.action):
        raise RuleBroken("The date lies in the future.", field=field)


# Dates that were ordered


def order_date(
    appeal: Appeal,
    *,
    actor: Actor,
    kind: DateKind,
    ordered_on: date,
    due_on: date,
    what: str = "",
    order: str = "",
) -> AppealDate:
    """A date by order of the judge, the arbitrator, or the outcome: its clock starts."""
    policy.require(actor, Action.APPEAL_ARGUE, appeal)
    unit_of_work.hold(appeal)
    wanted = DateKind(kind)
    if not appeal.is_open and wanted is not DateKind.COMPLIANCE:
        raise TransitionRefused("This filing has ended: only its outcome can order a date.")
    if wanted is DateKind.OTHER and not what.strip():
        raise RuleBroken("Write what is due.", field="what")
    _check_order(appeal, ordered_on, due_on)
    made: AppealDate = _add(
        AppealDate,
        appeal,
        kind=wanted,
        what=what.strip(),
        order=order.strip(),
        ordered_on=ordered_on,
        due_on=due_on,
        state=DateState.STANDS,
        recorded_by_id=actor.user_id,
    )
    clocks.start_ordered(made, ordered_on)
    recorder.record(Event.APPEAL_DATE, obj=made, step="ordered", kind=wanted, due_on=due_on)
    return made


def _check_order(appeal: Appeal, ordered_on: date, due_on: date) -> None:
    _not_later(appeal, ordered_on, "ordered_on")
    if ordered_on < appeal.filed_on:
        raise RuleBroken(f"It was filed on {in_words(appeal.filed_on)}.", field="ordered_on")
    if due_on < ordered_on:
        raise RuleBroken("It lies before the order.", field="due_on")


def move_date(
    row: AppealDate, *, actor: Actor, due_on: date, ordered_on: date, reason: str
) -> AppealDate:
    """Another order moves the date. What it was stays, and the clock counts anew."""
    policy.require(actor, Action.APPEAL_ARGUE, row)
    unit_of_work.hold(row)
    _stands(row)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    _check_order(row.appeal, ordered_on, due_on)
    if due_on == row.due_on:
        raise RuleBroken("This is the date that stands.", field="due_on")
    row.changes.append(
        AppealDateChange(
            action_id=row.action_id,
            case_id=row.case_id,
            was_on=row.due_on,
            due_on=due_on,
            ordered_on=ordered_on,
            reason=reason.strip(),
            user_id=actor.user_id,
        )
    )
    row.due_on, row.ordered_on = due_on, min(row.ordered_on, due_on)
    unit_of_work.session().flush()
    clocks.start_ordered(row, ordered_on)
    recorder.record(Event.APPEAL_DATE, obj=row, step="moved", due_on=due_on)
    return row


def end_date(row: AppealDate, *, actor: Actor, state: DateState, on: date) -> AppealDate:
    """What was ordered is done, or the order was vacated."""
    policy.require(actor, Action.APPEAL_ARGUE, row)
    unit_of_work.hold(row)
    _stands(row)
    wanted = DateState(state)
    if wanted is DateState.STANDS:
        raise RuleBroken("Say what became of it.", field="state")
    _not_later(row.appeal, on, "on")
    _end_date(row, wanted, on)
    recorder.record(Event.APPEAL_DATE, obj=row, step=wanted.value.lower(), on=on)
    return row


def _end_date(row: AppealDate, state: DateState, on: date) -> None:
    row.state, row.ended_on = state, on
    unit_of_work.session().flush()
    clocks.end_ordered(row, met=state is DateState.MET, on=on)


def _stands(row: AppealDate) -> None:
    if row.state is not DateState.STANDS:
        raise TransitionRefused("This date does not stand any more.")


# Hearings


def schedule_hearing(
    appeal: Appeal,
    *,
    actor: Actor,
    starts_at: datetime,
    mode: HearingMode,
    days: int = 1,
    place: str = "",
    official: str = "",
) -> AppealHearing:
    """A hearing is set. One at a time: the next takes its place when it was continued."""
    policy.require(actor, Action.APPEAL_ARGUE, appeal)
    unit_of_work.hold(appeal)
    if not appeal.is_open:
        raise TransitionRefused("This filing has ended.")
    if any(row.state is HearingState.SCHEDULED for row in hearings_of(appeal)):
        raise RuleBroken("A hearing is set already: continue or cancel it first.")
    wanted = HearingMode(mode)
    if wanted is HearingMode.IN_PERSON and not place.strip():
        raise RuleBroken("Write where it is held.", field="place")
    made: AppealHearing = _add(
        AppealHearing,
        appeal,
        starts_at=starts_at,
        days=days,
        mode=wanted,
        place=place.strip(),
        official=official.strip() or appeal.judge,
        recorded_by_id=actor.user_id,
    )
    recorder.record(Event.APPEAL_HEARING, obj=made, step="scheduled", starts_at=starts_at)
    return made


def end_hearing(
    row: AppealHearing, *, actor: Actor, state: HearingState, reason: str = ""
) -> AppealHearing:
    """It was held, continued to another day, or cancelled."""
    policy.require(actor, Action.APPEAL_ARGUE, row)
    unit_of_work.hold(row)
    if row.state is not HearingState.SCHEDULED:
        raise TransitionRefused("This hearing is not ahead any more.")
    wanted = HearingState(state)
    if wanted is HearingState.SCHEDULED:
        raise RuleBroken("Say what became of it.", field="state")
    if wanted is not HearingState.HELD and not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    if wanted is HearingState.HELD and row.starts_at > clock.now():
        raise RuleBroken("It lies ahead.", field="state")
    row.state, row.reason = wanted, reason.strip()
    unit_of_work.session().flush()
    recorder.record(Event.APPEAL_HEARING, obj=row, step=wanted.value.lower())
    return row


def hearings_of(appeal: Appeal) -> list[AppealHearing]:
    """The hearings of a filing, whoever asks."""
    found = select(AppealHearing).where(AppealHearing.appeal_id == appeal.id)
    rows = unit_of_work.session().scalars(whole(found.order_by(AppealHearing.n)))
    return list(rows.all())


def end_with(appeal: Appeal, *, actor: Actor) -> None:
    """What was ahead in a filing ends with it; a date of compliance is the outcome's own."""
    today = today_of(appeal.action)
    dates = select(AppealDate).where(
        AppealDate.appeal_id == appeal.id,
        AppealDate.state == DateState.STANDS,
        AppealDate.kind != DateKind.COMPLIANCE,
    )
    for row in unit_of_work.session().scalars(whole(dates)).all():
        _end_date(row, DateState.VACATED, today)
    for hearing in hearings_of(appeal):
        if hearing.state is HearingState.SCHEDULED:
            hearing.state, hearing.reason = HearingState.CANCELLED, "The filing has ended"
            recorder.record(Event.APPEAL_HEARING, obj=hearing, step="cancelled")
    unit_of_work.session().flush()


# Witnesses


def add_witness(
    appeal: Appeal, *, actor: Actor, name: str, called_by: CalledBy, proves: str, **more: Any
) -> AppealWitness:
    """A witness with what the testimony proves; `more` as in `_write`."""
    policy.require(actor, Action.APPEAL_ARGUE, appeal)
    unit_of_work.hold(appeal)
    made: AppealWitness = _add(
        AppealWitness,
        appeal,
        **_told(appeal, name=name, called_by=called_by, proves=proves, **more),
    )
    recorder.record(Event.APPEAL_WITNESS, obj=made, step="added", called_by=made.called_by)
    return made


def change_witness(row: AppealWitness, *, actor: Actor, **said: Any) -> AppealWitness:
    """Change what is noted of a witness; the ruling is another step."""
    policy.require(actor, Action.APPEAL_ARGUE, row)
    for name, value in _told(row.appeal, **said).items():
        setattr(row, name, value)
    unit_of_work.session().flush()
    return row


def _told(
    appeal: Appeal,
    *,
    name: str,
    called_by: CalledBy,
    proves: str,
    title: str = "",
    available: str = "",
    sworn_on: date | None = None,
) -> dict[str, Any]:
    if not name.strip():
        raise RuleBroken("Name the witness.", field="name")
    if not proves.strip():
        raise RuleBroken("Write what the testimony proves.", field="proves")
    if sworn_on is not None:
        _not_later(appeal, sworn_on, "sworn_on")
    return {
        "name": name.strip(),
        "title": title.strip(),
        "called_by": CalledBy(called_by),
        "proves": proves.strip(),
        "available": available.strip(),
        "sworn_on": sworn_on,
    }


def rule_on_witness(
    row: AppealWitness, *, actor: Actor, ruling: Ruling, ruled_on: date, note: str = ""
) -> AppealWitness:
    """The judge hears the witness, or not. A later ruling takes its place; the trail keeps both."""
    policy.require(actor, Action.APPEAL_ARGUE, row)
    unit_of_work.hold(row)
    wanted = Ruling(ruling)
    if wanted is Ruling.PENDING:
        raise RuleBroken("Choose the ruling.", field="ruling")
    _not_later(row.appeal, ruled_on, "ruled_on")
    row.ruling, row.ruled_on, row.ruling_note = wanted, ruled_on, note.strip()
    unit_of_work.session().flush()
    recorder.record(Event.APPEAL_WITNESS, obj=row, step="ruled", ruling=wanted)
    return row
