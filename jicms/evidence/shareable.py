"""The items, statements, documents and exhibits that a case can be shared by."""

from collections.abc import Iterable

from jicms.cases.models import Case
from jicms.cases.service.grants import Shareable, shareable
from jicms.evidence import queries


def records_of(case: Case) -> Iterable[Shareable]:
    """What the actor sees of them. An exhibit brings what it points to."""
    for item in queries.items_of(case):
        yield Shareable(f"item:{item.n}", f"{item.key} {item.description}", "Evidence", (item,))
    for row in queries.statements_of(case):
        yield Shareable(f"statement:{row.n}", f"{row.key} {row.kind.label}", "Statements", (row,))
    for document in queries.documents_of(case):
        yield Shareable(
            f"document:{document.n}", f"{document.key} {document.title}", "Documents", (document,)
        )
    for report, exhibits in queries.exhibits_by_report(case):
        for exhibit in exhibits:
            if exhibit.source is not None:
                yield Shareable(
                    f"exhibit:{report.n}-{exhibit.n}",
                    f"Exhibit {exhibit.n} of report {report.n}, {exhibit.description}",
                    "Exhibits",
                    (exhibit, exhibit.source),
                )


def register() -> None:
    """Let the case offer them."""
    if records_of not in shareable:
        shareable.append(records_of)
