"""What of a case can go to a recipient, and why the rest can't.

Everything here is read in the actor's own sight: what is hidden from him is neither offered nor
named. Beyond his sight only copies and derivatives of compelled content and the exhibits behind
a report are asked about; what they forbid is refused in one sentence that says nothing of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.orm import joinedload

from jicms.cases.handling import COMPELLED
from jicms.cases.models import Case
from jicms.cases.scope_links import same_matter
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.evidence import queries as evidence
from jicms.evidence.models import Document, EvidenceItem, Exhibit, Statement
from jicms.evidence.models_derived import Derivation
from jicms.exports.models import ExportPackage
from jicms.exports.rules import Recipient, shut_by
from jicms.files import service as files
from jicms.files.errors import NotReleased
from jicms.files.models import StoredFile
from jicms.investigations.guards import whole
from jicms.investigations.models import Report, ReportStatus
from jicms.investigations.models_sections import ReportBody
from jicms.refdata.models_exports import ExportRecipient, Side
from jicms.refdata.queries import facts

#: Says nothing of what stands behind it.
SHUT = "It can’t go to this recipient. Ask the reviewing supervisor."
_MODELS = (EvidenceItem, Statement, Document)
Source = EvidenceItem | Statement | Document | Report


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that the actor sees, and what keeps it from the recipient; nothing where it can go.

    `value` is what the form sends, `group` the heading that it stands under.
    """

    value: str
    label: str
    group: str
    record: Source
    exhibit: Exhibit | None = None
    shut: tuple[str, ...] = ()


def recipient_of(package: ExportPackage) -> Recipient:
    """The recipient as the table of effects judges it."""
    found = facts(ExportRecipient).get(package.recipient_code)
    if found is None:
        raise RuleBroken("Choose a kind of recipient from the list.", field="recipient_code")
    referral = package.referral
    return Recipient(
        side=Side(found.side),
        has_order=bool(package.order_reference.strip()),
        is_listed=referral is not None and bool(referral.prosecutor.strip()),
    )


def candidates(package: ExportPackage) -> list[Candidate]:
    """Everything of the case that the actor sees, with what keeps it back."""
    return candidates_for(package.case, recipient_of(package))


def candidates_for(case: Case, to: Recipient) -> list[Candidate]:
    """The same for a recipient whose package is not begun yet."""
    judge = Judge(case, to)
    return [judge.judged(row) for row in _of_case(case)]


def refusals(package: ExportPackage) -> list[str]:
    """Why what is in the package may not go now, one sentence per record; empty where it may."""
    judge = Judge(package.case, recipient_of(package))
    said = []
    for content in package.contents:
        judged = judge.judged(_candidate(content.record, content.exhibit))
        said += [f"{judged.label}. {sentence}" for sentence in judged.shut]
    return said


def bodies_of(case: Case) -> dict[int, StoredFile]:
    """The PDF of each approved report that was written in sections, by the report's id."""
    rows = unit_of_work.session().scalars(
        select(ReportBody).where(ReportBody.case_id == case.id).options(joinedload(ReportBody.file))
    )
    return {row.report_id: row.file for row in rows}


def file_of(record: Source, bodies: Mapping[int, StoredFile]) -> StoredFile | None:
    """The file of a record: its own, or the PDF of an approved report."""
    if record.file is None and isinstance(record, Report):
        return bodies.get(record.id)
    return record.file


class Judge:
    """Judges records of one case for one recipient; asks about what is beyond the actor once."""

    def __init__(self, case: Case, to: Recipient) -> None:
        self._to = to
        self._copies = _compelled_copies(case) if self._keeps_compelled_back() else frozenset()
        self._behind = _behind(case)
        self._bodies = bodies_of(case)

    def _keeps_compelled_back(self) -> bool:
        return bool(shut_by(int(COMPELLED), self._to))

    def judged(self, row: Candidate) -> Candidate:
        """The candidate with all that keeps it back."""
        handling = row.record.handling | (row.exhibit.handling if row.exhibit else 0)
        said = shut_by(handling, self._to)
        file = file_of(row.record, self._bodies)
        if not said and file is not None and file.sha256 in self._copies:
            said = [SHUT]
        behind = self._behind.get((row.record.__tablename__, row.record.id), 0)
        if not said and shut_by(behind, self._to):
            said = [SHUT]
        if file is not None:
            said += _kept_by_scanner(file)
        return Candidate(row.value, row.label, row.group, row.record, row.exhibit, tuple(said))


