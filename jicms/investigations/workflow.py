"""How an investigation and its reports move. The case follows: `cases.workflow.follow`."""

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.cases.models import CaseStatus
from jicms.investigations.models import (
    Investigation,
    InvestigationStatus,
    Report,
    ReportStatus,
)
from jicms.investigations.policy import live_team
from jicms.workflow.engine import Transition, Workflow, step

S = InvestigationStatus
R = ReportStatus

#: Kinds of report that conclude: they hold the findings, and with them the work is done.
CONCLUDING = frozenset({"INVESTIGATIVE_FINDINGS", "SUPPLEMENTAL", "CLOSING"})
SUPPLEMENT = "SUPPLEMENTAL"
#: The kind that goes to a prosecuting office: nothing compelled may stand in it.
TO_PROSECUTOR = "PROSECUTION_REFERRAL"


def has_lead(investigation: Investigation, _actor: Actor) -> str | None:
    """Somebody leads it."""
    if any(row.is_lead for row in live_team(investigation)):
        return None
    return "Name a lead first."


def case_was_assigned(investigation: Investigation, _actor: Actor) -> str | None:
    """The case has left triage."""
    early = {CaseStatus.RECEIVED, CaseStatus.TRIAGE, CaseStatus.OIG_PENDING}
    if investigation.case.status in early:
        return "The case has to be assigned first."
    return None


def _follows(name: str, label: str, from_: S | tuple[S, ...], to: S) -> Transition:
    """A step that comes with a report's: the report's own workflow has asked who may."""
    return step(name, label, from_, to, Action.REPORT_READ, automatic=True)


INVESTIGATION = Workflow(
    "investigation",
    (
        step(
            "open",
            "Open",
            S.PLANNED,
            S.OPEN,
            Action.INVESTIGATION_EDIT,
            needs=(case_was_assigned, has_lead),
        ),
        step("suspend", "Suspend", S.OPEN, S.SUSPENDED, Action.INVESTIGATION_EDIT, reason=True),
        step("resume", "Resume", S.SUSPENDED, S.OPEN, Action.INVESTIGATION_EDIT),
        step("drop", "Drop", S.PLANNED, S.DONE, Action.CASE_ASSIGN, reason=True),
        _follows("begin_report", "Begin a report", S.OPEN, S.REPORT_DRAFT),
        _follows("begin_supplement", "Begin a supplement", S.DONE, S.REPORT_DRAFT),
        _follows("send_report", "Submit the report", S.REPORT_DRAFT, S.REPORT_REVIEW),
        _follows("return_report", "Return the report", S.REPORT_REVIEW, S.REPORT_DRAFT),
        _follows("go_on", "Go on after a report", S.REPORT_REVIEW, S.OPEN),
        _follows("finish", "Finish", S.REPORT_REVIEW, S.DONE),
    ),
    case_id=lambda investigation: investigation.case_id,
)


def has_synopsis(report: Report, _actor: Actor) -> str | None:
    """The synopsis says what it is about."""
    return None if report.synopsis.strip() else "Write the synopsis."


def has_reviewer(report: Report, _actor: Actor) -> str | None:
    """Somebody will review it."""
    if report.investigation.reviewer_id is not None:
        return None
    return "The investigation has no reviewing supervisor. Ask a supervisor to name one."


def lead_submits(report: Report, actor: Actor) -> str | None:
    """The team writes, the lead answers for it."""
    team = live_team(report.investigation)
    if actor.is_system or any(row.is_lead and row.user_id == actor.user_id for row in team):
        return None
    return "The lead of the investigation submits its reports."


REPORT = Workflow(
    "report",
    (
        step(
            "submit",
            "Submit for review",
            (R.DRAFT, R.RETURNED),
            R.SUBMITTED,
            Action.REPORT_WRITE,
            needs=(lead_submits, has_reviewer, has_synopsis),
        ),
        step("return", "Return", R.SUBMITTED, R.RETURNED, Action.REPORT_REVIEW),
        step("approve", "Approve", R.SUBMITTED, R.APPROVED, Action.REPORT_REVIEW),
    ),
    case_id=lambda report: report.case_id,
)
