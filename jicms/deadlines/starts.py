"""Start events as they are typed: one date for all, or `name=date,name=date`. Pure.

A date is `2024-03-01`; a moment is `2024-03-01T14:30`, in the agency's zone unless it carries an
offset. A wall-clock time that a clock change skips or repeats is refused, not guessed.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from jicms.deadlines.calendar import CannotCount
from jicms.deadlines.engine import Moment, zone_of
from jicms.deadlines.terms import Rule


def parse_starts(text: str, rule: Rule, zone: str) -> dict[str, Moment]:
    """The start events of `rule` that `text` gives; raises `CannotCount`."""
    place = zone_of(zone)
    if "=" not in text:
        when = parse_moment(text, place)
        return dict.fromkeys(rule.start_names, when)
    starts: dict[str, Moment] = {}
    for part in text.split(","):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if not name or not value:
            raise CannotCount(
                f"“{part.strip()}” is not a name and a date, such as receipt=2024-03-01."
            )
        if name in starts:
            raise CannotCount(f"{name} is given twice.")
        starts[name] = parse_moment(value, place)
    return starts


def parse_moment(text: str, zone: ZoneInfo) -> Moment:
    """A day, or an aware moment; raises `CannotCount`."""
    text = text.strip()
    try:
        if "T" not in text and " " not in text:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CannotCount(
            f"“{text}” is not a date; write 2024-03-01, or 2024-03-01T14:30 with a time."
        ) from None
    return moment if moment.tzinfo else at_wall_clock(moment, zone)


def at_wall_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """The naive `moment` in `zone`; refuses a time that never was or was twice."""
    early, late = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early
    shown = moment.isoformat(timespec="minutes")
    there_and_back = early.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if there_and_back != moment:
        raise CannotCount(f"The clocks skipped {shown} in {zone.key}.")
    offsets = " or ".join(time.isoformat(timespec="minutes") for time in (early, late))
    raise CannotCount(f"{shown} was twice in {zone.key}: write {offsets}.")


def starts_to_json(starts: Mapping[str, Moment]) -> dict[str, str]:
    """The stored form of start events."""
    return {name: when.isoformat() for name, when in starts.items()}


def starts_from_json(stored: Mapping[str, str]) -> dict[str, Moment]:
    """Start events from their stored form."""
    return {name: moment_from_iso(text) for name, text in stored.items()}


def moment_from_iso(text: str) -> Moment:
    """A day or a moment from its ISO form, as this module and `Step` write it."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
