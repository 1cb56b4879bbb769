"""What investigations hang into the frame: tab, inbox, My work, summary, timeline, next steps."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, render_template, url_for
from markupsafe import Markup
from sqlalchemy import Select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role, current_actor, find_actor
from jicms.cases import summary, timeline
from jicms.cases.kinds import CaseStatus
from jicms.cases.models import Case
from jicms.cases.summary import Condition, Section, Strip
from jicms.cases.timeline import Happening, Source, line
from jicms.core import unit_of_work
from jicms.investigations import attachments, queries
from jicms.investigations.models import Investigation, Report, ReportStatus
from jicms.investigations.workflow import INVESTIGATION, REPORT
from jicms.web.dates import day
from jicms.web.filters import label
from jicms.web.navigation import (
    CaseAction,
    CaseTab,
    NavItem,
    Panel,
    Tally,
    case_actions,
    case_tabs,
    home,
    main,
)
from jicms.workflow import StatusChange

SUPERVISORS = frozenset({Role.INVESTIGATIONS_SUPERVISOR})
INVESTIGATORS = frozenset({Role.INVESTIGATOR})
_WRITING = (ReportStatus.DRAFT, ReportStatus.RETURNED)
#: Before these nothing is investigated, and the summary need not ask.
_EARLY = (CaseStatus.RECEIVED, CaseStatus.TRIAGE, CaseStatus.OIG_PENDING)


def _reads(case: Case) -> bool:
    return policy.allows(find_actor(), Action.REPORT_READ, case)


def _synopsis(case: Case) -> Mapping[str, Any] | None:
    if case.status in _EARLY or not _reads(case):
        return None
    report = queries.latest_report(case)
    return {"report": report} if report is not None and report.synopsis else None


def _report_in_motion(case: Case) -> Condition | None:
    """A report that waits for the viewer: what for, and what stands in its way."""
    if case.status not in {CaseStatus.OPEN, CaseStatus.ROI_REVIEW} or not _reads(case):
        return None
    actor = current_actor()
    for report in queries.in_motion(case):
        link = url_for("investigations.report", number=case.number, report=report.n)
        if report.status is ReportStatus.SUBMITTED and report.investigation.reviewer_id == (
            actor.user_id
        ):
            unmet = REPORT.refusals(report, "approve", actor)
            said = f"{report.key} waits for your review since {day(report.submitted_at)}."
            if unmet:
                said += f" It can’t be approved yet: {' '.join(unmet)}"
            return Condition(said, "warn" if unmet else "", "comment", ("Review it", link))
        if report.status is ReportStatus.RETURNED and policy.allows(
            actor, Action.REPORT_WRITE, report
        ):
            said = f"{report.key} was returned: {timeline.shorten(report.return_comment)}"
            return Condition(said, "warn", "undo", ("Answer", link))
    return None


def _moves(entity: str, model: Any, joined: Any, case: Case, **columns: Any) -> Select[Any]:
    return (
        line(
            entity,
            StatusChange.at,
            a=StatusChange.to_status,
            b=StatusChange.transition,
            who=StatusChange.by_name,
            **columns,
        )
        .join(model, joined)
        .where(StatusChange.case_id == case.id, StatusChange.entity == entity)
    )


def _investigation_rows(case: Case) -> Select[Any]:
    same = Investigation.id == StatusChange.entity_id
    return _moves(
        "investigation",
        Investigation,
        same,
        case,
        c=StatusChange.reason,
        number=Investigation.n,
    ).where(StatusChange.transition.in_(("open", "suspend", "resume", "drop", "finish")))


def _investigation(row: Any, case: Case) -> Happening:
    step = INVESTIGATION.named(row.b)
    words = {"open": "opened", "suspend": "suspended", "resume": "resumed", "drop": "dropped"}
    said = f"Investigation {row.number} {words.get(step.name, 'done')}"
    actor = current_actor()
    why = row.c if policy.allows(actor, Action.LOG_VIEW, case) else ""
    note = ", ".join(part for part in (row.who, why) if part)
    opens = policy.allows(actor, Action.REPORT_READ, case)
    url = url_for("investigations.index", number=case.number) if opens else ""
    return Happening(row.at, said, "state", note, url)


def _report_rows(case: Case) -> Select[Any]:
    same = Report.id == StatusChange.entity_id
    return _moves("report", Report, same, case, c=Report.type_code, number=Report.n)


def _report(row: Any, case: Case) -> Happening:
    said = f"R{row.number:03d} {label(ReportStatus(row.a)).lower()}"
    kind = "seal" if row.a == ReportStatus.APPROVED else "doc"
    url = url_for("investigations.report", number=case.number, report=row.number)
    return Happening(row.at, said, kind, row.who or "", url)


def _awaiting(actor: Actor) -> Mapping[str, Any] | None:
    found = queries.reports_in(queries.waiting_rows(actor), limit=10)
    return {"reports": found, "clocks": queries.review_clocks(found)} if found else None


def _writing(actor: Actor) -> Mapping[str, Any] | None:
    found = queries.reports_in(queries.own_rows(actor, *_WRITING), limit=10)
    return {"reports": found} if found else None


def _awaiting_tally(actor: Actor) -> list[Tally]:
    return [
        Tally("Awaiting my review", queries.waiting_rows(actor), url_for("investigations.inbox"))
    ]


def _writing_tally(actor: Actor) -> list[Tally]:
    returned = queries.own_rows(actor, ReportStatus.RETURNED)
    return [Tally("Reports returned", returned, url_for("investigations.inbox"))]


def report_part(template: str, report: Report, values: Mapping[str, Any]) -> Markup:
    """A section of a report's page that a feature above registered."""
    drawn = render_template(template, report=report, case=report.case, **values)
    return Markup(drawn)  # noqa: S704 - our own template


