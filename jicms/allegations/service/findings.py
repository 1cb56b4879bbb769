"""Findings: one stands for each allegation and subject; a later one supersedes it."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations import guards
from jicms.allegations.models import AllegationSubject, Finding, FindingApproval, FindingDetail
from jicms.allegations.policy import UNDER_REVIEW, finds_on_facts
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.handling import Handling
from jicms.cases.models import Case, CaseStatus
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.refdata.models import AdminCloseReason, FindingCode, FindingMark
from jicms.refdata.models_fieldwork import ProofStandard
from jicms.workflow.engine import Transition

#: Statuses in which a matter may be put aside administratively before or after the work itself.
ADMINISTRATIVE_IN = (
    CaseStatus.TRIAGE,
    CaseStatus.ASSIGNED,
    CaseStatus.OPEN,
    CaseStatus.SUSPENDED_FOR_PROSECUTION,
    CaseStatus.IN_ADJUDICATION,
)


#: The standard of proof where nobody says another.
USUAL = "PREPONDERANCE"
#: Called as fn(before, after) when a finding supersedes another: `evidence` carries over what was
#: weighed.
superseding: list[Callable[[Finding, Finding], None]] = []


class Said(NamedTuple):
    """What a finding says."""

    code: str
    reasons: str
    admin_close_code: str | None
    standard: str
    policy: str


def record_finding(
    allegation_subject: AllegationSubject,
    *,
    actor: Actor,
    code: str,
    reasons: str,
    admin_close_code: str | None = None,
    standard: str = USUAL,
    policy_cited: str = "",
    compelled: bool = False,
    with_closing: bool = False,
) -> Finding:
    """Record the finding on an allegation and subject; the one that stood is kept, superseded.

    Investigators assigned to the case find on the facts while it is open; administrative findings
    are theirs and the supervisor's. `admin_close_code` stands beside ADMIN_CLOSED only; reasons
    that draw on a compelled statement are `compelled`: shut to the criminal side. Reopening takes
    back what was recorded `with_closing`. Raises `RuleBroken` with every reason together, `Denied`.
    """
    policy.require(actor, Action.FINDING_RECORD, allegation_subject)
    session = unit_of_work.session()
    row = session.get(FindingCode, code)
    if row is None or not _is_offered(row, allegation_subject.case):
        raise RuleBroken("Choose a finding of the list.", field="code")
    _refuse_incomplete(row, reasons, admin_close_code)
    _refuse_standard(allegation_subject, standard)
    case = allegation_subject.case
    shut = [text for hold in guards.compelled_holds if compelled and (text := hold(case, actor))]
    if shut:
        raise RuleBroken(shut[0], field="compelled")
    said = Said(code, reasons.strip(), admin_close_code, standard, policy_cited.strip())
    sentences = refusals(allegation_subject, row, actor)
    if sentences:
        raise RuleBroken(sentences)
    standing = session.scalar(
        select(Finding)
        .where(
            Finding.allegation_subject_id == allegation_subject.id,
            Finding.superseded_at.is_(None),
        )
        .with_for_update()
    )
    if standing is not None:
        _refuse_repetition(standing, said, compelled=compelled)
        standing.superseded_at = clock.now()
        session.flush()
    made = _write(allegation_subject, actor, said, compelled=compelled)
    made.with_closing = with_closing
    for carry in superseding:
        if standing is not None:
            carry(standing, made)
    return made


def approve_finding(finding: Finding, *, actor: Actor) -> FindingApproval:
    """Somebody else than who recorded it agrees with the finding that stands, having read why."""
    policy.require(actor, Action.FINDING_APPROVE, finding)
    session = unit_of_work.session()
    unit_of_work.hold(finding)
    session.expire(finding, ["approval"])
    if finding.superseded_at is not None or finding.approval is not None:
        raise RuleBroken("This finding was changed or approved already.")
    if session.scalar(select(FindingDetail).where(FindingDetail.finding_id == finding.id)) is None:
        raise RuleBroken("Somebody who reads its reasons approves this finding.")
    return _approve(finding, actor, None)


def approve_standing(case: Case, *, actor: Actor, report_id: int) -> list[FindingApproval]:
    """With the approval of a report: every finding that stands, whose reasons the approver reads,
    and which is not his own."""
    found = unit_of_work.session().scalars(
        select(Finding)
        .join(FindingDetail, FindingDetail.finding_id == Finding.id)
        .outerjoin(FindingApproval, FindingApproval.finding_id == Finding.id)
        .where(
            Finding.case_id == case.id,
            Finding.superseded_at.is_(None),
            FindingApproval.id.is_(None),
            Finding.found_by_id.is_distinct_from(actor.user_id),
        )
        .options(joinedload(Finding.allegation_subject))
        .order_by(Finding.id)
    )
    return [_approve(row, actor, report_id) for row in found.all()]


def _approve(finding: Finding, actor: Actor, report_id: int | None) -> FindingApproval:
    session = unit_of_work.session()
    made = FindingApproval(
        finding=finding,
        case_id=finding.case_id,
        user_id=actor.user_id,
        found_by_id=finding.found_by_id,
        report_id=report_id,
    )
    session.add(made)
    session.flush()
    recorder.record(
        Event.FINDING_APPROVED,
        obj=finding.allegation_subject,
        case=finding.case_id,
        finding=finding.id,
        report=report_id,
    )
    return made


def take_back(case: Case, transition: Transition, _actor: Actor) -> None:
    """Reopened to triage, a case is as it was before its closing: what that recorded stands no
    longer. It is kept, superseded by nothing."""
    if transition.name != "reopen_to_triage":
        return
    session = unit_of_work.session()
    standing = session.scalars(
        select(Finding)
        .where(Finding.case_id == case.id, Finding.superseded_at.is_(None), Finding.with_closing)
        .options(joinedload(Finding.allegation_subject))
    )
    for finding in standing:
        finding.superseded_at = clock.now()
        finding.allegation_subject.finding_code = None
        recorder.record(
            Event.FINDING_TAKEN_BACK,
            obj=finding.allegation_subject,
            case=case.id,
            finding=finding.id,
        )
    session.flush()


def refusals(charge: AllegationSubject, code: FindingCode, actor: Actor) -> list[str]:
    """Every sentence that forbids this finding now."""
    case, said = charge.case, []
    administrative = code.mark is FindingMark.ADMIN
    if case.status is UNDER_REVIEW:
        said.append("A report of this case is under review: the finding can change on its return.")
    elif administrative and case.status not in ADMINISTRATIVE_IN:
        said.append("An allegation is put aside in triage or later.")
    elif not administrative and case.status is not CaseStatus.OPEN:
        said.append("A finding is recorded while the case is open.")
    if not administrative and not finds_on_facts(actor, case):
        said.append("The assigned investigators find on the facts.")
    if charge.party is not None and charge.party.withdrawn_at is not None:
        said.append("This subject was withdrawn from the case.")
    if not administrative:
        said += [text for hold in guards.finding_holds if (text := hold(charge, actor))]
    return said


def _is_offered(row: FindingCode, case: Case) -> bool:
    return case.is_legacy or not row.is_legacy


def _refuse_incomplete(row: FindingCode, reasons: str, admin_close_code: str | None) -> None:
    if not reasons.strip():
        raise RuleBroken("Write the reasons of the finding.", field="reasons")
    if row.needs_reason and admin_close_code is None:
        raise RuleBroken(f"Choose why it is {row.label.lower()}.", field="admin_close_code")
    if admin_close_code is None:
        return
    if not row.needs_reason:
        raise RuleBroken(
            "A reason of closing stands beside an administrative closing only.",
            field="admin_close_code",
        )
    if unit_of_work.session().get(AdminCloseReason, admin_close_code) is None:
        raise RuleBroken("Choose a reason of the list.", field="admin_close_code")


def _refuse_standard(charge: AllegationSubject, standard: str) -> None:
    row = unit_of_work.session().get(ProofStandard, standard)
    if row is None:
        raise RuleBroken("Choose a standard of proof of the list.", field="standard")
    category = charge.allegation.category
    if row.is_higher and category is not None and category.prea:
        raise RuleBroken(
            "On sexual abuse in custody no standard above a preponderance is asked for"
            " (6 CFR 115.72).",
            field="standard",
        )


def _refuse_repetition(standing: Finding, said: Said, *, compelled: bool) -> None:
    detail = standing.detail
    if detail is None:
        return
    before = Said(
        standing.code, detail.reasons, standing.admin_close_code, standing.standard, detail.policy
    )
    marks = bool(detail.handling & Handling.GARRITY_COMPELLED)
    if before == said and (marks or not compelled):
        raise RuleBroken("That is the finding as it stands.")


def _write(charge: AllegationSubject, actor: Actor, said: Said, *, compelled: bool) -> Finding:
    session = unit_of_work.session()
    made = Finding(
        allegation_subject=charge,
        case_id=charge.case_id,
        code=said.code,
        standard=said.standard,
        admin_close_code=said.admin_close_code,
        found_by_id=actor.user_id,
    )
    made.detail = FindingDetail(
        case_id=charge.case_id,
        reasons=said.reasons,
        policy=said.policy,
        handling=int(Handling.GARRITY_COMPELLED) if compelled else 0,
    )
    session.add(made)
    charge.finding_code = said.code
    session.flush()
    session.expire(charge, ["finding"])
    recorder.record(
        Event.FINDING_RECORDED,
        obj=charge,
        case=charge.case_id,
        code=said.code,
        admin_close_code=said.admin_close_code,
        finding=made.id,
    )
    return made
