"""Custody on the timeline of a case."""

from typing import Any

from flask import url_for
from sqlalchemy import Select

from jicms.cases import timeline
from jicms.cases.models import Case
from jicms.cases.timeline import Happening, Source, line
from jicms.custody.kinds import CustodyKind
from jicms.custody.models import CustodyEvent
from jicms.evidence.models import EvidenceItem


def _rows(case: Any) -> Select[Any]:
    return (
        line(
            "custody",
            CustodyEvent.at,
            a=CustodyEvent.kind,
            b=CustodyEvent.from_name,
            c=CustodyEvent.to_name,
            who=CustodyEvent.purpose,
            number=EvidenceItem.n,
        )
        .join(EvidenceItem, EvidenceItem.id == CustodyEvent.item_id)
        .where(CustodyEvent.case_id == case.id, CustodyEvent.n > 1)
    )


def _read(row: Any, case: Case) -> Happening:
    url = url_for("evidence.item", number=case.number, item=row.number) + "#custody-log"
    hands = (row.who or row.c) if row.b == row.c else f"{row.b} to {row.c}"
    said = f"Item E{row.number:04d}: {CustodyKind(row.a).label.lower()}"
    return Happening(row.at, said, "doc", hands, url)


def register() -> None:
    """Add the sources: on the timeline's own page, not on the case's first one."""
    timeline.sources.add(Source("custody", _rows, _read, "custody", order=64, brief=False))
