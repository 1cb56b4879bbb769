"""What is told of departures: counsel is asked, and the clocks of 5 USC 3322."""

from jicms.audit.events import Event
from jicms.cases.notices import events_of_rules, fetch
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_departures import Departure
from jicms.notices import kinds
from jicms.notices.following import Step, on
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import clear, tell

ASKED, DETERMINED, CLOCKS = "DETERMINATION_ASKED", "DETERMINATION_MADE", "USC3322_CLOCKS"
_RULES = ("NOTIFY", "NOTATION", "APPEAL_NOTATION", "REMOVE_NOTATION")


def _asked(step: Step) -> None:
    found = fetch(Departure, step.about.entity_id)
    if found is not None:
        tell(ASKED, users=[found.asked_id], about=step.about, case_id=found.case_id)


def _stepped(step: Step) -> None:
    found = fetch(Departure, step.about.entity_id)
    if found is None or step.detail.get("step") != "determined":
        return
    clear(step.about, events=(ASKED,))
    action = fetch(DisciplinaryAction, found.action_id)
    users = [action.specialist_id] if action is not None else []
    tell(DETERMINED, users=users, about=step.about, case_id=found.case_id, but=step.by)


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(
        Kind(
            *(ASKED, "You are asked whether 5 USC 3322 applies", "discipline.of_case"),
            *("it is determined", Group.DISCIPLINE),
        ),
        Kind(
            *(DETERMINED, "Counsel determined whether 5 USC 3322 applies", "discipline.of_case"),
            *("you took note", Group.DISCIPLINE),
            by_hand=True,
        ),
        Kind(
            *(CLOCKS, "A date of 5 USC 3322 comes near or has passed", "discipline.of_case"),
            *("the step is recorded", Group.DISCIPLINE),
            legal=True,
        ),
    )
    events_of_rules.update({f"USC3322_{name}": CLOCKS for name in _RULES})
    on(Event.COUNSEL_ASKED, _asked)
    on(Event.DEPARTURE_STEP, _stepped)
