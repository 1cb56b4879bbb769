"""What export packages hang into the frame: the case's tab, its timeline, the page of an item, the
accounting of disclosures.

No line on the case's first page: a package is seen with all of its records or not at all, which is
a long question. For the same reason its tab bears no count.
"""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlalchemy import Select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.cases import timeline
from jicms.cases.models import Case
from jicms.cases.timeline import Happening, Source, line
from jicms.evidence import additions
from jicms.evidence.additions import Part
from jicms.evidence.models import EvidenceItem
from jicms.exports import queries
from jicms.exports.models import ExportPackage
from jicms.exports.workflow import ENTITY
from jicms.web.navigation import CaseTab, NavItem, case_tabs, main
from jicms.web.tones import TONES
from jicms.workflow import StatusChange

#: What a step reads as once it is done.
_DONE = {
    "ask": "put up for release",
    "give_back": "returned to who made it",
    "release": "released",
    "cancel": "canceled",
    "recall": "recalled",
}


def _rows(case: Any) -> Select[Any]:
    return (
        line(
            "package",
            StatusChange.at,
            a=StatusChange.transition,
            b=ExportPackage.recipient_name,
            who=StatusChange.by_name,
            number=ExportPackage.n,
        )
        .join(ExportPackage, ExportPackage.id == StatusChange.entity_id)
        .where(StatusChange.entity == ENTITY, ExportPackage.case_id == case.id)
    )


def _read(row: Any, case: Case) -> Happening:
    url = url_for("exports.show", number=case.number, export=row.number)
    said = f"Export {row.number} {_DONE[row.a]}"
    return Happening(row.at, said, "state", f"{row.who}, for {row.b}", url)


def _of_item(item: EvidenceItem) -> Mapping[str, Any] | None:
    """The packages that hold the item and were released, as far as the viewer sees them."""
    if not policy.allows(current_actor(), Action.EXPORT_VIEW, item.case):
        return None
    rows = queries.released_with(item)
    return {"packages": rows} if rows else None


def register() -> None:
    """Add everything to the registries, and the tones."""
    case_tabs.add(
        CaseTab(
            *("packages", "Packages", "exports.index", Action.EXPORT_VIEW),
            order=63,
            under="evidence",
        )
    )
    timeline.sources.add(Source("package", _rows, _read, "custody", order=66, brief=False))
    additions.parts.add(Part("exports.item", "exports/parts/of_item.html", _of_item, order=40))
    main.add(
        NavItem(
            *("Records", "Disclosures", "assessment", "exports.disclosures"),
            Action.EXPORT_ACCOUNTING,
            order=70,
        )
    )
    TONES.update({"ASKED": "review", "RELEASED": "done", "CANCELED": "stop", "RECALLED": "stop"})
