"""The log extract that shows a query: an item of evidence, which a feature above knows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jicms.cases.models import Case
from jicms.core.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class Extract:
    """An item that may be the extract: its id, and how a user knows it (`E0001 Access log`)."""

    id: int
    label: str


#: Each returns the extracts of a case that the viewer sees; `evidence` registers the only one.
sources: list[Callable[[Case], Sequence[Extract]]] = []


def of_case(case: Case) -> list[Extract]:
    """The extracts of a case in the viewer's sight."""
    return [extract for source in sources for extract in source(case)]


def settled(case: Case, chosen: int | None, *, before: int | None) -> int | None:
    """The extract to keep: the chosen one, or a standing one that the editor could not see.

    Raises `RuleBroken` for an item that is no extract of this case.
    """
    if chosen == before:
        return before
    known = {extract.id for extract in of_case(case)}
    if chosen is None:
        return before if before is not None and before not in known else None
    if chosen not in known:
        raise RuleBroken("Choose a log extract of this case.", field="query_extract")
    return chosen
