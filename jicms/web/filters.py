"""Template filters: dates, quantities, and the words and tones of codes."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from jicms.core.words import words
from jicms.documents.markdown import to_html
from jicms.web import dates
from jicms.web.forms.fields import named
from jicms.web.tones import FINDING_SHAPES, TONES

__all__ = ["FINDING_SHAPES", "TONES", "init_app", "label", "plural", "size", "thousands", "tone"]

_KILO = 1000
_UNITS = ("bytes", "KB", "MB", "GB", "TB")


def _code(value: Any) -> str:
    found = getattr(value, "code", None) or getattr(value, "value", None) or value
    return str(found)


def label(value: Any) -> str:
    """What a user reads for an enum member, a row of a code list, or a bare code."""
    if value is None:
        return ""
    said = getattr(value, "label", None)
    return str(said) if said else words(_code(value))


def tone(value: Any) -> str:
    """The tone of a status tag; a code that nobody registered is drawn as new."""
    return TONES.get(_code(value), "new")


def finding_shape(value: Any) -> str:
    """The mark of a finding: none while there is no finding yet."""
    return "none" if value is None else FINDING_SHAPES.get(_code(value), "admin")


def thousands(value: Any) -> str:
    """`4,118,202`. What is not a whole number is printed as it is (a capped count is)."""
    return f"{value:,}" if isinstance(value, int) else "" if value is None else str(value)


def plural(value: Any, one: str, many: str | None = None) -> str:
    """`3 cases`, `1 case`; takes a number or a capped count."""
    return f"{thousands(value)} {one if value == 1 else many or one + 's'}"


def size(value: int | None) -> str:
    """`1.2 MB`: decimal units, as people read them off their own files."""
    if value is None:
        return ""
    amount, unit = float(value), 0
    while amount >= _KILO and unit < len(_UNITS) - 1:
        amount, unit = amount / _KILO, unit + 1
    shown = f"{amount:.0f}" if unit == 0 or amount >= 10 else f"{amount:.1f}"
    return f"{shown} {_UNITS[unit]}"


def phrase(value: Any, join: str = "and") -> str:
    """`a, b and c`."""
    items = [str(item) for item in value]
    return items[0] if len(items) == 1 else f" {join} ".join([", ".join(items[:-1]), items[-1]])


FILTERS: dict[str, Callable[..., Any]] = {
    "age": dates.age,
    "bytes": size,
    "clocktime": dates.clocktime,
    "day": dates.day,
    "days_until": dates.days_until,
    "finding_shape": finding_shape,
    "label": label,
    "markdown": to_html,
    "moment": dates.moment,
    "phrase": phrase,
    "plural": plural,
    "thousands": thousands,
    "tone": tone,
    "typed": dates.typed,
    "weekday": dates.weekday,
    "within": named,
}


def init_app(app: Flask) -> None:
    """Install the filters. As globals of the environment they reach imported macros too."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(clock_mark=dates.clock_mark)
