"""What rows and columns stand for, with labels and order from the code lists."""

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement

from jicms.cases.directory import directory
from jicms.cases.kinds import CaseStatus
from jicms.refdata.mixin import CodeMixin
from jicms.refdata.models import (
    ActionType,
    AllegationCategory,
    AllegationGroup,
    FindingCode,
    IntakeMethod,
    SeverityClass,
)
from jicms.refdata.queries import entries
from jicms.reports.settings import Settings
from jicms.reports.shapes import Axis
from jicms.web.filters import label as label_of

LAST = 1_000_000


def coded(
    key: str, heading: str, model: type[CodeMixin], *, nothing: str, with_code: bool = False
) -> Axis:
    """An axis of a code list: its labels, in the list's order; `nothing` for none at the end."""

    def label(code: Any) -> str:
        if code is None:
            return nothing
        found = entries(model).get(code)
        words = found.label if found else str(code)
        return f"{code} {words}" if with_code else words

    def order(code: Any) -> int:
        return LAST if code is None else _position(model, code)

    short = (lambda code: nothing if code is None else str(code)) if with_code else None
    return Axis(key, heading, label, order, short=short)


def _position(model: type[CodeMixin], code: str) -> int:
    return next((n for n, known in enumerate(entries(model)) if known == code), LAST - 1)


def _class_label(code: Any) -> str:
    if code is None:
        return "Not classed"
    found = entries(SeverityClass).get(code)
    return f"{code.split('-')[0]} {found.label}" if found else str(code)


CLASS = replace(
    coded("class_code", "Class", SeverityClass, nothing="Not classed"),
    label=_class_label,
    short=_class_label,
)
CATEGORY = coded("category", "Category", AllegationCategory, nothing="Not coded", with_code=True)
CATEGORY_GROUP = coded(
    "category", "Group of categories", AllegationGroup, nothing="Not coded", with_code=True
)
METHOD = coded("method", "Intake method", IntakeMethod, nothing="Not recorded")
FINDING = coded("finding", "Finding", FindingCode, nothing="No finding")
PENALTY = coded("penalty", "Action", ActionType, nothing="None recorded")


def text_axis(key: str, heading: str, nothing: str) -> Axis:
    """An axis of plain texts, blank ones at the end."""
    return Axis(
        key,
        heading,
        lambda value: nothing if value is None else str(value),
        lambda value: (value is None, str(value).casefold()),
    )


def category(settings: Settings) -> Axis:
    """Category, group of categories, or the category of the source, as chosen."""
    if settings["level"] == "group":
        return CATEGORY_GROUP
    if settings["level"] == "source":
        return text_axis("category", "Category of the source", "None")
    return CATEGORY


def year(settings: Settings, *, heading: str = "Received in") -> Axis:
    """Fiscal or calendar year."""
    return Axis(
        "year",
        heading,
        settings.year_label,
        lambda value: LAST if value is None else value,
        is_number=True,
    )


STATUS = Axis("status", "Status", label_of, lambda code: list(CaseStatus).index(CaseStatus(code)))


def office_labels() -> dict[str, str]:
    """The names of all offices by code: `CBP Internal Affairs`."""
    return {row.code: f"{row.agency} {row.name}" for row in directory().offices.values()}


def grouping(settings: Settings) -> list[Axis]:
    """The axis that the report is grouped by, if any."""
    if settings.group == "office":
        names = office_labels()

        def named(code: Any) -> str:
            return names.get(code, "No office") if code else "No office"

        def ordered(code: Any) -> str:
            return str(code or "~")

        def shortly(code: Any) -> str:
            return str(code or "No office")

        return [Axis("grouped", "Handling office", named, ordered, short=shortly)]
    if settings.group == "component":
        return [text_axis("grouped", "Program office at incident", "Not recorded")]
    return []


def group_column(settings: Settings, *, office: Any, component: Any) -> list[ColumnElement[Any]]:
    """The column of `grouping`, where the report is grouped."""
    if settings.group == "office":
        return [office.label("grouped")]
    if settings.group == "component":
        return [component.label("grouped")]
    return []


def fixed(key: str, heading: str, labels: dict[str, str], *, always: bool = False) -> Axis:
    """An axis whose few values are known beforehand, in the order of `labels`."""
    places = list(labels)
    shown = (lambda: tuple(places)) if always else tuple
    return Axis(key, heading, lambda v: labels.get(v, str(v)), places.index, shown)
