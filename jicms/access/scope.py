"""Row scope: every ORM statement carries the criterion of each model for the session's actor.

The listener covers select, get, joins, aliases, subqueries, CTEs, eager and lazy loads, bulk UPDATE
and DELETE. It does not cover Core selects on `__table__`, `text()` and `get()` of an object that is
already in the session; an architecture test bans the first two outside the kernel and the reports.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, event, exists, false, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors

from jicms.access.actor import Actor, NoActor

Criterion = Callable[[Actor, Any], ColumnElement[bool]]

_scoped: dict[type[Any], Criterion] = {}
_unscoped: dict[type[Any], str] = {}


def register(model: type[Any], criterion: Criterion) -> None:
    """Scope `model`: `criterion(actor, entity)` is added to every ORM statement that reads it."""
    _scoped[model] = criterion


def unscoped(model: type[Any], reason: str) -> None:
    """Declare that rows of `model` need no scope, and why."""
    _unscoped[model] = reason


def registered() -> tuple[dict[type[Any], Criterion], dict[type[Any], str]]:
    """The scoped models with their criteria, and the unscoped ones with their reasons."""
    return dict(_scoped), dict(_unscoped)


def criterion_for(actor: Actor, model: type[Any], entity: Any = None) -> ColumnElement[bool]:
    """The criterion of one model for one actor, for statements that are built by hand."""
    return _scoped[model](actor, entity if entity is not None else model)


def _options(session: Session, actor: Actor) -> tuple[Any, ...]:
    kept = session.info.get("scope_options")
    if kept is None or kept[0] is not actor:
        kept = (
            actor,
            tuple(
                with_loader_criteria(
                    model, fn(actor, model), include_aliases=True, propagate_to_loaders=False
                )
                for model, fn in _scoped.items()
            ),
        )
        session.info["scope_options"] = kept
    return kept[1]  # type: ignore[no-any-return]


def _tables_of(statement: Any) -> set[Table]:
    return {element for element in visitors.iterate(statement) if isinstance(element, Table)}


def _scoped_tables() -> Iterable[Table]:
    return (inspect(model).local_table for model in _scoped)


@event.listens_for(Session, "do_orm_execute")
def add_scope(state: ORMExecuteState) -> None:
    """Add every model's criterion; refuse scoped records while nobody is identified."""
    if state.is_column_load or state.execution_options.get("unscoped"):
        return
    actor = state.session.info.get("actor")
    if actor is None:
        touched = _tables_of(state.statement) & set(_scoped_tables())
        if touched:
            names = ", ".join(sorted(table.name for table in touched))
            raise NoActor(f"no actor is set, and the statement reads {names}")
        return
    if actor.is_system or not (state.is_select or state.is_update or state.is_delete):
        return
    state.statement = state.statement.options(*_options(state.session, actor))


def there_is(*own: Any, where: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    """EXISTS over tables of its own, correlated to every enclosing statement at any depth.

    Left to itself SQLAlchemy correlates with the next enclosing statement only: a criterion two
    levels down would get the outer table as one of its own, and match any row.
    `own` are aliases made for this criterion.
    """
    return exists().where(*where).correlate_except(*own)


def those_of(column: Any, own: Any, *where: ColumnElement[bool]) -> Select[Any]:
    """`SELECT column FROM own WHERE …` for an IN, correlated to everything but its own alias."""
    return select(column).where(*where).correlate_except(own)


def nothing(_actor: Actor, _entity: Any) -> ColumnElement[bool]:
    """The criterion of rows that no user reads."""
    return false()
