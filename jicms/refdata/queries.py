"""Labels and choices, answered from memory so that pages do not query for them.

One statement reads all lists into a snapshot per application. It is dropped when a load or an edit
commits in this process, and after `MAX_AGE` for the sake of edits in another one.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import Select, event, inspect, literal, null, select, union_all
from sqlalchemy.orm import Session

from jicms.extensions import db
from jicms.refdata.mixin import LEGACY, CodeMixin
from jicms.refdata.models import (
    ALL_CODE_MODELS,
    AllegationCategory,
    AllegationGroup,
    FindingCode,
)

#: Seconds after which labels are read again.
MAX_AGE = 60.0
_KEY = "jicms_code_lists"
_FACTS = "jicms_code_facts"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a page or form needs of a code. `group` and `mark` are set where the list has them."""

    code: str
    label: str
    description: str
    valid_from: date
    valid_to: date | None
    is_legacy: bool
    group: str | None
    mark: str | None

    def is_offered(self, on: date) -> bool:
        """In use on that day, and not for legacy records only."""
        ended = self.valid_to is not None and self.valid_to < on
        return not self.is_legacy and self.valid_from <= on and not ended


Lists = Mapping[type[CodeMixin], Mapping[str, Entry]]


@dataclass(frozen=True, slots=True)
class _Snapshot:
    lists: Lists
    read_at: float


def entries(model: type[CodeMixin], *, session: Session | None = None) -> Mapping[str, Entry]:
    """Every code of the list, retired ones too, by code in the list's order."""
    return _lists(session)[model]


def label_of(model: type[CodeMixin], code: str | None) -> str:
    """The label of a code; the code itself when the list does not hold it; "" for None."""
    if code is None:
        return ""
    found = entries(model).get(code)
    return found.label if found else code


def mark_of(code: str | None) -> str:
    """The form of a finding's mark, "none" where there is no finding."""
    found = entries(FindingCode).get(code) if code else None
    return found.mark if found and found.mark else "none"


def choices(
    session: Session, model: type[CodeMixin], on: date, *, keep: str | None = None
) -> list[tuple[str, str]]:
    """(code, label) pairs that a form may offer on that day, in the list's order.

    `keep` is the code that a record already has: it stays on offer although it was retired.
    """
    return [
        (entry.code, entry.label)
        for entry in entries(model, session=session).values()
        if entry.is_offered(on) or entry.code == keep
    ]


def category_choices(
    session: Session, on: date, *, keep: str | None = None
) -> dict[str, list[tuple[str, str]]]:
    """Allegation categories by the label of their group, each shown as "IT-02 Query for ..."."""
    groups = entries(AllegationGroup, session=session)
    categories = entries(AllegationCategory, session=session)
    found: dict[str, list[tuple[str, str]]] = {}
    for code, label in choices(session, AllegationCategory, on, keep=keep):
        group = categories[code].group or ""
        heading = groups[group].label if group in groups else group
        found.setdefault(heading, []).append((code, f"{code} {label}"))
    return found


def facts(model: type[CodeMixin]) -> Mapping[str, Any]:
    """Every code of a list with all its columns, by code: what a rule asks, without a statement.

    Read-only copies, as old as the labels may be; a record that points to a code stores the code.
    """
    kept: dict[type[CodeMixin], tuple[float, Mapping[str, Any]]]
    kept = current_app.extensions.setdefault(_FACTS, {})
    found = kept.get(model)
    if found is not None and time.monotonic() - found[0] < MAX_AGE:
        return found[1]
    session = db.session()
    with session.no_autoflush:
        columns = inspect(model).columns
        rows = session.execute(select(*columns).order_by(model.sort_order, model.code))
        fresh = {row.code: row for row in rows}
    if fresh:
        kept[model] = (time.monotonic(), fresh)
    return fresh


def forget() -> None:
    """Drop the snapshot; the next label reads the lists again."""
    current_app.extensions.pop(_KEY, None)
    current_app.extensions.pop(_FACTS, None)


def forget_after_commit(session: Session) -> None:
    """Drop the snapshot once the session's transaction is committed. For every edit of a list."""

    @event.listens_for(session, "after_commit", once=True)
    def drop(_session: Session) -> None:
        forget()


def _lists(session: Session | None) -> Lists:
    kept = current_app.extensions.get(_KEY)
    if isinstance(kept, _Snapshot) and time.monotonic() - kept.read_at < MAX_AGE:
        return kept.lists
    fresh = _Snapshot(_read(session or db.session()), time.monotonic())
    if any(fresh.lists.values()):
        current_app.extensions[_KEY] = fresh
    return fresh.lists


def _read(session: Session) -> Lists:
    found: dict[type[CodeMixin], dict[str, Entry]] = {model: {} for model in ALL_CODE_MODELS}
    statement = union_all(*(_select(n, model) for n, model in enumerate(ALL_CODE_MODELS)))
    with session.no_autoflush:
        for number, _order, code, label, description, start, end, source, group, mark in sorted(
            session.execute(statement), key=lambda row: row[:3]
        ):
            found[ALL_CODE_MODELS[number]][code] = Entry(
                code, label, description, start, end, source == LEGACY, group, mark
            )
    return found


def _select(number: int, model: type[CodeMixin]) -> Select[Any]:
    group: Any = AllegationCategory.group_code if model is AllegationCategory else null()
    mark: Any = FindingCode.mark if model is FindingCode else null()
    return select(
        literal(number),
        model.sort_order,
        model.code,
        model.label,
        model.description,
        model.valid_from,
        model.valid_to,
        model.source,
        group,
        mark,
    )
