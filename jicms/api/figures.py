"""Reports of figures: the same definitions, scope and permission as on screen."""

from typing import Any

from flask import request, url_for
from werkzeug.exceptions import UnprocessableEntity

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note
from jicms.api import schemas
from jicms.api.arguments import ReportQuery
from jicms.api.doors import blp, door
from jicms.audit.events import Event
from jicms.reports import building, registry
from jicms.reports.settings import Settings
from jicms.reports.shapes import FACT, Cell, Report, Row, Table


@blp.route("/reports")
@door(Action.REPORTS, schemas.ReportList)
def reports() -> Any:
    """The reports that there are, with their parameters"""
    return {"items": [_brief(report) for report in registry.every()]}


@blp.route("/reports/<string:key>")
@door(Action.REPORTS, schemas.ReportRecord, load=registry.find, event=Event.REPORT_RUN)
@blp.arguments(ReportQuery, location="query")
def report(found: Report, _asked: dict[str, Any]) -> Any:
    """A report, run with the settings given"""
    actor = current_actor()
    settings = Settings(found.params, request.args, actor)
    if settings.faults:
        error = UnprocessableEntity()
        faults = {key: [sentence] for key, sentence in settings.faults.items()}
        error.data = {"messages": faults}  # type: ignore[attr-defined]
        raise error
    note(report=found.key, **settings.detail())
    tables = building.run(found, settings, actor)
    return {
        "key": found.key,
        "title": found.title,
        "covers": settings.sentence(),
        "settings": settings.texts,
        "tables": [_table(table) for table in tables],
        "definition": [{"term": term, "text": text} for term, text in found.definition],
    }


def _brief(found: Report) -> dict[str, Any]:
    return {
        "key": found.key,
        "title": found.title,
        "summary": found.summary,
        "url": url_for("api.report", key=found.key),
        "parameters": [
            {
                "key": param.key,
                "label": param.label,
                "kind": param.kind,
                "default": param.default,
                "choices": [{"value": v, "label": label} for v, label in param.choices()],
            }
            for param in found.params
        ],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": table.title,
        "columns": [
            {"key": each.key, "label": each.text, "kind": each.kind} for each in table.headings
        ],
        "rows": [_row(table, row) for row in table.rows],
        "total": _row(table, table.total) if table.total else None,
    }


def _row(table: Table, row: Row) -> dict[str, Any]:
    kinds = [heading.kind for heading in table.headings[table.labels :]]
    return {
        "labels": row.labels,
        "values": [
            cell.text if kind == FACT else cell.value
            for kind, cell in zip(kinds, row.cells, strict=True)
        ],
        "cases": [_list_behind(cell) for cell in row.cells],
    }


def _list_behind(cell: Cell) -> str | None:
    """The same list through this interface."""
    if not cell.url:
        return None
    return url_for("api.cases") + "?" + cell.url.partition("?")[2]
