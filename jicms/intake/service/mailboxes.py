"""Mailboxes of reporters: what became of a letter, how long one is kept, and its end."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.kinds import ENDED
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import ClockPlan
from jicms.intake.models_received import ReceivedReport, ReporterMessage, ReportState

#: The rule, among the other deadlines, that says how long an idle mailbox is kept.
RULE = "MAILBOX_KEPT"


def note_posting(number: int, *, is_posted: bool) -> None:
    """A letter reached its mailbox, or was set aside, for no mailbox can take it."""
    message = unit_of_work.session().get(ReporterMessage, number)
    if message is None:
        return
    if is_posted:
        message.posted_at = clock.now()
        return
    message.set_aside_at = clock.now()
    recorder.record(Event.LETTER_SET_ASIDE, obj=message, case=message.case, n=message.n)


def kept_days(zone: str) -> int:
    """How many days an idle mailbox is kept by the rule of today."""
    today = clock.today(zone)
    return (_ends_on(today, zone) - today).days


def _ends_on(idle_since: date, zone: str) -> date:
    plan = ClockPlan(RULE, {"idle": idle_since}, ClockSide.INVESTIGATION)
    found = deadlines.preview(plan, zone=zone).due_on
    assert found is not None
    return found


def last_day(report: ReceivedReport, written_at: datetime | None) -> date | None:
    """The last day of a mailbox; None while the desk or a case works on the report.

    It is idle since the last letter, the desk's decision, or the end of the case; a duplicate ends
    with the case in which the matter goes on.
    """
    cases = _cases_of(report)
    if report.decided_at is None or not all(case.has_ended for case in cases):
        return None
    steps = (report.decided_at, written_at, *(case.status_since for case in cases))
    zone = report.office.agency.zone
    return _ends_on(clock.local_date(max(at for at in steps if at is not None), zone), zone)


def _cases_of(report: ReceivedReport) -> list[Case]:
    """The case of a report, and those that it was merged into."""
    found, case = [], report.case
    while case is not None:
        found.append(case)
        case = case.merged_into
    return found


def idle() -> Sequence[int]:
    """The reports whose mailboxes are over."""
    written = (
        select(func.max(ReporterMessage.written_at))
        .where(ReporterMessage.report_id == ReceivedReport.id)
        .scalar_subquery()
    )
    rows = unit_of_work.session().execute(
        _standing()
        .add_columns(written)
        .where(
            # What ended or was decided yesterday is in no rule of days.
            ReceivedReport.decided_at < clock.now() - timedelta(days=1)
        )
    )
    return [report.id for report, at in rows if _is_over(report, at)]


def _standing() -> Select[Any]:
    """Decided reports whose own case has ended, and whose mailboxes stand."""
    return (
        select(ReceivedReport)
        .outerjoin(Case, Case.id == ReceivedReport.case_id)
        .where(
            ReceivedReport.state != ReportState.WAITING,
            ReceivedReport.mailbox_ended_at.is_(None),
            or_(Case.id.is_(None), Case.status.in_(ENDED)),
        )
        .options(joinedload(ReceivedReport.case), joinedload(ReceivedReport.office))
        .order_by(ReceivedReport.id)
    )


def _is_over(report: ReceivedReport, written_at: datetime | None) -> bool:
    last = last_day(report, written_at)
    return last is not None and last < clock.today(report.office.agency.zone)


def end_mailbox(number: int, *, actor: Actor, remove: Callable[[str], int]) -> int | None:
    """End a mailbox that is idle still; the number of its letters, None where it is not.

    `remove` takes door and letters of a code's digest out of the drop box. What was written stays
    with the report or its case.
    """
    policy.require(actor, Action.RECEIVED_WORK)
    session = unit_of_work.session()
    report = session.get(ReceivedReport, number)
    if report is None or report.mailbox_ended_at is not None:
        return None
    unit_of_work.hold(report)
    written = session.scalar(
        select(func.max(ReporterMessage.written_at)).where(ReporterMessage.report_id == report.id)
    )
    if not _is_over(report, written):
        return None
    letters = remove(report.code_digest)
    report.mailbox_ended_at = clock.now()
    recorder.record(Event.MAILBOX_ENDED, obj=report, case=report.case_id, letters=letters)
    return letters


def refuse_ended(reports: Iterable[ReceivedReport]) -> None:
    """Raise `RuleBroken` where no mailbox is left to write to."""
    if all(report.mailbox_ended_at is not None for report in reports):
        raise RuleBroken("The mailbox has ended: the reporter can’t be reached by it any more.")
