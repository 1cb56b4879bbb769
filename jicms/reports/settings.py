"""What may be chosen for a report: read from the URL, said back, and turned into criteria."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement

from jicms.access.actor import Actor
from jicms.core import clock
from jicms.web import dates
from jicms.web.forms.dates import parse_date
from jicms.web.forms.text import clean_line

Choices = Sequence[tuple[str, str]]
#: No setting is longer; what is comes from no form of ours.
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Param:
    """One setting. `kind` is choice, date or number; `choices()` is asked when it is needed."""

    key: str
    label: str
    default: str = ""
    kind: str = "choice"
    choices: Callable[[], Choices] = tuple
    low: int = 0
    high: int = 0

    def read(self, text: str) -> Any:
        """The value of a text; raises `ValueError` with the sentence that says what is wrong."""
        if self.kind == "date":
            try:
                return parse_date(clean_line(text)) if text.strip() else None
            except ValueError:
                raise ValueError(f"Type {self.label.lower()} as MM/DD/YYYY.") from None
        if self.kind == "number":
            if not (text.isascii() and text.isdecimal() and len(text) < 10):
                raise ValueError(f"Type a whole number from {self.low} to {self.high}.")
            if not self.low <= int(text) <= self.high:
                raise ValueError(f"Type a number from {self.low} to {self.high}.")
            return int(text)
        if text not in {value for value, _label in self.choices()}:
            raise ValueError(f"Choose {self.label.lower()} from the list.")
        return text

    def say(self, value: Any) -> str:
        """The value in words."""
        if isinstance(value, date):
            return dates.day(value)
        return next((label for key, label in self.choices() if key == value), str(value))


class Settings:
    """The settings of one run. `faults` maps a setting's key to what is wrong with it."""

    def __init__(self, params: Sequence[Param], args: Mapping[str, Any], actor: Actor) -> None:
        self.params, self.actor = tuple(params), actor
        self.texts: dict[str, str] = {}
        self.values: dict[str, Any] = {}
        self.faults: dict[str, str] = {}
        for param in self.params:
            given = str(args.get(param.key) or "")
            text = given.strip()[:LONGEST] or param.default
            self.texts[param.key] = text
            try:
                self.values[param.key] = param.read(text)
            except ValueError as error:
                self.faults[param.key] = str(error)
        self.today = clock.today(actor.zone)
        if "period" in self.values and not self.faults:
            self._check_dates()

    def _check_dates(self) -> None:
        if self.values["period"] == "dates":
            if self["from"] is None and self["to"] is None:
                self.faults["from"] = "Type the first day, the last day, or both."
        elif self["from"] is not None or self["to"] is not None:
            # Typed dates are meant, whatever the list beside them says.
            self.values["period"] = self.texts["period"] = "dates"
        start, end = self.period
        if start and end and start > end:
            self.faults["to"] = "The last day is before the first."

    def __getitem__(self, key: str) -> Any:
        return self.values.get(key)

    def with_values(self, **values: Any) -> "Settings":
        """The same settings with some changed."""
        made = object.__new__(Settings)
        made.params, made.actor, made.today = self.params, self.actor, self.today
        made.texts = {**self.texts, **values}
        made.values = {**self.values, **values}
        made.faults = dict(self.faults)
        return made

    def shown(self, param: Param) -> str:
        """A typed setting as its field shows it: a date that was read as it is typed here."""
        value = self[param.key]
        return dates.typed(value) if isinstance(value, date) else self.texts[param.key]

    # Meaning

    @property
    def is_fiscal(self) -> bool:
        """Years are federal fiscal years."""
        return bool(self["year"] != "calendar")

    @property
    def group(self) -> str:
        """`none`, `office` or `component`."""
        return str(self["group"] or "none")

    @property
    def period(self) -> tuple[date | None, date | None]:
        """First and last day of receipt; None where it is open."""
        period = self["period"]
        if period == "dates":
            return self["from"], self["to"]
        if period in {None, "all"}:
            return None, None
        year = clock.fiscal_year(self.today) if self.is_fiscal else self.today.year
        if period == "last":
            return self._first(year - 1), self._last(year - 1)
        return self._first(year - int(period) + 1), self._last(year)

    def _first(self, year: int) -> date:
        return date(year - 1, 10, 1) if self.is_fiscal else date(year, 1, 1)

    def _last(self, year: int) -> date:
        return date(year, 9, 30) if self.is_fiscal else date(year, 12, 31)

    def year_label(self, year: int | None) -> str:
        """`FY2026` or `2026`."""
        if year is None:
            return "No date"
        return f"FY{year}" if self.is_fiscal else str(year)

    def criteria(
        self, cases: Any, *, day: Any = None, classed: Any = None
    ) -> list[ColumnElement[bool]]:
        """Criteria on `scoped_case`: period, place, origin, class.

        `day` replaces the day of receipt; `classed` is the table whose class counts, where it is
        not the case's.
        """
        day = cases.c.received_on if day is None else day
        start, end = self.period
        found: list[ColumnElement[bool]] = []
        if start:
            found.append(day >= start)
        if end:
            found.append(day <= end)
        kind, _, code = str(self["place"] or "").partition(":")
        if kind == "agency":
            found.append(cases.c.agency_code == code)
        elif kind == "office":
            found.append(cases.c.office_code == code)
        if self["origin"] in {"NATIVE", "LEGACY"}:
            found.append(cases.c.origin == self["origin"])
        if self["class"]:
            found.append((cases if classed is None else classed).c.class_code == self["class"])
        return found

    # Saying it back

    @property
    def query(self) -> dict[str, str]:
        """The settings that differ from their defaults, as they stand in a URL."""
        found = {}
        for param in self.params:
            text = self.texts[param.key]
            if text and text != param.default:
                found[param.key] = text
        return found

    def url(self, base: str, **more: str) -> str:
        """An address with these settings."""
        query = urlencode({**self.query, **more})
        return f"{base}?{query}" if query else base

    def sentence(self) -> str:
        """`Received Oct 1, 2025 to Sep 30, 2026. CBP IA.`: what the numbers cover."""
        start, end = self.period
        if start and end:
            when = f"Received {dates.day(start)} to {dates.day(end)}."
        elif start or end:
            side = f"from {dates.day(start)}" if start else f"to {dates.day(end)}"
            when = f"Received {side}."
        else:
            when = "Received in all years."
        said = [when if self["period"] else ""]
        for key in ("place", "class", "origin"):
            param = next((p for p in self.params if p.key == key), None)
            if param is not None and self[key]:
                said.append(f"{param.say(self[key])}.")
        return " ".join(part for part in said if part)

    def detail(self) -> dict[str, Any]:
        """What the trail records of a run: codes and dates only."""
        return {key: value for key, value in self.values.items() if value not in {None, ""}}