def in_triage(case: Case) -> bool:
    """Triage may still hand the case to a team."""
    return case.status is CaseStatus.TRIAGE


def to_be_opened(case: Case) -> bool:
    """Assigned, and nobody has begun."""
    return case.status is CaseStatus.ASSIGNED


def awaits_me(case: Case) -> bool:
    """A report waits for the viewer's review."""
    user = current_actor().user_id
    return case.status is CaseStatus.ROI_REVIEW and any(
        report.status is ReportStatus.SUBMITTED and report.investigation.reviewer_id == user
        for report in queries.recent_reports(case)
    )


def came_back_to_me(case: Case) -> bool:
    """A report was returned to the viewer's team. Asks only where one was returned at all."""
    actor = current_actor()
    if case.status is not CaseStatus.OPEN or actor.role is not Role.INVESTIGATOR:
        return False
    returned = (r for r in queries.recent_reports(case) if r.status is ReportStatus.RETURNED)
    if not any(returned):
        return False
    own = queries.own_rows(actor, ReportStatus.RETURNED).where(Report.case_id == case.id)
    return unit_of_work.session().scalar(own.limit(1)) is not None


def may_be_written(case: Case) -> bool:
    """The viewer investigates, and nobody has begun a report."""
    if case.status is not CaseStatus.OPEN or current_actor().role is not Role.INVESTIGATOR:
        return False
    return not queries.recent_reports(case)


def at_work(case: Case) -> bool:
    """Another investigation may be added."""
    return case.status not in {*_EARLY, CaseStatus.CLOSED} and not case.has_ended


def _offer_the_report() -> None:
    """The investigator's step after "Record findings", which `allegations` registers with 25."""
    case_actions.add(
        CaseAction(
            "Write the report",
            "investigations.index",
            Action.FINDING_RECORD,
            when=may_be_written,
            primary=True,
            order=26,
        )
    )


def register(app: Flask) -> None:
    """Add everything to the registries of the frame, the summary and the timeline."""
    main.add(
        NavItem(
            "",
            "Review inbox",
            "comment",
            "investigations.inbox",
            Action.REVIEW_INBOX,
            count=queries.inbox_rows,
            order=20,
        )
    )
    case_tabs.add(
        CaseTab(
            "investigation",
            "Investigation",
            "investigations.index",
            Action.REPORT_READ,
            queries.count_of,
            order=50,
            inside="Teams and reports",
        )
    )
    for place, (text, endpoint, action, when, primary) in enumerate(
        (
            ("Assign", "investigations.assign", Action.CASE_ASSIGN, in_triage, True),
            (
                "Open the investigation",
                "investigations.index",
                Action.CASE_OPEN,
                to_be_opened,
                True,
            ),
            (
                "Review the report",
                "investigations.index",
                Action.REVIEW_INBOX,
                awaits_me,
                True,
            ),
            (
                "Answer the review",
                "investigations.index",
                Action.REVIEW_INBOX,
                came_back_to_me,
                True,
            ),
            (
                "Add an investigation",
                "investigations.assign",
                Action.CASE_ASSIGN,
                at_work,
                False,
            ),
        )
    ):
        case_actions.add(
            CaseAction(text, endpoint, action, when=when, primary=primary, order=20 + place)
        )
    _offer_the_report()
    home.add(
        Panel(
            "review",
            "investigations/panels/review.html",
            Action.REVIEW_INBOX,
            roles=SUPERVISORS,
            load=_awaiting,
            order=20,
            tally=_awaiting_tally,
        )
    )
    home.add(
        Panel(
            "reports",
            "investigations/panels/drafts.html",
            Action.REVIEW_INBOX,
            roles=INVESTIGATORS,
            load=_writing,
            column="side",
            order=20,
            tally=_writing_tally,
        )
    )
    summary.sections.add(Section("synopsis", "investigations/parts/synopsis.html", _synopsis, 30))
    summary.strips.add(Strip("report", _report_in_motion, order=40))
    timeline.sources.add(
        Source("investigation", _investigation_rows, _investigation, "state", order=50)
    )
    timeline.sources.add(Source("report", _report_rows, _report, "doc", order=51))
    app.jinja_env.globals.update(report_part=report_part, work_pages=attachments.pages_of)
