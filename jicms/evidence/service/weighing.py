"""What a finding rests on: added while it is not approved, carried over when it is superseded."""

from typing import Any

from sqlalchemy import func, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations.models import AllegationSubject, Finding, FindingDetail
from jicms.cases.handling import NAMED_ONLY, Handling
from jicms.cases.service import lock
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.evidence.models import Document, EvidenceItem, Statement
from jicms.evidence.models_weighing import FindingEvidence, Weight
from jicms.investigations.guards import reads_compelled, whole
from jicms.investigations.service.reasons import shut_reports
from jicms.prosecution.gate import SHUT

_COLUMNS: dict[type[Any], Any] = {
    EvidenceItem: FindingEvidence.item_id,
    Statement: FindingEvidence.statement_id,
    Document: FindingEvidence.document_id,
}


def weigh(
    charge: AllegationSubject,
    *,
    actor: Actor,
    weight: Weight,
    note: str = "",
    item: EvidenceItem | None = None,
    statement: Statement | None = None,
    document: Document | None = None,
) -> FindingEvidence:
    """Name a piece of evidence for or against, on the finding that stands and is not approved.

    A compelled one makes the reasons compelled; material for named people alone stays out, for a
    finding is read by everybody who has the case. Raises `RuleBroken`.
    """
    policy.require(actor, Action.FINDING_RECORD, charge)
    lock(charge.case)
    finding = _open_finding(charge)
    sources = [row for row in (item, statement, document) if row is not None]
    if len(sources) != 1 or sources[0].case_id != charge.case_id:
        raise RuleBroken("Choose a record of this case.", field="source")
    source = sources[0]
    _refuse_marks(charge, actor, Handling(source.handling))
    session = unit_of_work.session()
    column = _COLUMNS[type(source)]
    again = select(FindingEvidence.id).where(
        FindingEvidence.finding_id == finding.id, column == source.id
    )
    if session.scalar(whole(again)) is not None:
        raise RuleBroken(f"{source.key} is weighed already.", field="source")
    made = FindingEvidence(
        finding=finding,
        case_id=charge.case_id,
        n=_next(finding),
        weight=Weight(weight),
        item=item,
        statement=statement,
        document=document,
        note=note.strip(),
        recorded_by_id=actor.user_id,
    )
    session.add(made)
    if source.handling & Handling.GARRITY_COMPELLED:
        _shut_reasons([finding.id])
    session.flush()
    return made


def leave_out(weighed: FindingEvidence, *, actor: Actor) -> None:
    """Take a piece of evidence out again, while the finding is not approved. Reasons that were shut
    for it stay shut."""
    charge = weighed.finding.allegation_subject
    policy.require(actor, Action.FINDING_RECORD, charge)
    lock(charge.case)
    if _open_finding(charge).id != weighed.finding_id:
        raise RuleBroken("A finding that was superseded stays as it was.")
    unit_of_work.session().delete(weighed)
    unit_of_work.session().flush()


def carry_over(before: Finding, after: Finding) -> None:
    """A later finding begins with what the earlier one rested on, as far as its author sees it."""
    session = unit_of_work.session()
    rows = session.scalars(
        select(FindingEvidence)
        .where(FindingEvidence.finding_id == before.id)
        .order_by(FindingEvidence.n)
    ).all()
    shut = False
    for row in rows:
        source = row.source
        shut = shut or bool(source and source.handling & Handling.GARRITY_COMPELLED)
        session.add(
            FindingEvidence(
                finding=after,
                case_id=row.case_id,
                n=row.n,
                weight=row.weight,
                item_id=row.item_id,
                statement_id=row.statement_id,
                document_id=row.document_id,
                note=row.note,
                recorded_by_id=row.recorded_by_id,
            )
        )
    if shut:
        _shut_reasons([after.id])
    session.flush()


def follow_marks(row: EvidenceItem | Statement | Document) -> None:
    """What was marked compelled later makes the reasons that rest on it compelled too."""
    if not row.handling & Handling.GARRITY_COMPELLED:
        return
    found = select(FindingEvidence.finding_id).where(_COLUMNS[type(row)] == row.id)
    _shut_reasons(list(unit_of_work.session().scalars(whole(found))))


def _open_finding(charge: AllegationSubject) -> Finding:
    finding: Finding | None = unit_of_work.session().scalar(
        select(Finding).where(
            Finding.allegation_subject_id == charge.id, Finding.superseded_at.is_(None)
        )
    )
    if finding is None:
        raise RuleBroken("Record the finding first.")
    if finding.approval is not None:
        raise RuleBroken("The finding is approved: record another one to change it.")
    return finding


def _refuse_marks(charge: AllegationSubject, actor: Actor, flags: Handling) -> None:
    if flags & NAMED_ONLY:
        raise RuleBroken(
            "Grand jury, prosecutor-only and classified material is not weighed here.",
            field="source",
        )
    if flags & Handling.GARRITY_COMPELLED and not reads_compelled(actor, charge.case):
        raise RuleBroken(SHUT, field="source")


def _shut_reasons(findings: list[int]) -> None:
    rows = unit_of_work.session().scalars(
        whole(select(FindingDetail).where(FindingDetail.finding_id.in_(findings)))
    )
    for detail in rows.all():
        # Reports that were written since leave these reasons out, or were shut with them.
        if detail.handling & Handling.GARRITY_COMPELLED:
            continue
        detail.handling |= int(Handling.GARRITY_COMPELLED)
        shut_reports(detail.case_id)


def _next(finding: Finding) -> int:
    last = unit_of_work.session().scalar(
        whole(select(func.max(FindingEvidence.n)).where(FindingEvidence.finding_id == finding.id))
    )
    return (last or 0) + 1
