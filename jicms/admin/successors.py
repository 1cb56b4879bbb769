"""Rows whose content never changes: a change is a successor, `CODE-V2`, from a later day on."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

from jicms.access.actor import Actor
from jicms.admin.service import retire_code
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.refdata.mixin import CodeMixin

R = TypeVar("R", bound=CodeMixin)
_VERSION = re.compile(r"-V(\d+)$")


def succeed(row: R, *, actor: Actor, valid_from: date, add: Callable[..., R], **values: Any) -> R:
    """Add the successor of a row by `add`; the row ends on the day before. Raises `RuleBroken` for
    a day on which it was not yet in force, and for a row that has a successor already."""
    if valid_from <= row.valid_from:
        raise RuleBroken("The successor must start later than the rule.", field="valid_from")
    if row.valid_to is not None and row.valid_to >= valid_from:
        raise RuleBroken("This rule has an end already. Start on a day after it.")
    base, number = row.code, 1
    if found := _VERSION.search(row.code):
        base, number = row.code[: found.start()], int(found.group(1))
    code = f"{base}-V{number + 1}"
    if unit_of_work.session().get(type(row), code) is not None:
        raise RuleBroken(f"{code} takes the place of this rule already: revise that one.")
    made = add(actor=actor, code=code, valid_from=valid_from, **values)
    if row.valid_to is None:
        retire_code(row, actor=actor, last_day=valid_from - timedelta(days=1))
    return made
