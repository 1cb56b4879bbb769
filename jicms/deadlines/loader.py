"""Brings rules and holidays to the state of their sources, without ever deleting a row."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import holidays as statutory
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from jicms.core.errors import RuleBroken
from jicms.deadlines.models import ARITHMETIC, DeadlineRule, Holiday, HolidayKind
from jicms.deadlines.terms import Combine, FirstDay, Kind, Roll, terms_from_text, terms_to_json
from jicms.refdata.loader import LoadReport

RULES = Path(__file__).parent / "data" / "rules.csv"
#: Years seeded by default; `flask deadlines holidays` adds others.
FIRST_YEAR, LAST_YEAR = 1990, 2060
#: Federal law without the closings that a president may order.
CATEGORY = "public"
_FLAGS = {"yes": True, "no": False}


@dataclass(slots=True)
class Loaded:
    """What a load did. `kept`: edited here, and left as they are."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0


def load(session: Session, *, path: Path = RULES) -> Loaded:
    """Add and refresh the rules of `path`, and the holidays of the default years.

    Running it again changes nothing. A rule that an administrator edited or added stays as it is.
    What a stored version computes is never changed: a file that tries is refused (`RuleBroken`).
    Flushes, never commits.
    """
    count = load_rules(session, path=path)
    load_holidays(session, range(FIRST_YEAR, LAST_YEAR + 1))
    return count


def after_lists(session: Session, _report: LoadReport) -> None:
    """`load`, at the end of `flask refdata load` and in its transaction."""
    load(session)


def load_rules(session: Session, *, path: Path = RULES) -> Loaded:
    """Add and refresh the rules of `path`; see `load`."""
    count = Loaded()
    stored = {(row.code, row.version): row for row in session.scalars(select(DeadlineRule))}
    for values in read_rules(path):
        known = stored.get((values["code"], values["version"]))
        if known is None:
            session.add(DeadlineRule(**values))
            count.added += 1
        else:
            _refresh(known, values, count)
    session.flush()
    return count


def load_holidays(session: Session, years: Iterable[int]) -> int:
    """Add the statutory holidays of `years` with their observed days; returns how many were new."""
    wanted = statutory.country_holidays("US", years=list(years), categories=(CATEGORY,))
    is_statutory = Holiday.kind == HolidayKind.STATUTORY
    new = sorted(set(wanted) - set(session.scalars(select(Holiday.day).where(is_statutory))))
    if new:
        # Past the session, so that the trail is not filled with the calendar's own facts.
        seed = {"kind": HolidayKind.STATUTORY, "source": "5 USC 6103"}
        session.execute(insert(Holiday), [{**seed, "day": d, "name": wanted[d]} for d in new])
    return len(new)


def _refresh(known: DeadlineRule, values: dict[str, Any], count: Loaded) -> None:
    differing = {name: new for name, new in values.items() if getattr(known, name) != new}
    if not differing:
        count.unchanged += 1
    elif known.edited_at is not None:
        count.kept += 1
    else:
        fixed = [name for name in ARITHMETIC if name in differing]
        if fixed:
            raise RuleBroken(
                f"{known.code} version {known.version} changes {', '.join(fixed)} in the list; "
                "give the change a version of its own."
            )
        for name, value in differing.items():
            setattr(known, name, value)
        count.changed += 1


def read_rules(path: Path = RULES) -> Iterator[dict[str, Any]]:
    """The rows of the list as column values of `DeadlineRule`, each checked by the engine."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            values = _values(row)
            DeadlineRule(**values).as_rule()
            yield values


def _values(row: dict[str, str]) -> dict[str, Any]:
    try:
        return {
            "code": row["code"],
            "version": int(row["version"]),
            "label": row["label"],
            "terms": terms_to_json(terms_from_text(row["terms"])),
            "combine": Combine(row["combine"]),
            "first_day": FirstDay(row["first_day"]),
            "roll": Roll(row["roll"]),
            "kind": Kind(row["kind"]),
            "citation": row["citation"],
            "source": row["source"],
            "verified": _FLAGS[row["verified"]],
            "valid_from": _day(row["valid_from"]),
            "valid_to": _day(row["valid_to"]),
            "closings_count": _FLAGS[row["closings_count"]],
            "pausable": _FLAGS[row["pausable"]],
        }
    except (KeyError, ValueError, RuleBroken) as error:
        raise RuleBroken(
            f"The list of rules cannot be read at {row.get('code')}: {error}."
        ) from error


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
