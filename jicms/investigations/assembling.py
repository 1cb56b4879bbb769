"""A report put together: what its authors wrote, and what the case knows, as data for Typst.

Nothing is filled in that a reader of the report may not see: material on an access list and sealed
matters are left out or named by number alone, a protected person shows the alias, and numbers of
other cases appear only where an author wrote them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.allegations import queries as allegations
from jicms.allegations.models import Allegation, AllegationSubject, Finding
from jicms.cases.handling import COMPELLED
from jicms.cases.models import Case, Party, PartyRole
from jicms.core import clock, unit_of_work
from jicms.documents import markdown
from jicms.investigations.models import InvestigationType, Report, ReportStatus
from jicms.investigations.policy import live_team
from jicms.investigations.queries_sections import sections_of
from jicms.investigations.sections import OF_ALLEGATION, SectionKind, Spot
from jicms.investigations.workflow import TO_PROSECUTOR
from jicms.prosecution import queries as prosecution
from jicms.prosecution.arrests import arrests_of
from jicms.prosecution.models import ProsecutionReferral, ProsecutionStatus
from jicms.web.filters import label

Block = dict[str, Any]
#: What features above know, by the part in which it stands: `evidence` adds exhibits and items.
supplies: dict[str, list[Callable[[Report], list[Block]]]] = {"EXHIBITS": [], "DISPOSITION": []}
#: What findings rest on, by the finding's id: `evidence` names each piece by its exhibit.
weighed: list[Callable[[Report, Sequence[Finding]], Mapping[int, list[Block]]]] = []


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approves, and when: what the header says of a report that is just being approved."""

    by: str
    at: datetime


def facts(*rows: tuple[str, str]) -> Block:
    """Names and values under each other; blank ones are left out."""
    return {"kind": "facts", "rows": [[name, value] for name, value in rows if value]}


def table(head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int] = ()) -> Block:
    """A table of plain texts; `widths` are those of its columns to each other."""

    def cells(row: Sequence[str]) -> list[list[list[str]]]:
        return [[[text, ""]] if text else [] for text in row]

    made = [cells(row) for row in rows]
    return {"kind": "table", "head": cells(head), "rows": made, "widths": list(widths)}


def sub(title: str, blocks: list[Block]) -> Block:
    """A heading of the second level with what stands under it."""
    return {"kind": "sub", "title": title, "blocks": blocks}


def plain(text: str) -> Block:
    """A text with its own line breaks."""
    return {"kind": "plain", "text": text}


def day(value: date | datetime | None, zone: str) -> str:
    """`Nov 28, 2026`: the day where the agency is, whoever reads the report."""
    if value is None:
        return ""
    found = clock.local_date(value, zone) if isinstance(value, datetime) else value
    return f"{found:%b} {found.day}, {found.year}"


def assemble(report: Report, *, approval: Approval | None = None) -> dict[str, Any]:
    """The whole report as data for `investigations/report`: texts, lists and numbers alone."""
    read = _Read(report)
    status = ReportStatus.APPROVED if approval else report.status
    return {
        "title": report.title,
        "kind": f"Report of investigation: {label(report.type)}",
        "reference": f"{report.case.number}-{report.key}",
        "note": "" if status is ReportStatus.APPROVED else f"{label(status)}, not approved",
        "compelled": bool(report.handling % 2) or read.is_compelled,
        "header": _header(read, approval, status),
        "parts": [
            {"title": title, "blocks": blocks or [{"kind": "none"}]}
            for title, blocks in _parts(read)
        ],
    }


class _Read:
    """What is read of the case, once."""

    def __init__(self, report: Report) -> None:
        self.report, self.case = report, report.case
        self.zone = report.case.agency.zone
        self.written = {row.spot: row.text for row in sections_of(report)}
        self.charges = [c for c in allegations.charges_of(self.case) if _is_live(c)]
        self.subjects = _subjects(self.case)
        criminal = report.investigation.type is InvestigationType.CRIMINAL
        self._for_prosecutors = criminal or report.type_code == TO_PROSECUTOR
        found = _findings(self.case)
        told = [row for row in found if self._tells(row)]
        self.findings = {row.allegation_subject_id: row for row in told}
        self._untold = {row.allegation_subject_id for row in found if row not in told}
        #: Reasons in it are compelled: it will be marked so when it is handed in.
        self.is_compelled = any(row.detail and row.detail.handling & COMPELLED for row in told)
        self.rests_on = _rests_on(report, told)

    def _tells(self, finding: Finding) -> bool:
        """A report of the criminal side, or for a prosecutor, says nothing of a finding that drew
        on a compelled statement; the latter nothing of reasons that its maker may not read."""
        if finding.detail is None:
            return self.report.type_code != TO_PROSECUTOR
        return not (self._for_prosecutors and finding.detail.handling & COMPELLED)

    def found(self, charge: AllegationSubject) -> str:
        """What was found on a charge, as far as this report tells it."""
        return "Not part of this report" if charge.id in self._untold else label(charge.finding)

    def words(self, kind: SectionKind, n: int = 0) -> list[Block]:
        """The nodes of a written section."""
        return markdown.nodes(self.written.get(Spot(kind, n), ""))

    def day(self, value: date | datetime | None) -> str:
        """A day where the agency is."""
        return day(value, self.zone)


