"""What features above add to a report's page and to an investigation: `evidence` adds its exhibits,
`fieldwork` its pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import find_actor
from jicms.investigations.models import Investigation, InvestigationStatus, Report
from jicms.web.navigation import Registry


@dataclass(frozen=True, slots=True)
class Part:
    """A section: `template` is included with what `load(report)` returned (None leaves it out)."""

    key: str
    template: str
    load: Callable[[Report], Mapping[str, Any] | None]
    order: int = 50


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A page of each investigation, for those whom `action` allows; an `act` is a form that opens
    from the list while the investigation is not done."""

    key: str
    label: str
    endpoint: str
    action: Action
    act: bool = False
    order: int = 50


parts: Registry[Part] = Registry("key")
pages: Registry[WorkPage] = Registry("key")


def drawn(report: Report) -> list[tuple[str, dict[str, Any]]]:
    """The sections to show: template and its variables."""
    found = [(part.template, part.load(report)) for part in parts.registered]
    return [(template, dict(values)) for template, values in found if values is not None]


def pages_of(investigation: Investigation, *, acts: bool = False) -> list[tuple[str, str, str]]:
    """(key, label, address) of what the viewer may open of an investigation."""
    if acts and investigation.status is InvestigationStatus.DONE:
        return []
    actor = find_actor()
    asked: dict[Action, bool] = {}
    found = []
    for page in pages.registered:
        if page.act is not acts:
            continue
        if page.action not in asked:
            asked[page.action] = policy.allows(actor, page.action, investigation)
        if asked[page.action]:
            here: dict[str, Any] = {
                "number": investigation.case.number,
                "investigation": investigation.n,
            }
            found.append((page.key, page.label, url_for(page.endpoint, **here)))
    return found
