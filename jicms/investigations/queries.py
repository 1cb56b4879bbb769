"""Reads of investigations and reports. Scoped by the listener."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.access.actor import Actor, Role
from jicms.auth.actors import is_in_force
from jicms.auth.models import Membership, Office, User
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.core.standing import OF_CASE, keep, of_case
from jicms.deadlines import queries as clocks
from jicms.deadlines.models import CaseClock, ClockSide, ClockState
from jicms.investigations.models import (
    Assignment,
    Investigation,
    Report,
    ReportReview,
    ReportStatus,
)
from jicms.investigations.scope import reviewed_by, worked_by
from jicms.investigations.workflow import CONCLUDING

_OF_CASE = (
    joinedload(Case.lead_office).joinedload(Office.agency),
    joinedload(Case.agency),
    joinedload(Case.lead),
)


def count_of(case: Case) -> Select[Any]:
    """What the tab counts."""
    return select(Investigation.id).where(Investigation.case_id == case.id)


def investigations_of(case: Case) -> Sequence[Investigation]:
    """The investigations of a case with teams and reports, as far as the viewer sees them."""
    return (
        unit_of_work.session()
        .scalars(
            select(Investigation)
            .where(Investigation.case_id == case.id)
            .order_by(Investigation.n)
            .options(
                joinedload(Investigation.reviewer),
                selectinload(Investigation.assignments).joinedload(Assignment.user),
                selectinload(Investigation.reports).options(
                    joinedload(Report.author), joinedload(Report.type)
                ),
            )
        )
        .all()
    )


def investigation_of(number: str, n: int) -> Investigation | None:
    """An investigation within its case."""
    return unit_of_work.session().scalar(
        select(Investigation)
        .join(Case, Case.id == Investigation.case_id)
        .where(Case.number == number, Investigation.n == n)
        .options(
            joinedload(Investigation.case).options(*_OF_CASE),
            joinedload(Investigation.reviewer),
            selectinload(Investigation.assignments).joinedload(Assignment.user),
        )
    )


def report_of(number: str, n: int) -> Report | None:
    """A report within its case, with what its page shows."""
    return unit_of_work.session().scalar(
        select(Report)
        .join(Case, Case.id == Report.case_id)
        .where(Case.number == number, Report.n == n)
        .options(
            joinedload(Report.case).options(*_OF_CASE),
            joinedload(Report.investigation).joinedload(Investigation.reviewer),
            joinedload(Report.investigation)
            .selectinload(Investigation.assignments)
            .joinedload(Assignment.user),
            joinedload(Report.type),
            joinedload(Report.author),
            joinedload(Report.approved_by),
            joinedload(Report.file),
            joinedload(Report.supplements),
            selectinload(Report.reviews).joinedload(ReportReview.user),
        )
    )


def supplements_to(report: Report) -> Sequence[Report]:
    """The supplements to an approved report that the viewer may see."""
    if report.status is not ReportStatus.APPROVED:
        return []
    found = unit_of_work.session().scalars(
        select(Report)
        .where(Report.case_id == report.case_id, Report.supplements_id == report.id)
        .order_by(Report.n)
    )
    return found.all()


def report_file(number: str, n: int) -> Report | None:
    """A report within its case that has an uploaded body."""
    report = report_of(number, n)
    return report if report is not None and report.file is not None else None


def targets_of(case: Case) -> dict[int, CaseClock]:
    """The clock of each investigation: its target from the opening."""
    found = clocks.clocks_of(case.id, ClockSide.INVESTIGATION)
    return {
        clock.entity_id: clock
        for clock in found
        if clock.entity_type == "investigation"
        and clock.entity_id is not None
        and clock.state is not ClockState.CANCELLED
    }


def staff(office_id: int, role: Role, day: date) -> list[User]:
    """The users who have that role in the office on that day, by name."""
    found = unit_of_work.session().scalars(
        select(Membership)
        .where(Membership.office_id == office_id, Membership.role == role)
        .options(joinedload(Membership.user))
    )
    users = {row.user_id: row.user for row in found if is_in_force(row, day)}
    return sorted(users.values(), key=lambda user: user.name)


def users_by_id(ids: Sequence[int]) -> list[User]:
    """The accounts, in the order asked for."""
    found = unit_of_work.session().scalars(select(User).where(User.id.in_(ids)))
    by_id = {user.id: user for user in found}
    return [by_id[key] for key in ids if key in by_id]


def recent_reports(case: Case) -> Sequence[Report]:
    """The newest reports of a case, the newest first: one statement for all that a page asks."""
    kept: Sequence[Report] | None = case.__dict__.get("_recent_reports")
    if kept is None:
        found = unit_of_work.session().scalars(_recent(), of_case(case))
        kept = case.__dict__["_recent_reports"] = found.all()
    return kept


@cache
def _recent() -> Select[Any]:
    return keep(
        select(Report)
        .where(Report.case_id == OF_CASE.id)
        .order_by(Report.n.desc())
        .options(joinedload(Report.investigation).joinedload(Investigation.reviewer))
        .limit(10)
    )


def latest_report(case: Case) -> Report | None:
    """The newest approved concluding report, else the newest one, for the summary."""
    found = recent_reports(case)
    approved = [
        row for row in found if row.status is ReportStatus.APPROVED and row.type_code in CONCLUDING
    ]
    return next(iter(approved or found), None)


def in_motion(case: Case) -> Sequence[Report]:
    """The reports of a case that wait for somebody: submitted or returned."""
    waiting = {ReportStatus.SUBMITTED, ReportStatus.RETURNED}
    found = [report for report in reversed(recent_reports(case)) if report.status in waiting]
    if found:
        teams = (
            select(Investigation)
            .where(Investigation.id.in_({report.investigation_id for report in found}))
            .options(selectinload(Investigation.assignments).joinedload(Assignment.user))
        )
        unit_of_work.session().scalars(teams).all()
    return found


def waiting_rows(actor: Actor) -> Select[Any]:
    """Reports that wait for the actor's review."""
    mine = reviewed_by(actor, Report.investigation_id)
    return select(Report.id).where(Report.status == ReportStatus.SUBMITTED, mine)


