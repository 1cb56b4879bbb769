"""Forms of the table of offenses and penalties."""

from collections.abc import Iterable
from typing import Any

from jicms.admin.service_offenses import TIMES, Penalties
from jicms.discipline.service.ranges import parse
from jicms.refdata.models_offenses import OffensePenalty
from jicms.web.forms import BaseForm, Choice, Code, Flag, LongText, Number, Text, UsDate

DAYS = "For a suspension"
ENDS = tuple(f"{time}_{end}" for time in TIMES for end in ("min", "max"))


class OffenseForm(BaseForm):
    """A row of the table, or its successor."""

    label = Text("Offense", limit=200)
    agency_code = Code("Agency")
    group_label = Text("Group", limit=120)
    first_min_code = Code("First offense: at least")
    first_min_days = Number("First offense: days at least", low=1, optional=True, hint=DAYS)
    first_max_code = Code("First offense: at most")
    first_max_days = Number("First offense: days at most", low=1, optional=True, hint=DAYS)
    second_min_code = Code("Second offense: at least")
    second_min_days = Number("Second offense: days at least", low=1, optional=True, hint=DAYS)
    second_max_code = Code("Second offense: at most")
    second_max_days = Number("Second offense: days at most", low=1, optional=True, hint=DAYS)
    third_min_code = Code("Third and later: at least")
    third_min_days = Number("Third and later: days at least", low=1, optional=True, hint=DAYS)
    third_max_code = Code("Third and later: at most")
    third_max_days = Number("Third and later: days at most", low=1, optional=True, hint=DAYS)
    aggravators = LongText("What aggravates", limit=1000, rows=3, optional=True)
    sort_order = Number("Order", high=100_000)
    valid_from = UsDate("For proposals from", needed="Enter the first day")
    citation = Text("Citation", limit=200, hint="The agency’s table, with its date")
    verified = Flag("Verified against the agency’s table")

    def offer(self, agencies: Iterable[Any], penalties: Iterable[tuple[str, str]]) -> None:
        """Agencies, and the penalties of the ladder."""
        self.agency_code.offer(Choice(row.code, row.name) for row in agencies)
        offered = list(penalties)
        for name in ENDS:
            self[f"{name}_code"].offer(offered)

    def said(self) -> dict[str, Any]:
        """What was typed, the penalties as type and days."""
        typed = self.values()
        penalties: Penalties = {
            name: (typed.pop(f"{name}_code"), typed.pop(f"{name}_days")) for name in ENDS
        }
        return {**typed, "penalties": penalties}


class NewOffenseForm(OffenseForm):
    """A row of its own."""

    code = Text("Short name", limit=32, hint="Capital letters, digits, hyphens, underscores.")


def begun(row: OffensePenalty | None) -> dict[str, Any]:
    """A row as its form holds it."""
    if row is None:
        return {}
    plain = ("label", "agency_code", "group_label", "aggravators", "sort_order", "citation")
    found: dict[str, Any] = {name: getattr(row, name) for name in (*plain, "verified")}
    for name in ENDS:
        found[f"{name}_code"], found[f"{name}_days"] = parse(getattr(row, name))
    return found
