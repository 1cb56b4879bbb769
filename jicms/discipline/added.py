"""What features above hang on an action: parts of its page, steps, and records that own clocks."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from jicms.deadlines.models import CaseClock
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.steps import Step, added

#: Steps in the menu of an action's page.
steps: list[Step] = added
#: Parts of an action's page for those who see its inside: template, and what it shows.
parts: dict[str, Callable[[DisciplinaryAction], Mapping[str, Any]]] = {}
#: Records of an action that own clocks of it, by table: models with `action_id`.
owners: dict[str, Any] = {}


def of_action(action: DisciplinaryAction) -> dict[str, Any]:
    """What the parts show, and their templates."""
    shown: dict[str, Any] = {"added": list(parts)}
    for load in parts.values():
        shown |= load(action)
    return shown


def owned(clock: Any, action: Any) -> ColumnElement[bool]:
    """Criterion: the clock belongs to the action, or to a record of it."""
    own = and_(clock.entity_type == "disciplinary_action", clock.entity_id == action.id)
    return or_(
        own,
        *(
            and_(
                clock.entity_type == table,
                clock.entity_id.in_(select(model.id).where(model.action_id == action.id)),
            )
            for table, model in owners.items()
        ),
    )


def action_id_of(clock: CaseClock, get: Callable[[Any, int | None], Any]) -> int | None:
    """The action that a clock belongs to; `get` reads a row by its model and id."""
    if clock.entity_type == "disciplinary_action":
        return clock.entity_id
    model = owners.get(clock.entity_type or "")
    row = get(model, clock.entity_id) if model is not None else None
    return row.action_id if row is not None else None
