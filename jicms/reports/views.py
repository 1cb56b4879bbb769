"""Reports on screen and as files."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import Actor, current_actor
from jicms.access.guard import note, permit
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.reports import building, registry
from jicms.reports.scoped import Scoped
from jicms.reports.settings import Settings
from jicms.reports.shapes import FACT, Report, Row, Table
from jicms.web.exports import Column, export

bp = Blueprint("reports", __name__, url_prefix="/reports", template_folder="templates")


@bp.get("")
@permit(Action.REPORTS, viewed=Event.LIST_VIEWED)
def index() -> ResponseReturnValue:
    """Every report, with what it measures."""
    actor = current_actor()
    others = [found for find in registry.beside if (found := find(actor)) is not None]
    return render_template("reports/index.html", reports=registry.every(), others=others)


@bp.get("/<key>")
@permit(Action.REPORTS, load=registry.find, viewed=Event.REPORT_RUN)
def show(report: Report) -> ResponseReturnValue:
    """A report with its settings, tables, charts, and what the numbers mean."""
    settings = Settings(report.params, request.args, current_actor())
    status = 422 if settings.faults else 200
    tables = [] if settings.faults else building.run(report, settings, current_actor())
    note(report=report.key, **settings.detail())
    page = render_template(
        "reports/show.html", report=report, settings=settings, tables=tables, as_of=clock.now()
    )
    return page, status


@bp.get("/<key>.csv")
@permit(Action.REPORTS, load=registry.find, viewed=Event.REPORT_RUN)
def as_csv(report: Report) -> ResponseReturnValue:
    """A table of the report as CSV."""
    return _export(report, "csv")


@bp.get("/<key>.xlsx")
@permit(Action.REPORTS, load=registry.find, viewed=Event.REPORT_RUN)
def as_xlsx(report: Report) -> ResponseReturnValue:
    """A table of the report as XLSX."""
    return _export(report, "xlsx")


def _export(report: Report, kind: str) -> ResponseReturnValue:
    actor = current_actor()
    settings = Settings(report.params, request.args, actor)
    spec = report.table(request.args.get("table"))
    if settings.faults or spec is None:
        raise RuleBroken(list(settings.faults.values()) or ["This report has no such table."])
    table = building.build(report, spec, settings, Scoped(actor))
    detail = {"report": report.key, "table": spec.key, "kind": kind, **settings.detail()}
    note(**detail)
    rows = [*table.rows, *([table.total] if table.total else [])]
    return export(
        report.key if len(report.tables) == 1 else f"{report.key}-{spec.key}",
        kind,
        columns=_columns(table),
        rows=lambda: rows,
        started=lambda: _record(Event.EXPORT_STARTED, actor, detail),
        done=lambda sent: _record(Event.EXPORT_DONE, actor, {**detail, "rows": sent}),
    )


def _columns(table: Table) -> list[Column]:
    def label(at: int) -> Column:
        return Column(table.headings[at].text, lambda row: row.labels[at])

    def value(at: int) -> Column:
        heading = table.headings[at]
        text = heading.kind == FACT
        return Column(heading.text, lambda row: _value(row, at - table.labels, text=text))

    return [(label if at < table.labels else value)(at) for at in range(len(table.headings))]


def _value(row: Row, at: int, *, text: bool) -> Any:
    cell = row.cells[at]
    return cell.text if text and cell.value is None else cell.value


def _record(event: Event, actor: Actor, detail: dict[str, Any]) -> None:
    with unit_of_work.write(actor):
        recorder.record(event, **detail)


def address(report: Report, settings: Settings, kind: str = "", table: str = "") -> str:
    """The address of a report, or of a file of one of its tables, with the same settings."""
    endpoint = f"reports.as_{kind}" if kind else "reports.show"
    more = {"table": table} if table else {}
    return settings.url(url_for(endpoint, key=report.key), **more)


bp.add_app_template_global(address, "report_address")