def _is_live(charge: AllegationSubject) -> bool:
    return charge.party is None or charge.party.withdrawn_at is None


def _subjects(case: Case) -> Sequence[Party]:
    found = unit_of_work.session().scalars(
        select(Party)
        .where(
            Party.case_id == case.id,
            Party.role == PartyRole.SUBJECT,
            Party.withdrawn_at.is_(None),
        )
        .order_by(Party.n)
        .options(
            joinedload(Party.person), joinedload(Party.at_incident), joinedload(Party.at_opening)
        )
    )
    return found.all()


def _findings(case: Case) -> Sequence[Finding]:
    found = unit_of_work.session().scalars(
        select(Finding)
        .where(Finding.case_id == case.id, Finding.superseded_at.is_(None))
        .options(joinedload(Finding.finding_code), joinedload(Finding.detail))
    )
    return found.all()


def _rests_on(report: Report, findings: Sequence[Finding]) -> dict[int, list[Block]]:
    found: dict[int, list[Block]] = {}
    for load in weighed if findings else ():
        for key, blocks in load(report, findings).items():
            found.setdefault(key, []).extend(blocks)
    return found


def _header(read: _Read, approval: Approval | None, status: ReportStatus) -> list[list[str]]:
    """The numbered header of a report of investigation, 1 to 15."""
    report, case, added_to = read.report, read.case, read.report.supplements
    by = approval.by if approval else report.approved_by.name if report.approved_by else ""
    at = approval.at if approval else report.approved_at
    leads = [row.user.name for row in live_team(report.investigation) if row.is_lead and row.user]
    officer = leads[0] if leads else case.lead.name if case.lead else ""
    topics = dict.fromkeys(_code(c.allegation) for c in read.charges)
    related = read.written.get(Spot(SectionKind.RELATED), "").strip()
    rows = (
        ("Case number", case.number),
        ("Report number", f"{case.number}-{report.key}"),
        ("Title", report.title),
        ("Final resolution", _resolution(read) or "Pending"),
        ("Status", label(status)),
        ("Report type", label(report.type) + (f", to {added_to.key}" if added_to else "")),
        ("Related cases", " ".join(related.split()) or "None named"),
        ("Topic", "; ".join(topics) or "None recorded"),
        ("Synopsis", report.synopsis),
        ("Case officer", officer or "Not recorded"),
        ("Completion date", read.day(report.completed_on or at) or "Not complete"),
        ("Approved by", by or "Not approved"),
        ("Approval date", read.day(at) or "Not approved"),
        ("Origin office", case.lead_office.name),
        ("Telephone", case.lead_office.telephone or "Not recorded"),
    )
    return [[f"{n}. {name}", value] for n, (name, value) in enumerate(rows, start=1)]


def _code(allegation: Allegation) -> str:
    if allegation.category is None:
        return allegation.legacy_category or "Not coded yet"
    return f"{allegation.category.code} {allegation.category.label}"


def _resolution(read: _Read) -> str:
    return "; ".join(
        f"{charge.label} {said.lower()}" for charge in read.charges if (said := read.found(charge))
    )


def _parts(read: _Read) -> list[tuple[str, list[Block]]]:
    kinds, whole = SectionKind, read.report.body.strip()
    return [
        *([("Report", [plain(whole)])] if whole else []),
        (kinds.PREDICATION.label, read.words(kinds.PREDICATION)),
        (kinds.ALLEGATIONS.label, _allegations(read) + read.words(kinds.ALLEGATIONS)),
        (kinds.SUBJECT_DATA.label, _subject_data(read) + read.words(kinds.SUBJECT_DATA)),
        ("Details", _details(read)),
        (kinds.FINDINGS.label, _found(read) + read.words(kinds.FINDINGS)),
        (kinds.PROSECUTION.label, _prosecution(read) + read.words(kinds.PROSECUTION)),
        (kinds.ACTION.label, _arrests(read) + read.words(kinds.ACTION)),
        (
            kinds.DISPOSITION.label,
            _supplied("DISPOSITION", read.report) + read.words(kinds.DISPOSITION),
        ),
        ("Exhibits", _supplied("EXHIBITS", read.report)),
    ]


def _supplied(part: str, report: Report) -> list[Block]:
    return [block for load in supplies[part] for block in load(report)]


