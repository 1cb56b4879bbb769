"""What investigations tell of: assignments, and reports on their way."""

from sqlalchemy import select

from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.notices import any_case, fetch, lead_of, supervisors_of, whole
from jicms.core import unit_of_work
from jicms.investigations.models import Assignment, Investigation, Report
from jicms.notices import kinds
from jicms.notices.following import Step, clearing, on, on_change
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import About, clear, tell

ASSIGNED, SUBMITTED, RETURNED, APPROVED = (
    *("CASE_ASSIGNED", "REPORT_SUBMITTED", "REPORT_RETURNED", "ROI_APPROVED"),
)
KINDS = (
    Kind(
        *(ASSIGNED, "You are on the team of an investigation", "investigations.index"),
        "the investigation is opened",
    ),
    Kind(
        *(SUBMITTED, "A report waits for your review", "investigations.index"),
        *("the report is approved or returned", Group.OFFICE),
    ),
    Kind(
        *(RETURNED, "A report came back to you", "investigations.index"),
        "the report is submitted again",
    ),
    Kind(
        *(APPROVED, "A report was approved", "investigations.index", "you took note"),
        by_hand=True,
    ),
)


def _assigned(step: Step) -> None:
    """The live team; whoever left it is reminded no longer."""
    found = fetch(Investigation, step.about.entity_id)
    if found is None:
        return
    rows = (
        unit_of_work.session()
        .execute(
            whole(
                select(Assignment.user_id, Assignment.until).where(
                    Assignment.investigation_id == found.id,
                    Assignment.user_id.is_not(None),
                    Assignment.is_reviewer.is_(False),
                )
            )
        )
        .all()
    )
    team = {row.user_id for row in rows if row.until is None}
    clear(step.about, users=sorted({row.user_id for row in rows} - team))
    if found.opened_at is None and found.done_at is None:
        tell(ASSIGNED, users=team, about=step.about, case_id=found.case_id, but=step.by)


def _finished(step: Step) -> None:
    if step.changed_to("done_at") is not None:
        clear(step.about, events=(ASSIGNED,))


def _left(step: Step) -> None:
    """An assignment ended, for whatever reason."""
    if step.changed_to("until") is None:
        return
    row = fetch(Assignment, step.about.entity_id)
    if row is not None and row.user_id is not None:
        clear(About("investigation", row.investigation_id), users=[row.user_id])


def _report(step: Step) -> tuple[Report, Case] | None:
    found = fetch(Report, step.about.entity_id)
    case = any_case(found.case_id) if found is not None else None
    return (found, case) if found is not None and case is not None else None


def _submitted(step: Step) -> None:
    found = _report(step)
    if found is None:
        return
    report, case = found
    clear(step.about, events=(RETURNED,))
    work = fetch(Investigation, report.investigation_id)
    named = work is not None and work.reviewer_id is not None
    users = {work.reviewer_id} if work and named else supervisors_of(case)
    tell(SUBMITTED, users=users, about=step.about, case_id=case.id)


def _answered(step: Step) -> None:
    found = _report(step)
    if found is None:
        return
    report, case = found
    clear(step.about, events=(SUBMITTED,))
    event = RETURNED if step.event == Event.REPORT_RETURNED else APPROVED
    users = {report.author_id} | lead_of(case)
    tell(event, users=users, about=step.about, case_id=case.id, but=step.by)


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(*KINDS)
    on(Event.CASE_ASSIGNED, _assigned)
    on(Event.INVESTIGATION_OPENED, clearing(ASSIGNED))
    on(Event.REPORT_SUBMITTED, _submitted)
    on(Event.REPORT_RETURNED, _answered)
    on(Event.REPORT_APPROVED, _answered)
    on_change("investigation", _finished)
    on_change("assignment", _left)
