"""Statements that are built once per process and asked on every page.

For a short answer, building the statement takes longer than fetching it. What changes from one page
to the next is a parameter. The scope is added when the statement runs, as to any other, and what
was added is kept beside it for each kind of actor.
"""

from collections.abc import Callable, Hashable
from types import SimpleNamespace
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import BigInteger, BindParameter
from sqlalchemy.sql import Executable

#: Execution option of a statement that `core.database` lets the driver prepare.
PREPARED = "jicms_prepared"
#: Execution option of a prepared statement whose first plan serves all values.
PLANNED_ONCE = "jicms_planned_once"

_CASE_ID = "of_case_id"
_kept: WeakKeyDictionary[Executable, dict[Any, Any]] = WeakKeyDictionary()

S = TypeVar("S", bound=Executable)


class Term(BindParameter[Any]):
    """A parameter of statements that stand; comes after a column in comparisons.

    SQLAlchemy looks parameters up by themselves, hundreds of times a page, and comparing two of
    them makes an expression that then says whether they hash alike. This says it at once.
    """

    inherit_cache = True

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return hash(self) == hash(other)

    __hash__ = BindParameter.__hash__


#: Stands for the case of a page in functions that ask it for its id alone.
OF_CASE: Any = SimpleNamespace(id=Term(_CASE_ID, type_=BigInteger(), unique=False))


def keep(statement: S, *, prepared: bool = True) -> S:
    """Declare that the statement will be asked again as this very object, which is returned.

    Unless it is `prepared`, the database plans it for its values each time, as a list needs.
    """
    standing: S = statement.execution_options(**{PREPARED: prepared})
    _kept[standing] = {}
    return standing


class Shelf:
    """Lists that are asked again, by the form of what they ask; emptied when it is full."""

    def __init__(self, room: int = 300) -> None:
        self._room = room
        self._statements: dict[Hashable, Any] = {}

    def find(self, form: Hashable, build: Callable[[], S]) -> S:
        """The statement of this form, built where there is none."""
        found: S | None = self._statements.get(form)
        if found is None:
            if len(self._statements) >= self._room:
                self._statements.clear()
            found = self._statements[form] = keep(build(), prepared=False)
        return found


def beside(statement: Any) -> dict[Any, Any] | None:
    """What is kept beside a standing statement; None for any other."""
    return _kept.get(statement)


def of_case(case: Any) -> dict[str, int]:
    """The parameters of a statement that was built with `OF_CASE`."""
    return {_CASE_ID: case.id}
