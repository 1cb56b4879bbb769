"""A period of time as data: what a rule of counting consists of. Pure: no database, no Flask."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jicms.core.errors import RuleBroken

#: No rule counts further than this; a longer number is a typing error.
MAX_NUMBER = 100_000
_TERM = re.compile(r"([a-z_]+) ?([+-]) ?([0-9]{1,6}) (calendar_days|workdays|hours)")
_START_NAME = re.compile(r"[a-z][a-z_]{0,39}\Z")


class Unit(StrEnum):
    """What is counted. Hours are elapsed time; days are days of the agency's calendar."""

    CALENDAR_DAYS = "calendar_days"
    WORKDAYS = "workdays"
    HOURS = "hours"


class Combine(StrEnum):
    """How several terms give one date."""

    SINGLE = "single"
    LATEST = "latest"
    EARLIEST = "earliest"


class FirstDay(StrEnum):
    """Whether the day of the event is day 0 (the next day is day 1) or day 1 itself."""

    NEXT = "next"
    SAME = "same"


class Roll(StrEnum):
    """What happens when the last day is a Saturday, a Sunday or a holiday."""

    NONE = "none"
    FORWARD = "forward"


class Kind(StrEnum):
    """What the date means: act by it, do not act before it, or leave at least until it."""

    DEADLINE = "deadline"
    FLOOR = "floor"
    MINIMUM = "minimum"


#: How the last line of a ledger reads.
KIND_LABELS = {
    Kind.DEADLINE: "Due",
    Kind.FLOOR: "Not before",
    Kind.MINIMUM: "At least until",
}

#: Start events as a reader knows them; a name that is not listed is printed as it stands.
START_LABELS = {
    "acceptance": "Accepted by labor relations",
    "accepted": "Referral accepted",
    "answer": "Last answer",
    "appeal": "Appeal filed",
    "approval": "Report approved",
    "award": "Award served",
    "extension": "Extension",
    "last_day": "Last day that is authorized",
    "leave": "Leave",
    "completion": "Last step completed",
    "conclusion": "Investigation concluded",
    "deadline": "Deadline without the mailing days",
    "decision": "Decision",
    "effective": "Effective date",
    "idle": "Mailbox idle since",
    "issued": "Issued",
    "matter": "Matter or effective date",
    "notice": "Notice received",
    "open": "Investigation opened",
    "order": "Acknowledgment order",
    "period_end": "Probation ends",
    "petition": "Petition served",
    "receipt": "Receipt",
    "suspended": "Access suspended",
    "received": "Received",
    "referral": "Referred",
    "request": "Request served",
    "resolution": "Investigation resolved",
    "response": "Response served",
    "results": "Results received",
    "sent": "Sent",
    "set": "Set to expire",
    "submission": "Report submitted",
    "triage": "Triage decided",
}


def start_label(name: str) -> str:
    """The start event as a reader knows it."""
    return START_LABELS.get(name, name.replace("_", " ").capitalize())


@dataclass(frozen=True, slots=True)
class Term:
    """`number` units after the start event named `start`; a negative number counts back."""

    start: str
    number: int
    unit: Unit

    @property
    def text(self) -> str:
        """`+ 30 calendar days`, `+ 1 workday`, `- 30 calendar days`."""
        noun = self.unit.value.replace("_", " ")
        if abs(self.number) == 1:
            noun = noun.removesuffix("s")
        return f"{'-' if self.number < 0 else '+'} {abs(self.number)} {noun}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule of counting. Raises `RuleBroken` when its parts do not fit."""

    code: str
    terms: tuple[Term, ...]
    combine: Combine = Combine.SINGLE
    first_day: FirstDay = FirstDay.NEXT
    roll: Roll = Roll.NONE
    kind: Kind = Kind.DEADLINE
    closings_count: bool = False
    version: int = 1
    label: str = ""
    citation: str = ""

    def __post_init__(self) -> None:
        broken = self._misfits()
        if broken:
            raise RuleBroken([f"Rule {self.code}: {sentence}" for sentence in broken])

    def _misfits(self) -> list[str]:
        hours = any(term.unit is Unit.HOURS for term in self.terms)
        checks = (
            (not self.terms, "at least one term is needed."),
            (
                (self.combine is Combine.SINGLE) != (len(self.terms) == 1),
                "one term stands alone; several need latest or earliest.",
            ),
            (
                any(abs(term.number) > MAX_NUMBER for term in self.terms),
                f"no term may count more than {MAX_NUMBER:,}.",
            ),
            (
                not all(_START_NAME.match(term.start) for term in self.terms),
                "a start is named in small letters and underscores.",
            ),
            (
                hours and (self.roll is Roll.FORWARD or self.first_day is FirstDay.SAME),
                "hours are elapsed time: they neither roll nor count a first day.",
            ),
            (
                self.first_day is FirstDay.SAME and any(term.number < 1 for term in self.terms),
                "counting the first day needs a number of at least 1.",
            ),
        )
        return [sentence for failed, sentence in checks if failed]

    @property
    def start_names(self) -> tuple[str, ...]:
        """The start events that the rule needs, in order of its terms, each once."""
        return tuple(dict.fromkeys(term.start for term in self.terms))

    @property
    def needs_workdays(self) -> bool:
        """Whether the table of holidays can change the result."""
        return self.roll is Roll.FORWARD or any(term.unit is Unit.WORKDAYS for term in self.terms)

    @property
    def summary(self) -> str:
        """The rule in a line: `latest of effective + 30 calendar days, receipt + …; forward`."""
        parts = ", ".join(f"{term.start} {term.text}" for term in self.terms)
        text = parts if self.combine is Combine.SINGLE else f"{self.combine.value} of {parts}"
        if self.first_day is FirstDay.SAME:
            text += "; the first day counts"
        return text + ("; rolls forward" if self.roll is Roll.FORWARD else "; does not roll")


def terms_from_json(rows: Sequence[Mapping[str, Any]]) -> tuple[Term, ...]:
    """Terms from their stored form, a list of `{start, number, unit}`; raises `RuleBroken`."""
    try:
        return tuple(Term(str(r["start"]), int(r["number"]), Unit(r["unit"])) for r in rows)
    except (KeyError, TypeError, ValueError) as error:
        raise RuleBroken(
            "A term is a start, a number and a unit (calendar_days, workdays or hours)."
        ) from error


def terms_to_json(terms: Sequence[Term]) -> list[dict[str, Any]]:
    """The stored form of `terms`."""
    return [{"start": t.start, "number": t.number, "unit": t.unit.value} for t in terms]


def terms_from_text(text: str) -> tuple[Term, ...]:
    """Terms as they are written, one after the other with "|" between them: `effective + 30
    calendar_days | receipt + 30 calendar_days`; raises `RuleBroken`."""
    return tuple(_term(part) for part in text.split("|"))


def _term(text: str) -> Term:
    found = _TERM.fullmatch(" ".join(text.split()))
    if found is None:
        raise RuleBroken(
            f"“{text.strip()}” is not a term such as receipt + 30 calendar_days "
            "(or workdays, or hours).",
            field="terms",
        )
    start, sign, number, unit = found.groups()
    return Term(start, int(f"{sign}{number}"), Unit(unit))


def terms_to_text(terms: Sequence[Term]) -> str:
    """The written form of `terms`."""
    return " | ".join(
        f"{t.start} {'-' if t.number < 0 else '+'} {abs(t.number)} {t.unit.value}" for t in terms
    )
