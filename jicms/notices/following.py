"""Who listens to the trail. What a service records of its step is what others are told of.

A feature registers listeners by the name of the event; they run right before the commit, in the
change's own transaction, so that a notice and the step that it is about stand or fall together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from jicms.access.actor import find_actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.notices.service import About, clear


@dataclass(frozen=True, slots=True)
class Step:
    """One line that the trail is about to keep. `by` is the account that did it, if any."""

    event: str
    case_id: int | None
    about: About
    detail: Mapping[str, Any]
    by: int | None

    def changed_to(self, field: str) -> Any:
        """The new value of a field that this change set; None where it left it alone."""
        change = self.detail.get("fields", {}).get(field)
        return change[1] if isinstance(change, list) else None


Listener = Callable[[Step], None]
_listeners: dict[str, list[Listener]] = {}
#: Listeners to changes of the rows of one table: its name, then what to call.
_on_rows: dict[str, list[Listener]] = {}


def on(event: Event, listener: Listener) -> None:
    """Call `listener` with each such event. Twice is once."""
    known = _listeners.setdefault(event.value, [])
    if listener not in known:
        known.append(listener)


def on_change(table: str, listener: Listener) -> None:
    """Call `listener` when a row of that table was created or changed. Twice is once."""
    known = _on_rows.setdefault(table, [])
    if listener not in known:
        known.append(listener)


def clearing(*events: str) -> Listener:
    """A listener that clears those notices about the very record of the step."""

    def clear_them(step: Step) -> None:
        clear(step.about, events=events)

    return clear_them


def follow(session: Session) -> None:
    """Tell the listeners what the trail is about to keep. Called right before the commit.

    What a listener changes itself is on the trail, and heard too.
    """
    actor, heard = find_actor(), 0
    while True:
        session.flush()
        lines = recorder.waiting()
        if heard >= len(lines):
            return
        item, heard = lines[heard], heard + 1
        entity, entity_id = item["entity"], recorder.id_of(item["entity_id"])
        event = item["event"]
        found = list(_listeners.get(event, ()))
        if event in {Event.ROW_CREATED, Event.ROW_CHANGED}:
            found += _on_rows.get(entity, ())
        if not found or entity_id is None:
            continue
        step = Step(
            event=event,
            case_id=item["case_id"],
            about=About(entity, entity_id),
            detail=item["detail"],
            by=actor.user_id if actor is not None else None,
        )
        for listener in found:
            listener(step)
