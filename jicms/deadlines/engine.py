"""The arithmetic of deadlines. Pure: no database, no Flask, no clock.

`compute` applies one rule to its start events and answers with the date and every step that led to
it, so that a reader can check the sum by hand. Days are days of the agency's calendar: a moment is
first turned into the day it falls on in `zone`. Hours are elapsed time, so a clock change inside
them moves the reading of the clock, never the length. A day as a result means the whole of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jicms.deadlines.calendar import (
    CannotCount,
    Holidays,
    in_words,
    next_day,
    out_of_calendar,
)
from jicms.deadlines.pauses import Pause, merged, shift
from jicms.deadlines.terms import (
    KIND_LABELS,
    Combine,
    FirstDay,
    Roll,
    Rule,
    Term,
    Unit,
    start_label,
)

Moment = date | datetime
HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the ledger: what was done, on what ground, and the date it gave."""

    label: str
    detail: str
    date: Moment


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule gives. `unrolled` is the date before it was moved off a day without work."""

    due: Moment
    unrolled: Moment
    steps: tuple[Step, ...]
    holidays_skipped: tuple[tuple[date, str], ...]

    @property
    def due_on(self) -> date:
        """The day of the result."""
        return self.due.date() if isinstance(self.due, datetime) else self.due

    @property
    def due_at(self) -> datetime | None:
        """The moment of the result, where the rule counts hours from a moment."""
        return self.due if isinstance(self.due, datetime) else None


@dataclass(frozen=True, slots=True)
class Bound:
    """A further date that the result may not fall short of: a contract, an extension granted."""

    label: str
    on: Moment


@dataclass(frozen=True, slots=True)
class _Count:
    """What the counting of every term shares."""

    rule: Rule
    holidays: Holidays
    zone: ZoneInfo
    pauses: tuple[Pause, ...]

    def why_off(self, day: date) -> str | None:
        return self.holidays.why_off(day, closings_count=self.rule.closings_count)


@dataclass(frozen=True, slots=True)
class _Counted:
    term: Term
    due: Moment
    steps: tuple[Step, ...]
    skipped: tuple[tuple[date, str], ...] = ()


def compute(
    rule: Rule,
    starts: Mapping[str, Moment],
    holidays: Holidays,
    zone: str,
    *,
    pauses: Sequence[Pause] = (),
) -> Result:
    """Apply `rule` to its start events.

    `starts` names a day or an aware moment for each of `rule.start_names`, and nothing else.
    `zone` is the agency's, by its IANA name. Raises `CannotCount`.
    """
    _check_starts(rule, starts)
    count = _Count(rule, holidays, zone_of(zone), merged(pauses))
    terms = [_count_term(count, term, starts[term.start]) for term in rule.terms]
    chosen = _choose(count, terms)
    steps = [step for term in terms for step in term.steps]
    if len(terms) > 1:
        which = "Later" if rule.combine is Combine.LATEST else "Earlier"
        found = f"{start_label(chosen.term.start)} {chosen.term.text}"
        steps.append(Step(f"{which} of these", found, chosen.due))
    due, rolled, skipped = _roll(count, chosen.due)
    steps.extend(rolled)
    steps.append(Step(KIND_LABELS[rule.kind], rule.label, due))
    return Result(due, chosen.due, tuple(steps), (*chosen.skipped, *skipped))


def later_of(result: Result, bounds: Sequence[Bound], zone: str) -> Result:
    """`result`, moved to the latest of `bounds` where one of them is later.

    For answers, whose last day is the latest of the statutory floor, the contract, the date in the
    notice, and extensions granted. Every bound is shown, whether it decides or not.
    """
    if not bounds:
        return result
    place = zone_of(zone)
    last = max((result.due, *(bound.on for bound in bounds)), key=lambda due: _ends(due, place))
    shown = [Step(bound.label, "counts if later", bound.on) for bound in bounds]
    steps = (*result.steps[:-1], *shown, replace(result.steps[-1], date=last))
    return replace(result, due=last, steps=steps)


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that IANA name; refuses an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CannotCount(f"{name} is not a time zone, such as America/New_York.") from None


def at_offset(moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment` as the clocks of `zone` show it, with the offset of that moment fixed.

    Python never calls two moments of different zones equal while one of them is in the hour that a
    clock change repeats; with a fixed offset every comparison means what it says.
    """
    local = moment.astimezone(zone)
    offset = local.utcoffset() or timedelta(0)
    return local.replace(tzinfo=timezone(offset, local.tzname() or ""), fold=0)


def local_day(when: Moment, zone: ZoneInfo) -> date:
    """The agency's calendar day of `when`."""
    if not isinstance(when, datetime):
        return when
    try:
        return when.astimezone(zone).date()
    except OverflowError:
        raise out_of_calendar() from None


