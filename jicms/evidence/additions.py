"""What features above add to the pages of items: `custody` says where each one is, and how it came
there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup

from jicms.evidence.models import EvidenceItem
from jicms.web.navigation import Registry


@dataclass(frozen=True, slots=True)
class Part:
    """A section of an item's page: `template` is included with what `load(item)` returned (None
    leaves it out). `above` puts it before the facts of the item."""

    key: str
    template: str
    load: Callable[[EvidenceItem], Mapping[str, Any] | None]
    order: int = 50
    above: bool = False


parts: Registry[Part] = Registry("key")
#: Called with the items that a page lists: where those are now of which that is known, by id.
places: list[Callable[[Sequence[Any]], Mapping[int, str]]] = []


def drawn(item: EvidenceItem, *, above: bool = False) -> list[Markup]:
    """The sections to show."""
    found = [(p.template, p.load(item)) for p in parts.registered if p.above is above]
    return [
        Markup(render_template(template, item=item, case=item.case, **values))  # noqa: S704 - ours
        for template, values in found
        if values is not None
    ]


def places_of(items: Sequence[Any]) -> dict[int, str]:
    """Where each item is; else where it was when it was recorded. Rows of items will do."""
    known = {row.id: "System store" if row.file_id else row.location for row in items}
    for told in places if items else ():
        known.update(told(items))
    return known
