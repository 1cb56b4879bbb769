"""What the desk, and whoever works a case, is told of the public page: that there is something."""

from jicms.audit.events import Event
from jicms.auth.members import users_of
from jicms.cases.notices import any_case, fetch, lead_of
from jicms.intake.models_received import ReceivedReport, ReporterMessage
from jicms.intake.received_scope import DESK
from jicms.notices import kinds
from jicms.notices.following import Step, clearing, on
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import tell

RECEIVED, WROTE, WROTE_TO_DESK = "REPORT_RECEIVED", "REPORTER_WROTE", "REPORTER_WROTE_TO_DESK"


def _collected(step: Step) -> None:
    report = fetch(ReceivedReport, step.about.entity_id)
    if report is not None:
        tell(RECEIVED, users=users_of(report.office_id, *DESK), about=step.about)


def _wrote(step: Step) -> None:
    """To the lead or the supervisors of the case; to the desk while there is none."""
    message = fetch(ReporterMessage, step.about.entity_id)
    report = fetch(ReceivedReport, message.report_id) if message is not None else None
    if report is None:
        return
    case = any_case(report.case_id)
    if case is None:
        tell(WROTE_TO_DESK, users=users_of(report.office_id, *DESK), about=step.about)
        return
    tell(WROTE, users=lead_of(case), about=step.about, case_id=case.id)


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(
        Kind(
            *(RECEIVED, "A report came by the public page", "intake.received"),
            *("it is recorded or dismissed", Group.OFFICE),
            of_case=False,
        ),
        Kind(
            *(WROTE_TO_DESK, "The sender of a received report wrote", "intake.received"),
            *("you took note", Group.OFFICE),
            of_case=False,
            by_hand=True,
        ),
        Kind(
            *(WROTE, "The reporter wrote by the public page", "intake.reporter"),
            *("you took note", Group.WORK),
            by_hand=True,
        ),
    )
    on(Event.REPORT_COLLECTED, _collected)
    on(Event.REPORTER_WROTE, _wrote)
    for event in (Event.REPORT_RECORDED, Event.REPORT_DISMISSED):
        on(event, clearing(RECEIVED))
