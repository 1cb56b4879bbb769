"""Reads of items, statements, documents and exhibits. Scoped by the listener."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, union_all
from sqlalchemy.orm import joinedload

from jicms.allegations.extracts import Extract
from jicms.allegations.models import AllegationSubject
from jicms.auth.models import Office
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.evidence.models import Document, EvidenceItem, Exhibit, Statement
from jicms.investigations.models import Investigation, Report, ReportStatus

#: The kind of an item that shows a query in a system.
LOG_EXTRACT = "LOG_EXTRACT"

_OF_CASE = (
    joinedload(Case.lead_office).joinedload(Office.agency),
    joinedload(Case.agency),
    joinedload(Case.lead),
)


def count_of(case: Case) -> Select[Any]:
    """What the Evidence tab counts: items and statements."""
    rows = union_all(
        select(EvidenceItem.id).where(EvidenceItem.case_id == case.id),
        select(Statement.id).where(Statement.case_id == case.id),
    ).subquery("evidence_rows")
    return select(rows.c.id)


def count_documents(case: Case) -> Select[Any]:
    """What the Documents tab counts."""
    return select(Document.id).where(Document.case_id == case.id)


def items_of(case: Case) -> Sequence[EvidenceItem]:
    """The items of a case that the viewer may see."""
    return (
        unit_of_work.session()
        .scalars(
            select(EvidenceItem)
            .where(EvidenceItem.case_id == case.id)
            .order_by(EvidenceItem.n)
            .options(
                joinedload(EvidenceItem.kind),
                joinedload(EvidenceItem.file),
                joinedload(EvidenceItem.recorded_by),
            )
        )
        .all()
    )


def statements_of(case: Case) -> Sequence[Statement]:
    """The statements of a case that the viewer may see."""
    return (
        unit_of_work.session()
        .scalars(
            select(Statement)
            .where(Statement.case_id == case.id)
            .order_by(Statement.n)
            .options(
                joinedload(Statement.kind),
                joinedload(Statement.warning),
                joinedload(Statement.giver).joinedload(Party.person),
                joinedload(Statement.file),
            )
        )
        .all()
    )


def documents_of(case: Case) -> Sequence[Document]:
    """The documents of a case that the viewer may see."""
    return (
        unit_of_work.session()
        .scalars(
            select(Document)
            .where(Document.case_id == case.id)
            .order_by(Document.n)
            .options(joinedload(Document.file), joinedload(Document.recorded_by))
        )
        .all()
    )


def _with_sources() -> Select[Any]:
    return select(Exhibit).options(
        joinedload(Exhibit.item), joinedload(Exhibit.statement), joinedload(Exhibit.document)
    )


def exhibits_of(report: Report) -> Sequence[Exhibit]:
    """The exhibits of a report that the viewer may see, with what they point to."""
    statement = _with_sources().where(Exhibit.report_id == report.id).order_by(Exhibit.n)
    return unit_of_work.session().scalars(statement).all()


def exhibits_by_report(case: Case) -> list[tuple[Report, list[Exhibit]]]:
    """The visible exhibits of a case under their visible reports, the newest report first."""
    found = unit_of_work.session().scalars(
        _with_sources()
        .join(Report, Report.id == Exhibit.report_id)
        .where(Exhibit.case_id == case.id)
        .order_by(Report.n.desc(), Exhibit.n)
        .options(joinedload(Exhibit.report))
    )
    grouped: dict[int, tuple[Report, list[Exhibit]]] = {}
    for exhibit in found:
        grouped.setdefault(exhibit.report_id, (exhibit.report, []))[1].append(exhibit)
    return list(grouped.values())


def item_of(number: str, item: int) -> EvidenceItem | None:
    """An item within its case."""
    return unit_of_work.session().scalar(
        select(EvidenceItem)
        .join(Case, Case.id == EvidenceItem.case_id)
        .where(Case.number == number, EvidenceItem.n == item)
        .options(
            joinedload(EvidenceItem.case).options(*_OF_CASE),
            joinedload(EvidenceItem.kind),
            joinedload(EvidenceItem.file),
            joinedload(EvidenceItem.recorded_by),
            joinedload(EvidenceItem.corrects),
        )
    )


def extracts_of(case: Case) -> list[Extract]:
    """The log extracts of a case, as an allegation about a query chooses them."""
    return [_extract(row) for row in items_of(case) if row.kind_code == LOG_EXTRACT]


def extract_of(charge: AllegationSubject) -> EvidenceItem | None:
    """The log extract that an allegation points to, where the viewer sees it."""
    detail = charge.allegation.detail
    if detail is None or detail.query_extract_id is None:
        return None
    return unit_of_work.session().scalar(
        select(EvidenceItem).where(
            EvidenceItem.id == detail.query_extract_id, EvidenceItem.case_id == detail.case_id
        )
    )


def _extract(row: EvidenceItem) -> Extract:
    first = row.description.split("\n", 1)[0]
    return Extract(row.id, f"{row.key} {first}"[:80])


def statement_of(number: str, statement: int) -> Statement | None:
    """A statement within its case."""
    return unit_of_work.session().scalar(
        select(Statement)
        .join(Case, Case.id == Statement.case_id)
        .where(Case.number == number, Statement.n == statement)
        .options(
            joinedload(Statement.case).options(*_OF_CASE),
            joinedload(Statement.kind),
            joinedload(Statement.warning),
            joinedload(Statement.interview),
            joinedload(Statement.giver).joinedload(Party.person),
            joinedload(Statement.file),
            joinedload(Statement.recorded_by),
            joinedload(Statement.corrects),
        )
    )


def document_of(number: str, document: int) -> Document | None:
    """A document within its case."""
    return unit_of_work.session().scalar(
        select(Document)
        .join(Case, Case.id == Document.case_id)
        .where(Case.number == number, Document.n == document)
        .options(
            joinedload(Document.case).options(*_OF_CASE),
            joinedload(Document.file),
            joinedload(Document.recorded_by),
            joinedload(Document.corrects),
        )
    )


def exhibit_of(number: str, report: int, exhibit: int) -> Exhibit | None:
    """An exhibit within its report within its case."""
    return unit_of_work.session().scalar(
        _with_sources()
        .join(Case, Case.id == Exhibit.case_id)
        .join(Report, Report.id == Exhibit.report_id)
        .where(Case.number == number, Report.n == report, Exhibit.n == exhibit)
        .options(
            joinedload(Exhibit.case).options(*_OF_CASE),
            joinedload(Exhibit.report)
            .joinedload(Report.investigation)
            .selectinload(Investigation.assignments),
        )
    )


def exhibits_pointing_to(row: Any) -> Sequence[Exhibit]:
    """The visible exhibits, of visible reports, that point to an item, statement or document."""
    column = {
        EvidenceItem: Exhibit.item_id,
        Statement: Exhibit.statement_id,
        Document: Exhibit.document_id,
    }[type(row)]
    return (
        unit_of_work.session()
        .scalars(
            select(Exhibit)
            .join(Report, Report.id == Exhibit.report_id)
            .where(column == row.id)
            .order_by(Report.n, Exhibit.n)
            .options(joinedload(Exhibit.report))
        )
        .all()
    )


def corrections_of(row: Any) -> Sequence[Any]:
    """What was recorded to correct it, as far as the viewer may see."""
    model: Any = type(row)
    found = select(model).where(model.corrects_id == row.id).order_by(model.n)
    return unit_of_work.session().scalars(found).all()


def drafts_of(case: Case) -> Sequence[Report]:
    """The reports of a case that still take exhibits."""
    return (
        unit_of_work.session()
        .scalars(
            select(Report)
            .where(
                Report.case_id == case.id,
                Report.status.in_((ReportStatus.DRAFT, ReportStatus.RETURNED)),
            )
            .order_by(Report.n)
            .options(joinedload(Report.investigation).selectinload(Investigation.assignments))
        )
        .all()
    )
