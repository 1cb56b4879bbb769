"""Writes of an administrator: new versions of rules, closings. Flush at most, never commit."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.deadlines import queries
from jicms.deadlines.models import DeadlineRule, Holiday, HolidayKind
from jicms.deadlines.terms import Rule, terms_to_json


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a rule reads as it does, for the readers of its dates."""

    citation: str
    source: str
    verified: bool


def revise_rule(
    rule: Rule,
    *,
    valid_from: date,
    grounds: Grounds,
    agency_id: int | None = None,
    case_type_code: str | None = None,
) -> DeadlineRule:
    """Store `rule` as the next version of its code, for events from `valid_from` on, in all cases
    or in those of one agency or type.

    The version that it takes the place of ends on the day before. Clocks that run keep theirs.
    Raises `RuleBroken` for an unknown code, other start events than the rule has, or a day on which
    the version before it was not yet in force.
    """
    known = queries.versions_to_change(rule.code)
    newest = known[-1]
    named = newest.as_rule().start_names
    if set(rule.start_names) != set(named):
        raise RuleBroken(f"{rule.code} counts from {' and '.join(named)}.", field="terms")
    earlier = [
        row for row in known if (row.agency_id, row.case_type_code) == (agency_id, case_type_code)
    ]
    for row in earlier[-1:]:
        _end_before(row, valid_from)
    revised = DeadlineRule(
        code=rule.code,
        version=newest.version + 1,
        label=rule.label or newest.label,
        terms=terms_to_json(rule.terms),
        combine=rule.combine,
        first_day=rule.first_day,
        roll=rule.roll,
        kind=rule.kind,
        closings_count=rule.closings_count,
        pausable=newest.pausable,
        citation=grounds.citation,
        source=grounds.source,
        verified=grounds.verified,
        valid_from=valid_from,
        edited_at=clock.now(),
        agency_id=agency_id,
        case_type_code=case_type_code,
    )
    unit_of_work.session().add(revised)
    unit_of_work.session().flush()
    return revised


def _end_before(row: DeadlineRule, valid_from: date) -> None:
    if row.valid_from is not None and valid_from <= row.valid_from:
        raise RuleBroken(
            f"{row.code} version {row.version} starts on {row.valid_from.isoformat()}; "
            "a new version must start later.",
            field="valid_from",
        )
    eve = valid_from - timedelta(days=1)
    if row.valid_to is None or row.valid_to > eve:
        row.valid_to = eve
        row.edited_at = clock.now()


def add_closing(day: date, *, name: str, source: str) -> Holiday:
    """Record that offices were closed on `day` by executive order (`source`).

    It moves later computations by rules that count closings; dates already stored stay.
    """
    session = unit_of_work.session()
    known = session.scalars(
        select(Holiday).where(Holiday.day == day, Holiday.kind == HolidayKind.EXECUTIVE_CLOSING)
    ).one_or_none()
    if known is not None:
        raise RuleBroken(f"{day.isoformat()} is recorded already as {known.name}.")
    closing = Holiday(day=day, name=name, kind=HolidayKind.EXECUTIVE_CLOSING, source=source)
    session.add(closing)
    session.flush()
    return closing
