"""What the trail learns from a request: views and refusals, each in a short transaction."""

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from flask import g, has_request_context, request

from jicms.access.actor import find_actor
from jicms.access.guard import Access
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import DomainError, Missing

#: Find the case id that URL arguments speak of, whether or not the actor may see it.
case_resolvers: list[Callable[[dict[str, Any]], int | None]] = []
#: The same for the person whom they name.
person_resolvers: list[Callable[[dict[str, Any]], int | None]] = []
#: Say on what ground the actor reaches a record ("supervisor of the office", "share", …).
grounds: list[Callable[[Any], str]] = []
#: Small writes that ride in the view's transaction (the session's last-seen time).
riders: list[Callable[[], None]] = []


def origin() -> dict[str, str]:
    """Where this request came from, and the number that joins its rows and log lines."""
    if not has_request_context():
        return {}
    if getattr(g, "conceal_origin", False):
        return {"request_id": _request_id()}
    return {"address": (request.remote_addr or "")[:45], "request_id": _request_id()}


def _request_id() -> str:
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    found: str = g.request_id
    return found


recorder.origin = origin


def record_view(event: Event, record: Any, detail: dict[str, Any]) -> None:
    """Write the row of a view: called after rendering, before the answer is sent."""
    case_id, person_id, entity, entity_id = recorder.references(record)
    ground = next((said for said in (say(record) for say in grounds) if said), "")
    with unit_of_work.write():
        recorder.record(
            event,
            case=case_id,
            person=person_id,
            entity=(entity, entity_id),
            ground=ground,
            path=request.path[:200],
            **detail,
        )
        for ride in riders:
            ride()


def ride() -> None:
    """The small writes alone, in a transaction of their own: for a request that takes long and is
    no view. Who sends a large file is at work, and is not signed out meanwhile."""
    with unit_of_work.write():
        for each in riders:
            each()


def _first(found: Iterable[int | None]) -> int | None:
    return next((number for number in list(found) if number is not None), None)


def record_refusal(error: DomainError, access: Access, arguments: dict[str, Any]) -> None:
    """Write a refusal. A hidden record and a missing one cost the same statements."""
    actor = find_actor()
    if actor is None:
        return
    with unit_of_work.write():
        case_id = _first(resolve(arguments) for resolve in case_resolvers)
        recorder.record(
            Event.REFUSED,
            case=case_id,
            person=_first(resolve(arguments) for resolve in person_resolvers),
            answered=404 if isinstance(error, Missing) else error.status,
            action=access.action.value if access.action else "",
            method=request.method,
            path=_path_of_refusal(error, arguments),
        )


def _path_of_refusal(error: DomainError, arguments: dict[str, Any]) -> str:
    """The address, but words in the place of a number that no record has: somebody's name, say."""
    path = request.path
    if isinstance(error, Missing):
        for value in arguments.values():
            if not any(char.isdigit() for char in str(value)):
                path = path.replace(str(value), "…")
    return path[:200]