def _kept_by_scanner(file: StoredFile) -> list[str]:
    try:
        files.require_released(file)
    except NotReleased as refused:
        return list(refused.sentences)
    return []


def _of_case(case: Case) -> Iterable[Candidate]:
    for report in _approved(case):
        yield _candidate(report)
    for _report, exhibits in evidence.exhibits_by_report(case):
        for exhibit in exhibits:
            if exhibit.source is not None:
                yield _candidate(exhibit.source, exhibit)
    for rows in (
        evidence.items_of(case),
        evidence.statements_of(case),
        evidence.documents_of(case),
    ):
        for row in rows:
            yield _candidate(row)


def _candidate(record: Source, exhibit: Exhibit | None = None) -> Candidate:
    value = value_of(record, exhibit)
    if exhibit is not None:
        report = exhibit.report.key
        label = f"Exhibit {exhibit.n} of {report}, {record.key}: {exhibit.description}"
        return Candidate(value, label[:160], f"Exhibits of {report}", record, exhibit)
    label = f"{record.key} {_said_of(record)}"[:160]
    return Candidate(value, label, _KINDS[type(record)][1], record)


def value_of(record: Source, exhibit: Exhibit | None) -> str:
    """What a form sends for a record, or for one of a report's exhibits."""
    if exhibit is not None:
        return f"exhibit-{exhibit.report.key}-{exhibit.n}"
    return f"{_KINDS[type(record)][0]}-{record.n}"


_KINDS: dict[type[Any], tuple[str, str]] = {
    Report: ("report", "Approved reports"),
    EvidenceItem: ("item", "Items"),
    Statement: ("statement", "Statements"),
    Document: ("document", "Documents"),
}


def _said_of(record: Source) -> str:
    if isinstance(record, EvidenceItem):
        return record.description.split("\n", 1)[0]
    if isinstance(record, Statement):
        giver = f", {record.giver.name}" if record.giver else ""
        return f"{record.kind.label}{giver}"
    return record.title


def _approved(case: Case) -> Sequence[Report]:
    return (
        unit_of_work.session()
        .scalars(
            select(Report)
            .where(Report.case_id == case.id, Report.status == ReportStatus.APPROVED)
            .order_by(Report.n)
        )
        .all()
    )


def _compelled_copies(case: Case) -> frozenset[str]:
    """The digests of compelled content of this matter: a copy under no mark is compelled too."""
    found: set[str] = set()
    for model in _MODELS:
        rows = unit_of_work.session().scalars(
            whole(
                select(StoredFile.sha256)
                .join(model, model.file_id == StoredFile.id)
                .where(
                    same_matter(model.case_id, case.id),
                    model.handling.op("&")(int(COMPELLED)) != 0,
                )
            )
        )
        found.update(rows)
    return frozenset(found)


def _behind(case: Case) -> dict[tuple[str, int], int]:
    """The marks of what records rest on, by table and id: of a report all of its exhibits, of what
    was derived the statements at the root."""
    found: dict[tuple[str, int], int] = {}
    exhibits: Any = select(literal("report"), Exhibit.report_id, Exhibit.handling)
    derived: Any = select(Derivation.entity, Derivation.entity_id, Derivation.handling)
    for model, rows in ((Exhibit, exhibits), (Derivation, derived)):
        of_case = whole(rows.where(same_matter(model.case_id, case.id)))
        for table, number, handling in unit_of_work.session().execute(of_case):
            found[table, number] = found.get((table, number), 0) | handling
    return found