def _allegations(read: _Read) -> list[Block]:
    if not read.charges:
        return []
    rows = [
        (charge.label, _code(charge.allegation), _name(charge), _incident(read, charge.allegation))
        for charge in read.charges
    ]
    found = [table(("No.", "Allegation", "Subject", "Incident"), rows, (2, 9, 6, 5))]
    seen = {c.allegation.id: c.allegation for c in read.charges}
    told = [(row.n, row.detail.narrative) for row in seen.values() if row.detail is not None]
    return found + [sub(f"Allegation {n}", [plain(text)]) for n, text in told if text]


def _name(charge: AllegationSubject) -> str:
    return charge.party.name if charge.party else "Not shown"


def _incident(read: _Read, allegation: Allegation) -> str:
    first, last = read.day(allegation.incident_from), read.day(allegation.incident_to)
    return f"{first} to {last}" if last and last != first else first or "Not known"


def _subject_data(read: _Read) -> list[Block]:
    return [sub(party.name, [_about(read, party)]) for party in read.subjects]


def _about(read: _Read, party: Party) -> Block:
    then, now = party.at_incident, party.at_opening
    number = party.person.employee_number if party.person and not party.alias else ""
    return facts(
        ("Subject", str(party.n)),
        ("Employee number", number or ""),
        ("Position at the incident", then.position if then else ""),
        ("Position at the opening", now.position if now and now is not then else ""),
        ("Entered on duty", read.day(now.entered_on_duty) if now else ""),
        ("Bargaining unit", now.bargaining_unit if now else ""),
    )


def _details(read: _Read) -> list[Block]:
    seen = {c.allegation.n: c.allegation for c in read.charges}
    found = []
    for n, allegation in sorted(seen.items()):
        blocks: list[Block] = []
        for kind in OF_ALLEGATION:
            words = read.words(kind, n)
            if words:
                blocks += words if kind is SectionKind.NARRATIVE else [sub(kind.label, words)]
        found.append(sub(f"Allegation {n}: {_code(allegation)}", blocks or [{"kind": "none"}]))
    return found


def _found(read: _Read) -> list[Block]:
    if not read.charges:
        return []
    rows = [
        (charge.label, _name(charge), read.found(charge) or "No finding yet")
        for charge in read.charges
    ]
    blocks = [table(("No.", "Subject", "Finding"), rows, (1, 5, 5))]
    return blocks + [
        sub(
            f"{charge.label} {_name(charge)}: {read.found(charge).lower()}",
            _reasoned(read, read.findings[charge.id]),
        )
        for charge in read.charges
        if charge.id in read.findings
    ]


def _reasoned(read: _Read, finding: Finding) -> list[Block]:
    """The standard of proof, the policy, the reasons, and the evidence on both sides."""
    detail = finding.detail
    told = [
        facts(
            ("Standard of proof", label(finding.standard)),
            ("Rule or policy", detail.policy if detail else ""),
        )
    ]
    if detail is not None and detail.reasons:
        told.append(plain(detail.reasons))
    return told + read.rests_on.get(finding.id, [])


def _prosecution(read: _Read) -> list[Block]:
    """Where each referral stands. A sealed matter is not spoken of."""
    rows = [
        (
            row.party.name if row.party else "Not shown",
            _office(row),
            _stands(row),
            read.day(row.events[-1].on) if row.events else "",
        )
        for row in prosecution.referrals_of(read.case)
        if not _is_sealed(row)
    ]
    return [table(("Subject", "Office", "Status", "Since"), rows, (5, 6, 5, 3))] if rows else []


def _is_sealed(row: ProsecutionReferral) -> bool:
    return row.is_sealed or row.status is ProsecutionStatus.SEALED


def _office(row: ProsecutionReferral) -> str:
    named = f", {row.prosecutor}" if row.prosecutor else ""
    docket = f", docket {row.docket}" if row.docket else ""
    return f"{row.office} ({label(row.level).lower()}){named}{docket}"


def _arrests(read: _Read) -> list[Block]:
    """Who was arrested, when, by whom, for what. A sealed matter is not spoken of."""
    sealed = {row.party_id for row in prosecution.referrals_of(read.case) if _is_sealed(row)}
    rows = [
        (
            row.party.name,
            read.day(row.arrested_on) or "Not known",
            f"{row.agency}, {row.duty.label.lower()}",
            row.charge,
            row.disposition,
        )
        for row in arrests_of(read.case)
        if row.party and not row.party.withdrawn_at and row.party_id not in sealed
    ]
    head = ("Arrested", "On", "By", "Charge", "Disposition")
    return [table(head, rows, (5, 3, 5, 6, 5))] if rows else []


def _stands(row: ProsecutionReferral) -> str:
    last = row.events[-1] if row.events else None
    why = f": {label(last.declination).lower()}" if last and last.declination else ""
    return f"{row.status.label}{why}"
