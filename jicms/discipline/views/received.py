"""The log of what the officials of an action received, to read, print and export."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.discipline import queries_package
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_package import PackagePart
from jicms.discipline.views import bp
from jicms.web.exports import Column, export_kind, export_rows
from jicms.web.filters import label

_AT = "/cases/<number>/actions/<int:n>/received"


@bp.get(_AT)
@permit(Action.DISCIPLINE_VIEW, load=queries_package.inner_action, viewed=Event.RECORD_VIEWED)
def received(action: DisciplinaryAction) -> ResponseReturnValue:
    """Everything that the deciding official received, and the proposing one: what, when, how."""
    log = queries_package.log_of(action)
    return render_template(
        "discipline/received.html",
        action=action,
        case=action.case,
        deciding=[line for line in log if line.receipt.part is PackagePart.DECIDING],
        proposing=[line for line in log if line.receipt.part is PackagePart.PROPOSING],
        acts=queries_package.ACTS,
    )


def _exported(number: str, n: int, kind: str) -> DisciplinaryAction | None:
    return queries_package.inner_action(number, n) if export_kind(kind) else None


@bp.get(f"{_AT}/export/<kind>")
@permit(Action.DISCIPLINE_VIEW, load=_exported, viewed=Event.EXPORT_STARTED)
def export_received(action: DisciplinaryAction) -> ResponseReturnValue:
    """The log as CSV or XLSX. The trail knows both ends."""
    kind = (request.view_args or {})["kind"]
    note(list="received", kind=kind)
    rows = queries_package.log_rows(action)
    return export_rows(f"received-{action.number}", kind, rows, _COLUMNS)


_COLUMNS = (
    Column("Official", lambda row: row[0].official.name),
    Column("Part", lambda row: label(row[0].part)),
    Column("Received", lambda row: row[0].received_at),
    Column("What", lambda row: row[0].label),
    Column("By what act", lambda row: queries_package.ACTS[row[0].act]),
    Column("Given by", lambda row: row[0].given_by.name if row[0].given_by else ""),
    Column("First opened", lambda row: row[1]),
)
