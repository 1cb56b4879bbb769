"""Edits of code lists. Rows are added, changed and retired; never deleted."""

import re
from datetime import date
from typing import Any

from sqlalchemy import inspect

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.admin.checklists import refuse_item
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.refdata.mixin import CodeMixin
from jicms.refdata.models import OigRule, TaskTemplate
from jicms.refdata.queries import forget_after_commit

CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,39}")
#: The source of rows that this installation added itself.
LOCAL = "local"
#: Columns whose values the trail may keep; label and description are text.
_FACTS = ("sort_order", "valid_from", "valid_to", "verified")


def table_of(model: type[CodeMixin]) -> str:
    """The name of a list's table."""
    return str(inspect(model).local_table.name)


def add_code(model: type[CodeMixin], *, actor: Actor, code: str, **values: Any) -> CodeMixin:
    """Add a row to a list. The loader of the delivered lists never touches it."""
    policy.require(actor, Action.REFDATA_EDIT)
    if model is OigRule:
        raise RuleBroken("These tests are built in. Another rule is a routing rule.", field="code")
    session = unit_of_work.session()
    code = code.strip().upper()
    if not CODE.fullmatch(code):
        raise RuleBroken(
            "Use up to 40 capital letters, digits, hyphens and underscores.", field="code"
        )
    if session.get(model, code) is not None:
        raise RuleBroken("This list has that code.", field="code")
    _refuse_dates(values["valid_from"], values["valid_to"])
    if model is TaskTemplate:
        refuse_item(code, values)
    values["description"] = values["description"] or ""
    row = model(**{"code": code, "source": LOCAL, "edited_at": clock.now(), **values})
    session.add(row)
    session.flush()
    _record(row, added=True, **{name: getattr(row, name) for name in _FACTS})
    return row


def change_code(row: CodeMixin, *, actor: Actor, **values: Any) -> list[str]:
    """Change what the form offers; returns the names of the columns that changed."""
    policy.require(actor, Action.REFDATA_EDIT)
    _refuse_dates(values["valid_from"], values["valid_to"])
    if isinstance(row, TaskTemplate):
        refuse_item(row.code, values)
    values["description"] = values["description"] or ""
    before = {name: getattr(row, name) for name in values}
    changed = [name for name, value in values.items() if before[name] != value]
    if not changed:
        return []
    for name in changed:
        setattr(row, name, values[name])
    row.edited_at = clock.now()
    unit_of_work.session().flush()
    said = {n: [before[n], values[n]] if n in _FACTS else "changed" for n in changed}
    _record(row, **said)
    return changed


def retire_code(row: CodeMixin, *, actor: Actor, last_day: date) -> None:
    """Offer a code no longer after `last_day`. Records that carry it keep it."""
    policy.require(actor, Action.REFDATA_EDIT)
    if last_day < row.valid_from:
        raise RuleBroken("The last day lies before the first.", field="last_day")
    before, row.valid_to = row.valid_to, last_day
    row.edited_at = clock.now()
    unit_of_work.session().flush()
    _record(row, valid_to=[before, last_day])


def _refuse_dates(valid_from: date, valid_to: date | None) -> None:
    if valid_to is not None and valid_to < valid_from:
        raise RuleBroken("The last day lies before the first.", field="valid_to")


def _record(row: CodeMixin, **detail: Any) -> None:
    recorder.record(
        Event.REFDATA_CHANGED, entity=(table_of(type(row)), None), code=row.code, **detail
    )
    forget_after_commit(unit_of_work.session())
