"""Writes of stays: asked for, granted, extended, denied, ended. Nothing here commits."""

from datetime import date
from typing import Any

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.appeals.hearings import next_n
from jicms.appeals.models import Appeal
from jicms.appeals.models_hearing import AppealStay, AppealStayEvent, StayState
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service.actions import today_of
from jicms.discipline.service.whole import whole
from jicms.web.dates import day as in_words

S = StayState
#: What may be said of a stay, and what it is then.
STEPS = {"granted": S.GRANTED, "extended": S.GRANTED, "denied": S.DENIED, "ended": S.ENDED}
_FROM = {
    "granted": (S.REQUESTED,),
    "denied": (S.REQUESTED,),
    "extended": (S.GRANTED,),
    "ended": (S.GRANTED,),
}


def request_stay(
    appeal: Appeal, *, actor: Actor, requested_on: date, requested_by: str, note: str = ""
) -> AppealStay:
    """The Special Counsel or the appellant asked that the action be stayed."""
    policy.require(actor, Action.APPEAL_ARGUE, appeal)
    unit_of_work.hold(appeal)
    if not requested_by.strip():
        raise RuleBroken("Write who asked for it.", field="requested_by")
    _in_past(appeal, requested_on, "requested_on")
    made = AppealStay(
        appeal=appeal,
        action_id=appeal.action_id,
        case_id=appeal.case_id,
        n=next_n(AppealStay, appeal),
        requested_on=requested_on,
        requested_by=requested_by.strip(),
        note=note.strip(),
        state=S.REQUESTED,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    _note(made, actor, "requested", requested_on)
    return made


def steps_of(stay: AppealStay) -> list[str]:
    """What may be said of it next."""
    return [said for said, states in _FROM.items() if stay.state in states]


def move_stay(
    stay: AppealStay,
    *,
    actor: Actor,
    said: str,
    on: date,
    until_on: date | None = None,
    note: str = "",
) -> AppealStay:
    """It was granted, extended, denied, or has ended. `until_on` is its last day, where one is
    set."""
    policy.require(actor, Action.APPEAL_ARGUE, stay)
    unit_of_work.hold(stay)
    if said not in STEPS:
        raise RuleBroken("Choose what was ordered.", field="said")
    if said not in steps_of(stay):
        raise TransitionRefused(f"The stay is {stay.state.value.lower()} now.")
    _in_past(stay.appeal, on, "on")
    if on < stay.requested_on:
        raise RuleBroken(f"It was asked for on {in_words(stay.requested_on)}.", field="on")
    if said == "extended" and until_on is None:
        raise RuleBroken("Say until when.", field="until_on")
    if until_on is not None and until_on < on:
        raise RuleBroken("It ends before it begins.", field="until_on")
    stay.state = STEPS[said]
    if said == "granted":
        stay.granted_on = on
    if said in {"granted", "extended"}:
        stay.until_on = until_on
    if said == "ended":
        stay.ended_on = on
    unit_of_work.session().flush()
    _note(stay, actor, said, on, until_on=until_on, note=note.strip())
    return stay


def _note(stay: AppealStay, actor: Actor, said: str, on: date, **more: Any) -> None:
    stay.events.append(
        AppealStayEvent(
            action_id=stay.action_id,
            case_id=stay.case_id,
            said=said,
            on=on,
            user_id=actor.user_id,
            **more,
        )
    )
    unit_of_work.session().flush()
    recorder.record(Event.APPEAL_STAY, obj=stay, step=said, on=on)


def _in_past(appeal: Appeal, on: date, field: str) -> None:
    if on > today_of(appeal.action):
        raise RuleBroken("The date lies in the future.", field=field)


def standing_stay(action: DisciplinaryAction) -> AppealStay | None:
    """The stay that holds the action today, whoever asks."""
    found = select(AppealStay).where(
        AppealStay.action_id == action.id, AppealStay.state == S.GRANTED
    )
    today = today_of(action)
    rows = unit_of_work.session().scalars(whole(found)).all()
    return next((row for row in rows if row.until_on is None or row.until_on >= today), None)


def refuse_stayed(action: DisciplinaryAction, _actor: Actor) -> str | None:
    """Guard: a stayed action does not take effect."""
    if not action.on_appeal:
        return None
    found = standing_stay(action)
    if found is None:
        return None
    until = f" until {in_words(found.until_on)}" if found.until_on is not None else ""
    return f"A stay stands{until}: the action can’t take effect."
