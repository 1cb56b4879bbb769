"""Reads past the viewer’s scope: for rules that hold whatever the one who acts may see, and for the
log of what officials opened."""

from typing import Any, TypeVar

from sqlalchemy import Select

S = TypeVar("S", bound=Select[Any])
WHY = "a rule of discipline holds whatever the one who acts may see"


def whole(statement: S) -> S:
    """The statement without the actor's scope. What it finds decides, and is not shown."""
    return statement.execution_options(unscoped=WHY)


def opened(statement: S) -> S:
    """The statement on the trail without the actor's scope, for those who may read the log."""
    return statement.execution_options(unscoped="when an official opened what he received")
