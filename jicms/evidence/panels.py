"""My work of the evidence custodian: what came in, and what has no place yet."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.evidence import additions
from jicms.evidence.models import EvidenceItem
from jicms.refdata.models import EvidenceKind
from jicms.refdata.queries import label_of
from jicms.web.navigation import Panel, Tally, home

CUSTODIANS = frozenset({Role.EVIDENCE_CUSTODIAN})
SHOWN = 12
WEEK = timedelta(days=7)


def _latest() -> Sequence[Any]:
    """The items recorded last, each with its case, in the custodian's scope."""
    statement = (
        select(
            *(EvidenceItem.id, EvidenceItem.file_id),
            *(EvidenceItem.n, EvidenceItem.kind_code, EvidenceItem.description),
            *(EvidenceItem.location, EvidenceItem.seal_number, EvidenceItem.created_at),
            Case.number,
        )
        .join(Case, Case.id == EvidenceItem.case_id)
        .order_by(EvidenceItem.created_at.desc(), EvidenceItem.id.desc())
        .limit(SHOWN)
    )
    return unit_of_work.session().execute(statement).all()


def _items(**criteria: Any) -> Select[Any]:
    return select(EvidenceItem.id).filter_by(**criteria)


def _panel(_actor: Actor) -> Mapping[str, Any]:
    rows = _latest()
    places = additions.places_of(rows)
    return {"rows": rows, "places": places, "kind_name": lambda code: label_of(EvidenceKind, code)}


def _tally(_actor: Actor) -> list[Tally]:
    recent = select(EvidenceItem.id).where(EvidenceItem.created_at > clock.now() - WEEK)
    return [
        Tally("Recorded in 7 days", recent),
        Tally("Without a seal", _items(seal_number="")),
        Tally("Items in all", _items()),
    ]


def register() -> None:
    """Add the panel."""
    home.add(
        Panel(
            "evidence.items",
            "evidence/panels/items.html",
            Action.CASE_LIST,
            load=_panel,
            tally=_tally,
            roles=CUSTODIANS,
        )
    )