def own_rows(actor: Actor, *statuses: ReportStatus) -> Select[Any]:
    """Reports in those statuses of investigations on whose team the actor is."""
    mine = worked_by(actor, Report.investigation_id)
    return select(Report.id).where(Report.status.in_(statuses), mine)


def inbox_rows(actor: Actor) -> Select[Any]:
    """What the navigation counts: to review for a supervisor, to mend for an investigator."""
    if actor.role is Role.INVESTIGATIONS_SUPERVISOR:
        return waiting_rows(actor)
    return own_rows(actor, ReportStatus.RETURNED)


def reports_in(rows: Select[Any], *, limit: int = 100) -> Sequence[Report]:
    """Those reports, the longest waiting first, with case and type."""
    return (
        unit_of_work.session()
        .scalars(
            select(Report)
            .where(Report.id.in_(rows.scalar_subquery()))
            .order_by(Report.submitted_at, Report.id)
            .options(
                joinedload(Report.case).options(*_OF_CASE),
                joinedload(Report.author),
                joinedload(Report.type),
            )
            .limit(limit)
        )
        .all()
    )


def review_clocks(reports: Sequence[Report]) -> dict[int, CaseClock]:
    """The review clock of each report."""
    if not reports:
        return {}
    found = unit_of_work.session().scalars(
        select(CaseClock).where(
            CaseClock.entity_type == "report",
            CaseClock.entity_id.in_([report.id for report in reports]),
            CaseClock.state.in_((ClockState.RUNNING, ClockState.PAUSED)),
        )
    )
    return {clock.entity_id: clock for clock in found if clock.entity_id is not None}
