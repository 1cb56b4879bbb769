"""Edits of the table of offenses and penalties: a row stays, its successor is a row of its own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jicms.access.actor import Actor
from jicms.admin.service import add_code
from jicms.admin.successors import succeed
from jicms.core.errors import RuleBroken
from jicms.discipline.service import penalty_type
from jicms.discipline.service.penalties import weight_of
from jicms.refdata.models_offenses import OffensePenalty

#: Each time with its two ends, as the row and the form name them.
TIMES = ("first", "second", "third")
WORDS = {"first": "first", "second": "second", "third": "third and later"}
Penalties = Mapping[str, tuple[str, int | None]]


def add_offense(
    *, actor: Actor, code: str, valid_from: date, penalties: Penalties, **values: Any
) -> OffensePenalty:
    """Add a row. `penalties` has type and days for `first_min`, `first_max` and so on. Raises
    `RuleBroken` at the field for a penalty that does not exist and a range that is upside down."""
    said = _checked(penalties, valid_from)
    made = add_code(
        OffensePenalty,
        actor=actor,
        code=code,
        description="",
        valid_from=valid_from,
        valid_to=None,
        **values,
        **said,
    )
    assert isinstance(made, OffensePenalty)
    return made


def revise_offense(
    row: OffensePenalty, *, actor: Actor, valid_from: date, **values: Any
) -> OffensePenalty:
    """Write the successor of a row for later proposals; earlier ones keep theirs."""
    return succeed(row, actor=actor, valid_from=valid_from, add=add_offense, **values)


def _checked(penalties: Penalties, on: date) -> dict[str, str]:
    said: dict[str, str] = {}
    for time in TIMES:
        weights = []
        for end in ("min", "max"):
            name = f"{time}_{end}"
            kind, days = penalties[name]
            try:
                weights.append(weight_of(penalty_type(kind, days, on=on), days))
            except RuleBroken as error:
                field = f"{name}_days" if error.field == "days" else f"{name}_code"
                raise RuleBroken(error.sentences, field=field) from error
            said[name] = kind if days is None else f"{kind}:{days}"
        if weights[0] > weights[1]:
            raise RuleBroken(
                f"For the {WORDS[time]} offense the least is graver than the most.",
                field=f"{time}_max_code",
            )
    return said