def _check_starts(rule: Rule, starts: Mapping[str, Moment]) -> None:
    needed = rule.start_names
    missing = [name for name in needed if name not in starts]
    unknown = [name for name in starts if name not in needed]
    if missing or unknown:
        named = " and ".join(needed)
        wrong = f" It does not know {', '.join(unknown)}." if unknown else ""
        raise CannotCount(f"{rule.code} counts from {named}; give a date for each.{wrong}")
    for name, when in starts.items():
        if isinstance(when, datetime) and when.utcoffset() is None:
            raise CannotCount(f"The time given for {name} needs a zone.")


def _count_term(count: _Count, term: Term, start: Moment) -> _Counted:
    if term.unit is Unit.HOURS:
        return _count_hours(count, term, start)
    day = local_day(start, count.zone)
    counts_first = count.rule.first_day is FirstDay.SAME
    opening = Step(
        f"{start_label(term.start)}: day {int(counts_first)}",
        in_words(at_offset(start, count.zone)) if isinstance(start, datetime) else "",
        day,
    )
    # Counting begins after the anchor, so a first day that counts has its anchor on the eve.
    anchor = next_day(day, -1) if counts_first else day
    counter = _count_workdays if term.unit is Unit.WORKDAYS else _count_days
    due, detail, skipped = counter(count, term.number, anchor)
    stopped = [
        Step(pause.label, f"{(pause.until - pause.start).days} days do not count", pause.until)
        for pause in count.pauses
        if term.number > 0 and anchor < pause.until and pause.start < due
    ]
    return _Counted(term, due, (opening, *stopped, Step(term.text, detail, due)), skipped)


_Found = tuple[date, str, tuple[tuple[date, str], ...]]


def _count_days(count: _Count, number: int, anchor: date) -> _Found:
    try:
        due = anchor + timedelta(days=number)
        if number > 0:
            due = shift(anchor, due, count.pauses)
    except OverflowError:
        raise out_of_calendar() from None
    first = next_day(anchor, -1 if number < 0 else 1) if number else anchor
    return due, f"first day counted {in_words(first)}" if number else "the same day", ()


def _count_workdays(count: _Count, number: int, anchor: date) -> _Found:
    step = -1 if number < 0 else 1
    day, left = anchor, abs(number)
    skipped: list[tuple[date, str]] = []
    while left:
        day = next_day(day, step)
        if step > 0 and any(pause.holds(day) for pause in count.pauses):
            continue
        if count.why_off(day) is None:
            left -= 1
        elif count.holidays.is_rostered(day):
            skipped.append((day, str(count.why_off(day))))
    named = "; ".join(f"{name}, {in_words(off)}" for off, name in skipped)
    off = count.holidays.off_days
    detail = f"{off[:1].upper()}{off[1:]} not counted" + (f", nor {named}" if named else "")
    return day, detail, tuple(skipped)


def _count_hours(count: _Count, term: Term, start: Moment) -> _Counted:
    if count.pauses:
        raise CannotCount(f"{count.rule.code} runs in hours and cannot be paused.")
    opening: Moment = start
    try:
        if isinstance(start, datetime):
            opening = at_offset(start, count.zone)
            elapsed = start.astimezone(UTC) + timedelta(hours=term.number)
            due: Moment = at_offset(elapsed, count.zone)
            detail = f"elapsed time, {in_words(due)}"
        else:
            # Without a time of day, hours are rounded up to whole days.
            due = start + timedelta(days=-(-term.number // HOURS_A_DAY))
            detail = "no time given, so whole days: the last one counts to its end"
    except OverflowError:
        raise out_of_calendar() from None
    words = in_words(opening) if isinstance(opening, datetime) else ""
    first = Step(start_label(term.start), words, opening)
    return _Counted(term, due, (first, Step(term.text, detail, due)))


def _ends(due: Moment, zone: ZoneInfo) -> datetime:
    """The moment at which `due` is over; a day is over when the next one begins."""
    if isinstance(due, datetime):
        return due.astimezone(UTC)
    midnight = datetime.combine(next_day(due), time(), zone)
    return midnight.astimezone(UTC)


def _choose(count: _Count, terms: Sequence[_Counted]) -> _Counted:
    if len(terms) == 1:
        return terms[0]
    pick = max if count.rule.combine is Combine.LATEST else min
    return pick(terms, key=lambda term: _ends(term.due, count.zone))


def _roll(count: _Count, due: Moment) -> tuple[Moment, list[Step], list[tuple[date, str]]]:
    """Move a last day without work to the next workday, where the rule says so."""
    if count.rule.roll is not Roll.FORWARD or isinstance(due, datetime):
        return due, [], []
    day = due
    passed: list[tuple[date, str]] = []
    while (why := count.why_off(day)) is not None:
        passed.append((day, why))
        day = next_day(day)
    if not passed:
        return day, [], []
    named = "; ".join(f"{in_words(off)} is {_article(why)}" for off, why in passed)
    step = Step("Not a workday", f"{named}: moves to the next workday", day)
    holidays = [(off, why) for off, why in passed if why not in ("Saturday", "Sunday")]
    return day, [step], holidays


def _article(why: str) -> str:
    return f"a {why}" if why in ("Saturday", "Sunday") else why
