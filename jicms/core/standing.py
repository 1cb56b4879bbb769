"""Statements that are built once per process and asked on every page.

For a short answer, building the statement takes longer than fetching it. What changes from one page
to the next is a parameter. The scope is added when the statement runs, as to any other, and what
was added is kept beside it for each kind of actor.
"""

from types import SimpleNamespace
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import BigInteger, bindparam
from sqlalchemy.sql import Executable

#: Execution option of such a statement: `core.database` lets the driver prepare it.
STANDS = "jicms_stands"

_CASE_ID = "of_case_id"
_kept: WeakKeyDictionary[Executable, dict[Any, Any]] = WeakKeyDictionary()

S = TypeVar("S", bound=Executable)

#: Stands for the case of a page in functions that ask it for its id alone.
OF_CASE: Any = SimpleNamespace(id=bindparam(_CASE_ID, type_=BigInteger(), unique=False))


def keep(statement: S) -> S:
    """Declare that the statement will be asked again as this very object, which is returned."""
    standing: S = statement.execution_options(**{STANDS: True})
    _kept[standing] = {}
    return standing


def beside(statement: Any) -> dict[Any, Any] | None:
    """What is kept beside a standing statement; None for any other."""
    return _kept.get(statement)


def of_case(case: Any) -> dict[str, int]:
    """The parameters of a statement that was built with `OF_CASE`."""
    return {_CASE_ID: case.id}
