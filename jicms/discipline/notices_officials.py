"""What officials are told of: that they are to propose, and that they are to decide."""

from jicms.cases.notices import fetch
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_package import PackagePart
from jicms.discipline.turns import turn_of
from jicms.notices import kinds
from jicms.notices.following import Step, on_change
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import clear, tell

PROPOSE, DECIDE = "TO_PROPOSE", "TO_DECIDE"
_EVENTS = {PackagePart.PROPOSING: PROPOSE, PackagePart.DECIDING: DECIDE}
#: What an official's turn hangs on.
_FIELDS = frozenset(
    {
        *("status", "decided_on", "procedure_code"),
        *("proposing_official_id", "deciding_official_id"),
    }
)


def _moved(step: Step) -> None:
    """An action changed: who is to act is told, and whoever was told before is not any more."""
    if _FIELDS.isdisjoint(step.detail.get("fields", {})):
        return
    action = fetch(DisciplinaryAction, step.about.entity_id)
    turn = turn_of(action) if action is not None else None
    for part, event in _EVENTS.items():
        stays = [turn.user_id] if turn is not None and turn.part is part else []
        clear(step.about, events=(event,), but=stays)
    if action is not None and turn is not None:
        users, case_id = [turn.user_id], action.case_id
        tell(_EVENTS[turn.part], users=users, about=step.about, case_id=case_id, but=step.by)


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(
        Kind(
            *(PROPOSE, "You are named to propose on an action", "packages.index"),
            *("the proposal is issued", Group.DISCIPLINE),
            of_case=False,
        ),
        Kind(
            *(DECIDE, "An action waits for your decision", "packages.index"),
            *("the decision is recorded", Group.DISCIPLINE),
            of_case=False,
        ),
    )
    on_change("disciplinary_action", _moved)
