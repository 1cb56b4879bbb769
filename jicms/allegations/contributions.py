"""What allegations add to the case page: a tab, a section of the summary, lines of the timeline."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import Select

from jicms.access.actions import Action
from jicms.access.actor import Role, current_actor
from jicms.allegations import queries
from jicms.allegations.models import Allegation, AllegationSubject, Finding
from jicms.auth.models import User
from jicms.cases import summary, timeline
from jicms.cases.models import Case, CaseStatus
from jicms.cases.summary import Facts, Section
from jicms.cases.timeline import Happening, Source, line
from jicms.refdata.models import (
    AdminCloseReason,
    AllegationCategory,
    FindingCode,
    IntakeMethod,
    SystemAccessed,
)
from jicms.refdata.queries import label_of
from jicms.web.dates import day
from jicms.web.navigation import CaseAction, CaseTab, case_actions, case_tabs

_KEPT = "_charges"


def charges(case: Case) -> Sequence[AllegationSubject]:
    """Every allegation × subject in sight: one statement for all that a page asks."""
    kept: Sequence[AllegationSubject] | None = case.__dict__.get(_KEPT)
    if kept is None:
        kept = case.__dict__[_KEPT] = queries.charges_of(case)
    return kept


def _section(case: Case) -> Mapping[str, Any]:
    return {"charges": charges(case)}


def _facts(case: Case) -> Iterable[tuple[str, Any]]:
    """How it arrived, when and where it happened, over all allegations in sight."""
    alleged = list({charge.allegation_id: charge.allegation for charge in charges(case)}.values())
    details = [row.detail for row in alleged if row.detail is not None]
    yield "Method", _each(label_of(IntakeMethod, row.intake_method_code) for row in alleged)
    yield "Incident", _span(alleged)
    yield "Place", _each(detail.place for detail in details)
    yield "System", _each(label_of(SystemAccessed, detail.system_code) for detail in details)


def _each(words: Iterable[str]) -> str:
    """The different words, in their order."""
    return "; ".join(dict.fromkeys(word for word in words if word))


def _span(alleged: Sequence[Allegation]) -> str:
    """From the first incident to the end of the last."""
    first = min((row.incident_from for row in alleged if row.incident_from), default=None)
    ends = (row.incident_to or row.incident_from for row in alleged)
    last = max((end for end in ends if end), default=None)
    return " to ".join(dict.fromkeys(day(on) for on in (first, last) if on))


def lacks_a_finding(case: Case) -> bool:
    """The viewer investigates, and something alleged has no finding yet."""
    if case.status is not CaseStatus.OPEN or current_actor().role is not Role.INVESTIGATOR:
        return False
    return any(charge.finding_code is None for charge in charges(case))


def _added_rows(case: Case) -> Select[Any]:
    return line(
        "allegation",
        Allegation.created_at,
        a=Allegation.category_code,
        by=Allegation.added_by_id,
        number=Allegation.n,
    ).where(Allegation.case_id == case.id)


def _added(row: Any, case: Case) -> Happening:
    said = f"Allegation {row.number}: {row.a or ''} {label_of(AllegationCategory, row.a)}"
    url = url_for("allegations.index", number=case.number)
    return Happening(row.at, said.strip(), "", row.who or "", url)


def _found_rows(case: Case) -> Select[Any]:
    return (
        line(
            "finding",
            Finding.found_at,
            a=Finding.code,
            b=AllegationSubject.m,
            c=Finding.admin_close_code,
            who=User.name,
            number=Allegation.n,
        )
        .join(AllegationSubject, AllegationSubject.id == Finding.allegation_subject_id)
        .join(Allegation, Allegation.id == AllegationSubject.allegation_id)
        .join(User, User.id == Finding.found_by_id, isouter=True)
        .where(Finding.case_id == case.id)
    )


def _found(row: Any, case: Case) -> Happening:
    said = f"Finding {row.number}.{row.b}: {label_of(FindingCode, row.a)}"
    if row.c:
        said += f", {label_of(AdminCloseReason, row.c).lower()}"
    url = url_for("allegations.index", number=case.number, n=row.number, m=int(row.b))
    return Happening(row.at, said, "seal", row.who or "", url)


def register() -> None:
    """Add everything to the registries of the case page."""
    case_tabs.add(
        CaseTab(
            "allegations",
            "Allegations",
            "allegations.index",
            Action.CASE_VIEW,
            queries.count_of,
            order=20,
        )
    )
    case_actions.add(
        CaseAction(
            "Record findings",
            "allegations.index",
            Action.FINDING_RECORD,
            when=lacks_a_finding,
            primary=True,
            order=25,
        )
    )
    summary.facts.add(Facts("allegations", _facts, order=20))
    summary.sections.add(
        Section("allegations", "allegations/parts/section.html", _section, order=30)
    )
    timeline.sources.add(Source("allegation", _added_rows, _added, order=50))
    timeline.sources.add(Source("finding", _found_rows, _found, "seal", order=51))
