"""Findings: one stands for each allegation and subject; a later one supersedes it."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations import guards
from jicms.allegations.models import AllegationSubject, Finding, FindingDetail
from jicms.allegations.policy import UNDER_REVIEW, finds_on_facts
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Case, CaseStatus
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.refdata.models import AdminCloseReason, FindingCode, FindingMark
from jicms.workflow.engine import Transition

#: Statuses in which a matter may be put aside administratively before or after the work itself.
ADMINISTRATIVE_IN = (
    CaseStatus.TRIAGE,
    CaseStatus.ASSIGNED,
    CaseStatus.OPEN,
    CaseStatus.SUSPENDED_FOR_PROSECUTION,
    CaseStatus.IN_ADJUDICATION,
)


def record_finding(
    allegation_subject: AllegationSubject,
    *,
    actor: Actor,
    code: str,
    reasons: str,
    admin_close_code: str | None = None,
    with_closing: bool = False,
) -> Finding:
    """Record the finding on an allegation and subject; the one that stood is kept, superseded.

    Investigators assigned to the case find on the facts while it is open; administrative findings
    are theirs and the supervisor's. `admin_close_code` stands beside ADMIN_CLOSED only; reopening
    takes back what was recorded `with_closing`. Raises `RuleBroken` with every reason together,
    `Denied`.
    """
    policy.require(actor, Action.FINDING_RECORD, allegation_subject)
    session = unit_of_work.session()
    row = session.get(FindingCode, code)
    if row is None or not _is_offered(row, allegation_subject.case):
        raise RuleBroken("Choose a finding of the list.", field="code")
    _refuse_incomplete(row, reasons, admin_close_code)
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
        _refuse_repetition(standing, code, reasons, admin_close_code)
        standing.superseded_at = clock.now()
        session.flush()
    made = _write(allegation_subject, actor, code, reasons, admin_close_code)
    made.with_closing = with_closing
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


def _refuse_repetition(
    standing: Finding, code: str, reasons: str, admin_close_code: str | None
) -> None:
    written = standing.detail.reasons if standing.detail is not None else ""
    if (standing.code, standing.admin_close_code, written) == (
        code,
        admin_close_code,
        reasons.strip(),
    ):
        raise RuleBroken("That is the finding as it stands.")


def _write(
    charge: AllegationSubject,
    actor: Actor,
    code: str,
    reasons: str,
    admin_close_code: str | None,
) -> Finding:
    session = unit_of_work.session()
    made = Finding(
        allegation_subject=charge,
        case_id=charge.case_id,
        code=code,
        admin_close_code=admin_close_code,
        found_by_id=actor.user_id,
    )
    made.detail = FindingDetail(case_id=charge.case_id, reasons=reasons.strip())
    session.add(made)
    charge.finding_code = code
    session.flush()
    session.expire(charge, ["finding"])
    recorder.record(
        Event.FINDING_RECORDED,
        obj=charge,
        case=charge.case_id,
        code=code,
        admin_close_code=admin_close_code,
        finding=made.id,
    )
    return made
