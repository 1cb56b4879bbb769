"""How compelled records and what came of them are shown, as far as the viewer may read them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from jicms.cases import queries as case_queries
from jicms.cases.handling import COMPELLED
from jicms.cases.models import Case, LogEntry
from jicms.cases.scope_links import same_matter
from jicms.core import unit_of_work
from jicms.evidence import queries
from jicms.evidence.models import Document, EvidenceItem, Statement
from jicms.evidence.models_derived import Derivation
from jicms.evidence.service.derived import Name, name_of, named_in
from jicms.investigations.models import Report
from jicms.web.dates import day

#: Lines of the log that can be chosen: the latest.
MOST = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """A record in words; `url` "" where it has no page of its own."""

    row: Any
    words: str
    url: str
    group: str

    @property
    def key(self) -> str:
        """How a form names it."""
        table, key = name_of(self.row)
        return f"{table}-{key}"


def records_of(case: Case) -> list[Shown]:
    """The records of a case that the viewer may see and that can come of a statement."""
    return [*_statements(case), *_items(case), *_documents(case), *_reported(case), *_log(case)]


def _page(endpoint: str, case: Case, **which: Any) -> str:
    return url_for(endpoint, number=case.number, **which)


def _statements(case: Case) -> Iterable[Shown]:
    for row in queries.statements_of(case):
        words = f"{row.key} {row.kind.label}, {row.giver.name if row.giver else 'not shown'}"
        yield Shown(row, words, _page("evidence.statement", case, statement=row.n), "Statements")


def _items(case: Case) -> Iterable[Shown]:
    for row in queries.items_of(case):
        words = f"{row.key} {row.description.splitlines()[0][:80]}"
        yield Shown(row, words, _page("evidence.item", case, item=row.n), "Items")


def _documents(case: Case) -> Iterable[Shown]:
    for row in queries.documents_of(case):
        words = f"{row.key}, {row.title}"
        yield Shown(row, words, _page("evidence.document", case, document=row.n), "Documents")


def _reported(case: Case) -> Iterable[Shown]:
    reports = unit_of_work.session().scalars(
        select(Report).where(Report.case_id == case.id).order_by(Report.n)
    )
    for report in reports:
        url = _page("investigations.report", case, report=report.n)
        yield Shown(report, f"{report.key} {report.title}", url, "Reports")
    for report, exhibits in queries.exhibits_by_report(case):
        url = _page("investigations.report", case, report=report.n)
        for row in exhibits:
            words = f"Exhibit {row.n} of {report.key}, {row.description[:80]}"
            yield Shown(row, words, url, "Exhibits")


def _log(case: Case) -> Iterable[Shown]:
    url = _page("cases.log", case)
    rows = unit_of_work.session().scalars(case_queries.log_entries(case).limit(MOST))
    for row in rows:
        words = f"{day(row.occurred_at)} {row.text[:80]}"
        yield Shown(row, words, url, "Log")


def elsewhere_of(case: Case) -> list[Shown]:
    """The compelled records of cases merged or linked with it, as far as the viewer sees them and
    reads what is compelled there."""
    found: list[Shown] = []
    for model, words, page in _ELSEWHERE:
        rows = unit_of_work.session().scalars(
            select(model)
            .where(
                model.case_id != case.id,
                same_matter(model.case_id, case.id),
                model.handling.op("&")(int(COMPELLED)) != 0,
            )
            .order_by(model.case_id, model.id)
            .options(joinedload(model.case))
            .limit(MOST)
        )
        for row in rows:
            number = row.case.number
            found.append(Shown(row, f"{number} {words(row)}", page(row), f"Case {number}"))
    return sorted(found, key=lambda shown: shown.group)


_ELSEWHERE: tuple[tuple[Any, Callable[[Any], str], Callable[[Any], str]], ...] = (
    (
        Statement,
        lambda row: row.key,
        lambda row: _page("evidence.statement", row.case, statement=row.n),
    ),
    (
        EvidenceItem,
        lambda row: f"{row.key} {row.description.splitlines()[0][:80]}",
        lambda row: _page("evidence.item", row.case, item=row.n),
    ),
    (
        Document,
        lambda row: f"{row.key}, {row.title}",
        lambda row: _page("evidence.document", row.case, document=row.n),
    ),
    (
        Report,
        lambda row: f"{row.key} {row.title}",
        lambda row: _page("investigations.report", row.case, report=row.n),
    ),
    (
        LogEntry,
        lambda row: f"{day(row.occurred_at)} {row.text[:80]}",
        lambda row: _page("cases.log", row.case),
    ),
)


def compelled_of(records: Sequence[Shown]) -> list[Shown]:
    """Those that something may be marked to come of."""
    return [shown for shown in records if shown.row.handling & COMPELLED]


def chains_of(case: Case, records: Sequence[Shown]) -> list[tuple[Derivation, Shown, Shown]]:
    """Each mark with what came of what, here or across to a linked case, where the viewer may read
    both ends."""
    known: Mapping[Name, Shown] = {name_of(shown.row): shown for shown in records}
    rows = unit_of_work.session().scalars(
        select(Derivation)
        .where(
            or_(
                Derivation.case_id == case.id,
                named_in(
                    Derivation.source_entity,
                    Derivation.source_id,
                    {name for name, shown in known.items() if shown.row.case_id == case.id},
                ),
            )
        )
        .order_by(Derivation.id)
        .options(joinedload(Derivation.user))
    )
    found = []
    for row in rows:
        source = known.get((row.source_entity, row.source_id))
        made = known.get((row.entity, row.entity_id))
        if source is not None and made is not None:
            found.append((row, source, made))
    return found
