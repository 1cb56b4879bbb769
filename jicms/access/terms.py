"""The actor as a criterion sees it: role and shape for good, values filled in at execution.

Building a criterion takes about a millisecond, and a page reads a dozen models. What a criterion
looks like depends on the actor's role and on which of its lists are empty; who it is only fills in
values. So each criterion is built once per shape and process, over bind parameters that ask the
session's actor when the statement runs.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any, TypeVar, cast

from sqlalchemy import BigInteger, BindParameter, ColumnElement, false, true
from sqlalchemy.sql import Executable
from sqlalchemy.types import TypeEngine

from jicms.access.actor import Actor, Within, current_actor
from jicms.core import unit_of_work
from jicms.core.standing import Term, keep
from jicms.core.types import UtcDateTime

#: What decides the form of every criterion.
Shape = tuple[Any, ...]

_WITHIN = "within"

S = TypeVar("S", bound=Executable)


class _Several(Term):
    """A list of values that is not empty; criteria ask that first, as of a tuple."""

    inherit_cache = True

    def __bool__(self) -> bool:
        return True


def _one(name: str, type_: TypeEngine[Any], value: Callable[[Actor], Any]) -> BindParameter[Any]:
    return Term(
        f"actor_{name}", callable_=lambda: value(current_actor()), type_=type_, unique=False
    )


def _several(name: str, value: Callable[[Actor], Any]) -> _Several:
    return _Several(
        f"actor_{name}",
        callable_=lambda: value(current_actor()),
        type_=BigInteger(),
        expanding=True,
        unique=False,
    )


_USER = _one("user_id", BigInteger(), lambda actor: actor.user_id)
_OFFICE = _one("office_id", BigInteger(), lambda actor: actor.office_id)
_AGENCY = _one("agency_id", BigInteger(), lambda actor: actor.agency_id)
_MOMENT = _one("moment", UtcDateTime(), lambda actor: actor.moment)
_PERSONS = _several("person_ids", lambda actor: actor.person_ids)
_WALLED = _several("walled_ids", lambda actor: actor.walled_ids)
_PRINCIPALS = _several("principals", lambda actor: actor.principals)
_FULL_PRINCIPALS = _several("full_principals", lambda actor: actor.full_principals)
_OFFICES = _several("whole_offices", lambda actor: actor.whole_offices)


@cache
def principal(place: int) -> BindParameter[Any]:
    """One of the actor's principals, by its place among them."""
    return _one(f"principal_{place}", BigInteger(), lambda actor: actor.principals[place])


@contextmanager
def within(found: Within | None) -> Iterator[None]:
    """Statements of the block read what belongs to the cases that the actor was shown, alone.

    Criteria then need not find out again whether, and how much of, a case is seen: a page of a
    case reads a dozen tables of it. For `cases.sight`, which knows what was shown. None: as if
    outside, for the one statement of a block that reads another case.
    """
    info = unit_of_work.session().info
    before = info.get(_WITHIN)
    info[_WITHIN] = found
    try:
        yield
    finally:
        info[_WITHIN] = before


def _found() -> Within | None:
    found: Within | None = unit_of_work.session().info.get(_WITHIN)
    return found


def _ids(name: str) -> BindParameter[Any]:
    return Term(
        f"within_{name}",
        callable_=lambda: getattr(_found(), name),
        type_=BigInteger(),
        expanding=True,
        unique=False,
    )


_ONE = Term(
    "within_case_id",
    callable_=lambda: cast("Within", _found()).shown[0],
    type_=BigInteger(),
    unique=False,
)
#: The ids of the cases that were shown, for statements of the block.
SHOWN = _ids("shown")
_FULL, _WIDE = _ids("full"), _ids("wide")
#: Whether there is but one case; whether all of them (True), none (False) or some (None) are seen
#: in full, and widely.
Form = tuple[bool, bool | None, bool | None]


def _form(found: Within | None) -> Form | None:
    if found is None:
        return None

    def share(ids: tuple[int, ...]) -> bool | None:
        return len(ids) == len(found.shown) if not ids or len(ids) == len(found.shown) else None

    return len(found.shown) == 1, share(found.full), share(found.wide)


class Shown:
    """What criteria ask of the cases that were shown; see `within`."""

    def __init__(self, form: Form) -> None:
        self.is_one, self.all_full, self.all_wide = form

    def holds(self, case_id: Any) -> ColumnElement[bool]:
        """It is one of them."""
        held: ColumnElement[bool] = case_id == _ONE if self.is_one else case_id.in_(SHOWN)
        return held

    def full(self, case_id: Any) -> ColumnElement[bool]:
        """It is one that the actor reads in full. Add `holds`."""
        return self._share(self.all_full, case_id, _FULL)

    def wide(self, case_id: Any) -> ColumnElement[bool]:
        """It is one whose summary shows everybody. Add `holds`."""
        return self._share(self.all_wide, case_id, _WIDE)

    @staticmethod
    def _share(all_of_it: bool | None, case_id: Any, ids: Any) -> ColumnElement[bool]:
        some: ColumnElement[bool] = case_id.in_(ids)
        return some if all_of_it is None else true() if all_of_it else false()


class Terms:
    """Stands in for an `Actor` while a criterion is built."""

    is_system = False
    user_id = _USER
    moment = _MOMENT

    def __init__(self, actor: Actor) -> None:
        self.role = actor.role
        self.office_id = None if actor.office_id is None else _OFFICE
        self.agency_id = None if actor.agency_id is None else _AGENCY
        self.person_ids = _PERSONS if actor.person_ids else ()
        # Kin are somebody's: without a person of one's own there are none.
        self.walled_ids = _WALLED if actor.person_ids else ()
        self.principals = _PRINCIPALS if actor.principals else ()
        self.full_principals = _FULL_PRINCIPALS if actor.full_principals else ()
        self.whole_offices = _OFFICES if actor.whole_offices else ()
        self.is_office_head = actor.is_office_head
        self.is_case_custodian = actor.is_case_custodian
        form = _form(_found())
        self.within = None if form is None else Shown(form)


def shape_of(actor: Actor) -> Shape:
    """The key under which criteria for this kind of actor are kept."""
    return (
        actor.is_system,
        actor.role,
        actor.office_id is None,
        bool(actor.person_ids),
        bool(actor.principals),
        bool(actor.full_principals),
        bool(actor.whole_offices),
        actor.is_office_head,
        actor.is_case_custodian,
        _form(_found()),
    )


def per_shape(build: Callable[[Actor], S]) -> Callable[[Actor], S]:
    """A statement that stands for every actor of a kind: `build` gets the actor's terms, and asks
    them for whatever changes from one actor or moment to the next."""
    built: dict[Shape, S] = {}

    @wraps(build)
    def for_actor(actor: Actor) -> S:
        key = shape_of(actor)
        if key not in built:
            built[key] = keep(build(terms_of(actor)))
        return built[key]

    return for_actor


def terms_of(actor: Actor) -> Actor:
    """The terms of an actor, typed as the actor that criteria are written for. The installation
    itself has none: nothing is asked of it."""
    return actor if actor.is_system else cast("Actor", Terms(actor))
