"""Reads past the viewer’s scope: for rules that hold whatever the one who acts may see, and for the
log of what officials opened."""

from typing import Any, TypeVar

from sqlalchemy import Select, func, select

from jicms.core import unit_of_work

S = TypeVar("S", bound=Select[Any])
WHY = "a rule of discipline holds whatever the one who acts may see"


def whole(statement: S) -> S:
    """The statement without the actor's scope. What it finds decides, and is not shown."""
    return statement.execution_options(unscoped=WHY)


def opened(statement: S) -> S:
    """The statement on the trail without the actor's scope, for those who may read the log."""
    return statement.execution_options(unscoped="when an official opened what he received")


def next_number(model: Any, **of: int) -> int:
    """The next number of a row within what it belongs to, whatever the one who acts may see. The
    caller holds what the row belongs to, so that no two get the same."""
    criteria = [getattr(model, name) == value for name, value in of.items()]
    last = unit_of_work.session().scalar(whole(select(func.max(model.n)).where(*criteria)))
    return (last or 0) + 1
