"""Reads of what findings rest on. Scoped by the listener."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from jicms.allegations.models import AllegationSubject, Finding
from jicms.allegations.queries import charge_of
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.evidence.models import Exhibit, Statement
from jicms.evidence.models_weighing import FindingEvidence
from jicms.investigations.models import Report

_ORDER = (FindingEvidence.weight.desc(), FindingEvidence.n)
_SOURCES = (
    joinedload(FindingEvidence.item),
    joinedload(FindingEvidence.statement).options(
        joinedload(Statement.kind), joinedload(Statement.giver).joinedload(Party.person)
    ),
    joinedload(FindingEvidence.document),
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A piece of evidence with the allegation and subject, for the rules."""

    charge: AllegationSubject
    row: FindingEvidence

    @property
    def case(self) -> Case:
        """The case that it belongs to."""
        return self.charge.case


def weighed_on(
    charge: AllegationSubject,
) -> tuple[Finding | None, list[FindingEvidence], list[FindingEvidence]]:
    """The finding that stands, what it rests on as far as the viewer sees it, and what the earlier
    ones rested on, the latest first."""
    session = unit_of_work.session()
    finding = session.scalar(
        select(Finding)
        .where(Finding.allegation_subject_id == charge.id, Finding.superseded_at.is_(None))
        .options(joinedload(Finding.detail), joinedload(Finding.approval))
    )
    if finding is None:
        return None, [], []
    found = (
        select(FindingEvidence)
        .join(Finding, Finding.id == FindingEvidence.finding_id)
        .where(Finding.allegation_subject_id == charge.id)
        .order_by(Finding.id.desc(), *_ORDER)
        .options(joinedload(FindingEvidence.finding).joinedload(Finding.finding_code))
    )
    rows = session.scalars(found.options(*_SOURCES)).all()
    now = [row for row in rows if row.finding_id == finding.id]
    return finding, now, [row for row in rows if row.finding_id != finding.id]


def weighed_in(findings: Sequence[Finding]) -> Sequence[FindingEvidence]:
    """What findings rest on as far as the viewer sees it, for before against."""
    found = (
        select(FindingEvidence)
        .where(FindingEvidence.finding_id.in_([finding.id for finding in findings]))
        .order_by(*_ORDER)
    )
    return unit_of_work.session().scalars(found.options(*_SOURCES)).all()


def weighed_of(number: str, n: int, m: int, weighed: int) -> Weighed | None:
    """A piece of evidence of the finding that stands on n.m."""
    charge = charge_of(number, n, m)
    if charge is None:
        return None
    row = unit_of_work.session().scalar(
        select(FindingEvidence)
        .join(Finding, Finding.id == FindingEvidence.finding_id)
        .where(
            Finding.allegation_subject_id == charge.id,
            Finding.superseded_at.is_(None),
            FindingEvidence.n == weighed,
        )
    )
    return Weighed(charge, row) if row is not None else None


def exhibits_by_source(rows: Sequence[FindingEvidence]) -> dict[int, list[Exhibit]]:
    """The visible exhibits that point to the same piece of evidence, by the row's id."""
    if not rows:
        return {}
    keys = ("item_id", "statement_id", "document_id")
    same = [
        getattr(Exhibit, key).in_([getattr(row, key) for row in rows if getattr(row, key)])
        for key in keys
    ]
    found = unit_of_work.session().scalars(
        select(Exhibit)
        .join(Report, Report.id == Exhibit.report_id)
        .where(Exhibit.case_id == rows[0].case_id, or_(*same))
        .order_by(Report.n, Exhibit.n)
        .options(joinedload(Exhibit.report))
    )
    exhibits = found.all()
    return {
        row.id: [
            one
            for one in exhibits
            if any(getattr(row, key) and getattr(row, key) == getattr(one, key) for key in keys)
        ]
        for row in rows
    }
