"""Writing the trail: business events and field changes, in the change's own transaction.

Rows are collected while the work is done and inserted as the last statement before the commit, so
that no two writers wait for each other because of the trail.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Boolean, Date, Integer, Numeric, event, insert, inspect
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import ORMExecuteState, Session

from jicms.access.actor import Actor, find_actor
from jicms.audit.events import Event
from jicms.audit.models import AuditEvent
from jicms.core import clock, crypto, unit_of_work
from jicms.core.types import UtcDateTime
from jicms.refdata.loader import LoadReport

_PENDING = "audit_pending"
CHANGED = "changed"
#: Column types whose values are facts (codes, dates, numbers, references), not text or identity.
_PLAIN_TYPES = (Integer, Numeric, Boolean, Date, UtcDateTime, EnumType)
SIGNED_COLUMNS = tuple(
    column.name for column in AuditEvent.__table__.columns if column.name not in {"id", "mac"}
)


@dataclass(frozen=True, slots=True)
class Audited:
    """How a model's rows are named in the trail."""

    case: Callable[[Any], int | None]
    person: Callable[[Any], int | None]


_audited: dict[type[Any], Audited] = {}
#: Facts about the request, set by `requests`: address, request id.
origin: Callable[[], dict[str, str]] = dict


def _none(_obj: Any) -> None:
    return None


def audited(
    model: type[Any],
    *,
    case: Callable[[Any], int | None] = _none,
    person: Callable[[Any], int | None] = _none,
) -> None:
    """Record every change of `model`'s rows; `case` and `person` say which record a row is of."""
    _audited[model] = Audited(case, person)


def registered() -> frozenset[type[Any]]:
    """The audited models."""
    return frozenset(_audited)


def references(obj: Any) -> tuple[int | None, int | None, str, int | None]:
    """Case id, person id, table and id of a record, as the trail names it."""
    if obj is None:
        return None, None, "", None
    how = _audited.get(type(obj))
    case_id, person_id = (how.case(obj), how.person(obj)) if how else (None, None)
    return case_id, person_id, getattr(obj, "__tablename__", ""), getattr(obj, "id", None)


def record(
    event_name: Event,
    *,
    case: Any = None,
    person: Any = None,
    obj: Any = None,
    entity: tuple[str, Any] | None = None,
    ground: str = "",
    **detail: Any,
) -> None:
    """Add one event to the trail of this transaction.

    `case` and `person` are records or ids; `obj` is the row the event is about. `entity` names a
    table and an id, or a record of it that gets its id with the next flush. `detail` holds
    codes, dates, numbers and references only: never a narrative, a name or a contact.
    """
    of_case, of_person, table, number = references(obj)
    if entity is not None:
        table, number = entity
    _pending(unit_of_work.session()).append(
        {
            "event": str(event_name),
            "case_id": id_of(case) if case is not None else of_case,
            "person_id": id_of(person) if person is not None else of_person,
            "entity": table,
            "entity_id": number,
            "ground": ground,
            "detail": detail,
        }
    )


def record_lists(_session: Session, report: LoadReport) -> None:
    """Record a load of the code lists that changed something."""
    added, changed, retired = (report.total(n) for n in ("added", "changed", "retired"))
    if added or changed or retired:
        record(Event.REFDATA_LOADED, added=added, changed=changed, retired=retired)


def waiting() -> list[dict[str, Any]]:
    """What this transaction has for the trail so far: `event`, `case_id`, `entity`, `detail` ..."""
    return _pending(unit_of_work.session())


def id_of(value: Any) -> int | None:
    """The id of a record, or an id itself."""
    if value is None or isinstance(value, int):
        return value
    found = value.id
    return found if isinstance(found, int) else None


def _pending(session: Session) -> list[dict[str, Any]]:
    pending: list[dict[str, Any]] = session.info.setdefault(_PENDING, [])
    return pending


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return str(value)


def canonical(row: dict[str, Any]) -> bytes:
    """The signed bytes of a row: its columns in order, times in UTC."""
    values = {name: plain(row.get(name)) for name in SIGNED_COLUMNS}
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()


def write_rows(session: Session) -> None:
    """Insert what was collected. Called by the unit of work right before its commit."""
    pending = session.info.pop(_PENDING, [])
    if not pending:
        return
    who = _who(find_actor())
    where = origin()
    rows = []
    for item in pending:
        detail = json.dumps(plain(item["detail"]), sort_keys=True, separators=(",", ":"))
        row: dict[str, Any] = {"role": "", "ground": "", "address": "", "request_id": ""}
        row |= {**who, **where, **item, "at": clock.now(), "detail": detail}
        row["entity_id"] = id_of(item["entity_id"])
        row["key_id"] = crypto.current_key_id("audit")
        row["mac"] = crypto.tag("audit", canonical(row), key_id=row["key_id"])
        rows.append(row)
    session.connection().execute(insert(AuditEvent.__table__), rows)


def _who(actor: Actor | None) -> dict[str, Any]:
    if actor is None:
        return {
            "user_id": None,
            "username": "",
            "membership_id": None,
            "office_id": None,
            "source": "public",
        }
    return {
        "user_id": actor.user_id,
        "username": actor.username,
        "membership_id": actor.membership_id,
        "role": actor.role.value if actor.role else "",
        "office_id": actor.office_id,
        "source": actor.source,
    }


@event.listens_for(Session, "after_flush")
def _collect_changes(session: Session, _context: Any) -> None:
    for event_name, rows in (
        (Event.ROW_CREATED, session.new),
        (Event.ROW_CHANGED, session.dirty),
        (Event.ROW_DELETED, session.deleted),
    ):
        for obj in rows:
            if type(obj) in _audited:
                fields = _changes(obj, event_name)
                if fields:
                    record(event_name, obj=obj, fields=fields)


def _changes(obj: Any, event_name: Event) -> dict[str, Any]:
    state = inspect(obj)
    fields: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        key = attribute.key
        if key in {"id", "version", "created_at"}:
            continue
        column = attribute.columns[0]
        history = state.attrs[key].history
        if event_name is Event.ROW_CREATED:
            value = state.dict.get(key)
            if value is not None:
                fields[key] = _shown(column, value)
        elif event_name is Event.ROW_DELETED:
            fields[key] = _shown(column, state.dict.get(key))
        elif history.has_changes():
            old = history.deleted[0] if history.deleted else None
            new = history.added[0] if history.added else None
            if _is_plain(column):
                fields[key] = [plain(old), plain(new)]
            else:
                fields[key] = CHANGED
    return fields


def _is_plain(column: Any) -> bool:
    if column.info.get("audit") == "hidden":
        return False
    return (
        isinstance(column.type, _PLAIN_TYPES)
        or bool(column.foreign_keys)
        or column.info.get("audit") == "value"
    )


def _shown(column: Any, value: Any) -> Any:
    return plain(value) if _is_plain(column) else CHANGED


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk_writes(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete) or state.execution_options.get("unaudited"):
        return
    mapper = state.bind_mapper
    if mapper is not None and mapper.class_ in _audited:
        raise RuntimeError(f"bulk writes of {mapper.class_.__name__} would escape the audit trail")


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_PENDING, None)
