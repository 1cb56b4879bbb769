"""Sections that features above add to a report's page: `evidence` adds its exhibits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jicms.investigations.models import Report
from jicms.web.navigation import Registry


@dataclass(frozen=True, slots=True)
class Part:
    """A section: `template` is included with what `load(report)` returned (None leaves it out)."""

    key: str
    template: str
    load: Callable[[Report], Mapping[str, Any] | None]
    order: int = 50


parts: Registry[Part] = Registry("key")


def drawn(report: Report) -> list[tuple[str, dict[str, Any]]]:
    """The sections to show: template and its variables."""
    found = [(part.template, part.load(report)) for part in parts.registered]
    return [(template, dict(values)) for template, values in found if values is not None]
