"""What interviews hang into the frame: tab, next step, timeline, calendar."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.cases import queries_calendar as calendar
from jicms.cases import timeline
from jicms.cases.kinds import CaseStatus
from jicms.cases.models import Case
from jicms.cases.queries_calendar import Entry
from jicms.cases.timeline import Happening, Source, line
from jicms.core import unit_of_work
from jicms.interviews import queries
from jicms.interviews.models import Interview, InterviewPerson, InterviewStatus
from jicms.interviews.workflow import INTERVIEW
from jicms.refdata.models_interviews import InterviewWarning
from jicms.refdata.queries import label_of
from jicms.web.forms import typed_time
from jicms.web.navigation import CaseAction, CaseTab, case_actions, case_tabs
from jicms.web.tones import TONES
from jicms.workflow import StatusChange

_DONE = {
    "hold": "held",
    "correct": "recorded as a correction",
    "postpone": "postponed",
    "reschedule": "has a new date",
    "cancel": "cancelled",
    "refuse": "refused",
}


#: The steps after which a record stands, to be corrected only.
_RECORDED = ("hold", "correct")
_later = aliased(Interview)


def _planned_rows(case: Case) -> Select[Any]:
    return line(
        "interview",
        Interview.created_at,
        a=Interview.warning_code,
        by=Interview.recorded_by_id,
        number=Interview.n,
    ).where(Interview.case_id == case.id, Interview.corrects_id.is_(None))


def _planned(row: Any, case: Case) -> Happening:
    url = url_for("interviews.show", number=case.number, interview=row.number)
    name = label_of(InterviewWarning, row.a)
    return Happening(row.at, f"Interview I{row.number:02d} planned", "state", name, url)


def _moved_rows(case: Case) -> Select[Any]:
    return (
        line(
            "interview_step",
            StatusChange.at,
            a=StatusChange.transition,
            b=_later.n,
            who=StatusChange.by_name,
            number=Interview.n,
        )
        .join(Interview, Interview.id == StatusChange.entity_id)
        .outerjoin(_later, _later.corrects_id == Interview.id)
        .where(StatusChange.case_id == case.id, StatusChange.entity == INTERVIEW.entity)
    )


def _moved(row: Any, case: Case) -> Happening:
    url = url_for("interviews.show", number=case.number, interview=row.number)
    said = f"Interview I{row.number:02d} {_DONE.get(row.a, 'changed')}"
    if row.a in _RECORDED and row.b:
        said += f", corrected by I{int(row.b):02d}"
    return Happening(row.at, said, "state", row.who or "", url)


def _takes_part(actor: Actor) -> Any:
    mine = select(InterviewPerson.interview_id).where(InterviewPerson.user_id == actor.user_id)
    return Interview.id.in_(mine)


def dates(
    actor: Actor, first: date, last: date, only_mine: bool, restricted: bool
) -> Sequence[Entry]:
    """The interviews ahead from `first` to `last`, for the calendar and its file."""
    zone = ZoneInfo(actor.zone)
    begin, end = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    wanted = (
        select(
            Interview.id,
            Interview.n,
            Interview.scheduled_at,
            Case.number,
            _takes_part(actor).label("mine"),
        )
        .join(Case, Case.id == Interview.case_id)
        .where(
            Interview.status == InterviewStatus.SCHEDULED,
            Interview.scheduled_at >= begin,
            Interview.scheduled_at < end,
        )
        .order_by(Interview.scheduled_at, Interview.id)
        .limit(calendar.MOST + 1)
    )
    if only_mine:
        wanted = wanted.where(_takes_part(actor))
    if not restricted:
        wanted = wanted.where(Case.restricted.is_(False))
    return [
        Entry(
            row.scheduled_at.astimezone(zone).date(),
            "interview",
            row.id,
            f"Interview I{row.n:02d}, {typed_time(row.scheduled_at.astimezone(zone).time())}",
            row.number,
            bool(row.mine),
            "Interview",
            "interviews",
        )
        for row in unit_of_work.session().execute(wanted)
    ]


def in_work(case: Case) -> bool:
    """Somebody can be interviewed."""
    early = {CaseStatus.RECEIVED, CaseStatus.TRIAGE, CaseStatus.OIG_PENDING, CaseStatus.ASSIGNED}
    return case.status not in early and not case.has_ended


def warning_name(code: str) -> str:
    """A warning in words."""
    return label_of(InterviewWarning, code)


def register(app: Flask) -> None:
    """Add everything to the registries of the frame, the timeline and the calendar."""
    TONES.update({"SCHEDULED": "work", "POSTPONED": "hold", "HELD": "done", "REFUSED": "stop"})
    TONES.setdefault("CANCELLED", "stop")
    TONES.setdefault("CORRECTED", "hold")
    case_tabs.add(
        CaseTab(
            "interviews",
            "Interviews",
            "interviews.index",
            Action.INTERVIEW_VIEW,
            queries.count_of,
            order=55,
            under="investigation",
        )
    )
    case_actions.add(
        CaseAction(
            "Plan an interview",
            "interviews.plan",
            Action.INTERVIEW_EDIT,
            when=in_work,
            order=119,
        )
    )
    timeline.sources.add(Source("interview", _planned_rows, _planned, "state", order=57))
    timeline.sources.add(Source("interview_step", _moved_rows, _moved, "state", order=58))
    if dates not in calendar.sources:
        calendar.sources.append(dates)
    app.jinja_env.filters["warning_name"] = warning_name
