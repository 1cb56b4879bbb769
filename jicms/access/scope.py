"""Row scope: every ORM statement carries the criterion of each model for the session's actor.

The listener covers select, get, joins, aliases, subqueries, CTEs, eager and lazy loads, bulk UPDATE
and DELETE. It does not cover Core selects on `__table__`, `text()` and `get()` of an object that is
already in the session; an architecture test bans the first two outside the kernel and the reports.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    event,
    exists,
    false,
    inspect,
    literal_column,
    select,
)
from sqlalchemy.orm import (
    LoaderCriteriaOption,
    Mapper,
    ORMExecuteState,
    Session,
)
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import NamedFromClause

from jicms.access.actor import Actor, NoActor
from jicms.access.terms import Shape, shape_of, terms_of
from jicms.access.written import written
from jicms.core import standing

#: Execution option: models of a statement whose rows are joined to a scoped row of it that decides
#: alone whether they are seen, each with the reason. The criterion would ask the same again.
SCOPED_BY_JOIN = "scoped_by_join"

Criterion = Callable[[Actor, Any], ColumnElement[bool]]

_scoped: dict[type[Any], Criterion] = {}
_unscoped: dict[type[Any], str] = {}
#: Counts registrations: what was kept beside a statement before one is not used after it.
_registrations = 0


def register(model: type[Any], criterion: Criterion) -> None:
    """Scope `model`: `criterion(actor, entity)` is added to every ORM statement that reads it."""
    _scoped[model] = criterion
    forget()


def forget() -> None:
    """Drop what was kept for the criteria as they were registered before."""
    global _registrations  # noqa: PLW0603 - registration happens at start-up alone
    _registrations += 1
    _models_by_table.cache_clear()
    _options.clear()


def unscoped(model: type[Any], reason: str) -> None:
    """Declare that rows of `model` need no scope, and why."""
    _unscoped[model] = reason


def registered() -> tuple[dict[type[Any], Criterion], dict[type[Any], str]]:
    """The scoped models with their criteria, and the unscoped ones with their reasons."""
    return dict(_scoped), dict(_unscoped)


def criterion_for(actor: Actor, model: type[Any], entity: Any = None) -> ColumnElement[bool]:
    """The criterion of one model for one actor, for statements that are built by hand."""
    return _scoped[model](actor, entity if entity is not None else model)


@cache
def alias_of(table: FromClause, name: str) -> NamedFromClause:
    """The alias of a table for one purpose: made once, for making one is slow.

    A criterion that may stand inside another one of the same table needs a name of its own.
    """
    return table.alias(name)


@cache
def _models_by_table() -> dict[FromClause, type[Any]]:
    return {inspect(model).local_table: model for model in _scoped}


def _models_in(statement: Any) -> tuple[set[type[Any]], set[type[Any]]]:
    """The scoped models that a statement reads itself, and those that its options load with it."""
    by_table = _models_by_table()
    tables = {element for element in visitors.iterate(statement) if isinstance(element, Table)}
    found = {by_table[table] for table in tables if table in by_table}
    eager: set[type[Any]] = set()
    for option in statement._with_options:
        if isinstance(option, LoaderCriteriaOption):
            continue
        loads = getattr(option, "context", None)
        if loads is None:
            return found, set(_scoped)
        for load in loads:
            eager.update(mapper.class_ for mapper in _mappers_on(load.path.path))
    return found, eager & _scoped.keys()


def _mappers_on(path: Iterable[Any]) -> Iterator[Mapper[Any]]:
    """The mappers that a loader option's path passes through, its end included."""
    for step in path:
        mapper = getattr(step, "mapper", None)
        if isinstance(mapper, Mapper):
            yield mapper


class _RowScope(LoaderCriteriaOption):
    """The criterion of one model, also where an alias of it is joined by an ON clause of its own.

    SQLAlchemy rewrites a criterion for the aliases in FROM and in joins along a relationship, but
    not for `join(alias, alias.x == y)`: there it would restrict the model's own table a second time
    and leave the alias open.
    """

    _cache_key_traversal = LoaderCriteriaOption._traverse_internals  # noqa: SLF001 - the same key

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        criterion = super()._resolve_where_criteria(ext_info)
        if not ext_info.is_aliased_class:
            return criterion
        adapted: ColumnElement[bool] = ext_info._adapter.traverse(criterion)  # noqa: SLF001
        return adapted


#: Criteria as options, by the actor's shape, the model, and whether it is loaded in a join.
_options: dict[tuple[Shape, type[Any], bool], LoaderCriteriaOption] = {}


def _option(actor: Actor, model: type[Any], *, eager: bool) -> LoaderCriteriaOption:
    key = (shape_of(actor), model, eager)
    found = _options.get(key)
    if found is None:
        found = _options[key] = _RowScope(
            model,
            written(_scoped[model](terms_of(actor), model), inspect(model).local_table),
            include_aliases=True,
            # Without it a joined eager load gets no criterion; with it every lazy load of what was
            # loaded would carry it twice.
            propagate_to_loaders=eager,
        )
    return found


@event.listens_for(Session, "do_orm_execute")
def add_scope(state: ORMExecuteState) -> None:
    """Add the criterion of every model read; refuse scoped records while nobody is identified."""
    if state.is_column_load or state.execution_options.get("unscoped"):
        return
    if not (state.is_select or state.is_update or state.is_delete):
        return
    actor = state.session.info.get("actor")
    if actor is not None and actor.is_system:
        return
    kept = standing.beside(state.statement)
    if kept is None or actor is None:
        state.statement = _scoped_for(actor, state.statement)
        return
    key = (_registrations, shape_of(actor))
    if key not in kept:
        kept[key] = _scoped_for(actor, state.statement)
    state.statement = kept[key]


def _scoped_for(actor: Actor | None, statement: Any) -> Any:
    """The statement with the criteria of every scoped model that it reads."""
    read, eager = _models_in(statement)
    read -= statement.get_execution_options().get(SCOPED_BY_JOIN, {}).keys()
    if not read | eager:
        return statement
    if actor is None:
        names = ", ".join(sorted(model.__name__ for model in read | eager))
        raise NoActor(f"no actor is set, and the statement reads {names}")
    present = {id(option) for option in statement._with_options}
    wanted = [_option(actor, model, eager=model in eager) for model in read | eager]
    missing = [option for option in wanted if id(option) not in present]
    return statement.options(*missing) if missing else statement


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


def fixed(value: str | int) -> ColumnElement[Any]:
    """A constant of a rule, written into the statement: nothing to bind, and the planner knows it.

    Takes codes and numbers of our own; anything else is refused.
    """
    if isinstance(value, int):
        return literal_column(str(int(value)))
    if not value.replace("_", "").isalnum():
        raise ValueError(f"{value!r} is not a code")
    return literal_column(f"'{value}'")


def nothing(_actor: Actor, _entity: Any) -> ColumnElement[bool]:
    """The criterion of rows that no user reads."""
    return false()
