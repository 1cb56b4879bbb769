"""What stands in the form of a new letter: from the case, from the records beside it, and what the
office wrote in its last letter of that kind."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from jicms.discipline import queries_departures
from jicms.discipline.letters.composing import facts_of
from jicms.discipline.letters.data import long_day
from jicms.discipline.letters.kinds import LetterType
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_agreements import Agreement
from jicms.discipline.queries_agreements import agreements_of
from jicms.discipline.queries_letters import last_of_office
from jicms.discipline.queries_package import new_of
from jicms.discipline.service import today_of


def beginning(action: DisciplinaryAction, kind: LetterType) -> dict[str, Any]:
    """The facts of a new letter, as far as anything is known."""
    found: dict[str, Any] = {"letter_date": today_of(action)}
    earlier = last_of_office(action, kind)
    for name, fact in facts_of(kind).items():
        value = fact.begin(action) if fact.begin is not None else None
        if name in _BESIDE:
            value = _BESIDE[name](action)
        if not value and fact.standing and earlier is not None:
            value = earlier.facts.get(name)
        if value:
            found[name] = value
    return found


def _new_items(action: DisciplinaryAction) -> str:
    """What arrived after the notice and was not used yet."""
    rows = [row for row in new_of(action) if row.use is None]
    return "\n".join(f"{row.title}, from {row.source}" for row in rows)


def _agreed(action: DisciplinaryAction) -> Agreement | None:
    return max(agreements_of(action), key=lambda row: row.n, default=None)


def _agreement(action: DisciplinaryAction) -> str:
    row = _agreed(action)
    if row is None:
        return ""
    head = f"{row.kind.label} from {long_day(row.starts_on)}"
    return "\n".join([head, *(term.text for term in row.terms)])


def _statement(action: DisciplinaryAction) -> str:
    row = _agreed(action)
    return row.statement if row is not None else ""


def _resolved(action: DisciplinaryAction) -> date | None:
    row = queries_departures.of_action(action)
    return row.resolved_on if row is not None else None


def _finding(action: DisciplinaryAction) -> str:
    row = queries_departures.of_action(action)
    return row.finding if row is not None else ""


#: Facts that a record beside the action holds.
_BESIDE: Mapping[str, Callable[[DisciplinaryAction], Any]] = {
    "new_items": _new_items,
    "agreement_text": _agreement,
    "whistleblower_statement": _statement,
    "resolved_on": _resolved,
    "finding_text": _finding,
}
