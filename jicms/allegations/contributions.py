"""What allegations add to the case page: a tab, a section of the summary, lines of the timeline."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlalchemy import Select

from jicms.access.actions import Action
from jicms.allegations import queries
from jicms.allegations.models import Allegation, AllegationSubject, Finding
from jicms.auth.models import User
from jicms.cases import summary, timeline
from jicms.cases.models import Case
from jicms.cases.summary import Section
from jicms.cases.timeline import Happening, Source, line
from jicms.refdata.models import AllegationCategory, FindingCode
from jicms.refdata.queries import label_of
from jicms.web.navigation import CaseTab, case_tabs


def _section(case: Case) -> Mapping[str, Any]:
    return {"charges": queries.charges_of(case)}


def _added_rows(case: Case) -> Select[Any]:
    return (
        line(
            "allegation",
            Allegation.created_at,
            a=Allegation.category_code,
            who=User.name,
            number=Allegation.n,
        )
        .join(User, User.id == Allegation.added_by_id, isouter=True)
        .where(Allegation.case_id == case.id)
    )


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
    summary.sections.add(
        Section("allegations", "allegations/parts/section.html", _section, order=30)
    )
    timeline.sources.add(Source("allegation", _added_rows, _added, order=50))
    timeline.sources.add(Source("finding", _found_rows, _found, "seal", order=51))
