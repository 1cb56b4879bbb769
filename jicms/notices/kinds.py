"""What there can be notices of. The words stand here, so that no text of a case is ever stored."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Group(StrEnum):
    """How the kinds are grouped where an account chooses among them."""

    WORK = "Your work"
    DATES = "Dates"
    OFFICE = "Your office"
    DISCIPLINE = "Discipline"


@dataclass(frozen=True, slots=True)
class Kind:
    """One event. `sentence` names no person and no allegation; `step` says what clears it.

    `endpoint` is the page where the step is done; it gets the case's number unless `of_case` is
    false, and the record's id where `record` names the argument. `legal`: behind it is a period or
    a duty by law, so nobody may switch it off. `by_hand`: there is no step but to take note, which
    its reader says.
    """

    code: str
    sentence: str
    endpoint: str
    step: str
    group: Group = Group.WORK
    legal: bool = False
    by_hand: bool = False
    of_case: bool = True
    record: str = ""

    def address(self, number: str | None, record_id: int) -> dict[str, Any]:
        """The arguments of `endpoint` for a notice of that case and record."""
        if self.record:
            return {self.record: record_id}
        return {"number": number} if self.of_case and number is not None else {}


_kinds: dict[str, Kind] = {}


def add(*kinds: Kind) -> None:
    """Register kinds; each feature its own. Of one code the last one stands."""
    _kinds.update((kind.code, kind) for kind in kinds)


def find(code: str) -> Kind | None:
    """The kind of that code; None once no feature knows it any more."""
    return _kinds.get(code)


def every() -> list[Kind]:
    """All kinds by group, in the order in which features added them."""
    places = list(Group)
    return sorted(_kinds.values(), key=lambda kind: places.index(kind.group))


def codes() -> list[str]:
    """The codes of all kinds."""
    return sorted(_kinds)
