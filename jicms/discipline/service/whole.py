"""Reads past the viewer's scope, for rules that hold whatever the one who acts may see."""

from typing import Any, TypeVar

from sqlalchemy import Select

S = TypeVar("S", bound=Select[Any])
WHY = "a rule of discipline holds whatever the one who acts may see"


def whole(statement: S) -> S:
    """The statement without the actor's scope. What it finds decides, and is not shown."""
    return statement.execution_options(unscoped=WHY)
