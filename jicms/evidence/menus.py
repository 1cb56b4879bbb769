"""What evidence hangs into the frame: tabs, next steps, a report's exhibits, the timeline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for
from sqlalchemy import Select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import find_actor
from jicms.allegations import extracts, showing
from jicms.allegations.models import AllegationSubject
from jicms.allegations.service import findings
from jicms.cases import timeline
from jicms.cases.handling import COMPELLED, NAMED_ONLY, Handling
from jicms.cases.models import Case
from jicms.cases.timeline import Happening, Source, line
from jicms.evidence import queries
from jicms.evidence.models import Document, EvidenceItem, Statement
from jicms.evidence.service.weighing import carry_over
from jicms.evidence.views import weighing
from jicms.investigations import attachments
from jicms.investigations.attachments import Part
from jicms.investigations.models import Report
from jicms.refdata.models import EvidenceKind, HandlingFlag, StatementKind
from jicms.refdata.queries import entries, label_of
from jicms.web.navigation import CaseAction, CaseTab, case_actions, case_tabs

_STRONG = NAMED_ONLY | COMPELLED
_ICONS = {Handling.IDENTITY_PROTECTED: "visibility_off", Handling.INFORMANT: "visibility_off"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A handling mark as a page draws it."""

    label: str
    effect: str
    icon: str
    strong: bool


def handling_marks(handling: int) -> list[Mark]:
    """The marks that are set, in words."""
    known = entries(HandlingFlag)
    found = []
    for flag in Handling:
        entry = known.get(flag.name or "")
        if flag & handling and entry is not None:
            locked = "lock" if flag & _STRONG else "flag"
            icon = _ICONS.get(flag, locked)
            found.append(Mark(entry.label, entry.description, icon, bool(flag & _STRONG)))
    return found


def _exhibits(report: Report) -> Mapping[str, Any]:
    writes = report.is_open and policy.allows(find_actor(), Action.REPORT_WRITE, report)
    return {"exhibits": queries.exhibits_of(report), "writes": writes}


def _rows_of(key: str, model: Any, case: Case, **columns: Any) -> Select[Any]:
    return line(key, model.created_at, by=model.recorded_by_id, number=model.n, **columns).where(
        model.case_id == case.id
    )


def _item_rows(case: Case) -> Select[Any]:
    return _rows_of("item", EvidenceItem, case, a=EvidenceItem.kind_code)


def _item(row: Any, case: Case) -> Happening:
    url = url_for("evidence.item", number=case.number, item=row.number)
    said = f"Item E{row.number:04d} recorded"
    return Happening(row.at, said, "doc", label_of(EvidenceKind, row.a), url)


def _statement_rows(case: Case) -> Select[Any]:
    return _rows_of("statement", Statement, case, a=Statement.kind_code)


def _statement(row: Any, case: Case) -> Happening:
    url = url_for("evidence.statement", number=case.number, statement=row.number)
    said = f"Statement S{row.number:02d} recorded"
    return Happening(row.at, said, "doc", label_of(StatementKind, row.a), url)


def _document_rows(case: Case) -> Select[Any]:
    return _rows_of("document", Document, case, a=Document.title)


def _document(row: Any, case: Case) -> Happening:
    url = url_for("evidence.document", number=case.number, document=row.number)
    return Happening(row.at, f"Document {row.number} added", "doc", row.a, url)


def _extract_facts(charge: AllegationSubject) -> Iterable[tuple[str, str, str]]:
    """Log extract: the item that shows the query."""
    item = queries.extract_of(charge)
    if item is not None:
        url = url_for("evidence.item", number=charge.case.number, item=item.n)
        yield "Log extract", item.key, url


def register(app: Flask) -> None:
    """Add everything to the registries of the frame, a report's page and the timeline."""
    case_tabs.add(
        CaseTab(
            "evidence",
            "Evidence",
            "evidence.index",
            Action.EVIDENCE_VIEW,
            queries.count_of,
            order=60,
            inside="Items and exhibits",
        )
    )
    case_tabs.add(
        CaseTab(
            "documents",
            "Documents",
            "evidence.documents",
            Action.CASE_READ,
            queries.count_documents,
            order=62,
            under="evidence",
        )
    )
    for place, (text, endpoint, action) in enumerate(
        (
            ("Add an item", "evidence.add_item", Action.EVIDENCE_EDIT),
            ("Add a statement", "evidence.add_statement", Action.STATEMENT_EDIT),
            ("Write a statement", "evidence.draft_statement", Action.STATEMENT_EDIT),
            ("Add a document", "evidence.add_document", Action.DOCUMENT_EDIT),
        )
    ):
        case_actions.add(CaseAction(text, endpoint, action, order=120 + place))
    attachments.parts.add(Part("exhibits", "evidence/parts/report.html", _exhibits))
    timeline.sources.add(Source("item", _item_rows, _item, "doc", order=60))
    timeline.sources.add(Source("statement", _statement_rows, _statement, "doc", order=61))
    timeline.sources.add(Source("document", _document_rows, _document, "doc", order=62))
    app.jinja_env.globals.update(handling_marks=handling_marks)
    if queries.extracts_of not in extracts.sources:
        extracts.sources.append(queries.extracts_of)
        showing.facts.append(_extract_facts)
        showing.sections.append(weighing.section)
        findings.superseding.append(carry_over)
