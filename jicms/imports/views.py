"""The administrator's pages of imports: what was delivered, what became of it, row by row."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.imports import queries
from jicms.imports.models import ImportIssue, ImportRun, IssueKind
from jicms.web.exports import KINDS, Column, export, recorded
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.paging import Key, capped_count, keyset

bp = Blueprint("imports", __name__, url_prefix="/admin/imports", template_folder="templates")

COLUMNS = (
    Column("File", "file.name"),
    Column("Row", "row"),
    Column("Key", "key"),
    Column("What", "kind"),
    Column("Column", "column"),
    Column("Delivered", "delivered"),
    Column("Stored", "stored"),
    Column("Reason", "reason"),
)


@bp.route("")
@permit(Action.ADMIN_VIEW, viewed=Event.ADMIN_VIEWED)
def index() -> ResponseReturnValue:
    """Every run, newest first."""
    newest = Sort("newest", "newest", [Key(ImportRun.id, desc=True)])
    state = ListState(request.args, filters=[], sorts=[newest])
    page = keyset(queries.runs(), state)
    return render_template("imports/index.html", page=page, total=capped_count(queries.runs()))


@bp.route("/<int:run_id>")
@permit(Action.ADMIN_VIEW, load=queries.run_by_id, viewed=Event.ADMIN_VIEWED)
def show(run: ImportRun) -> ResponseReturnValue:
    """One run: the account of each file and the report's lines."""
    state = report_state(run)
    statement = queries.issues(run, state.values)
    return render_template(
        "imports/show.html",
        run=run,
        state=state,
        page=keyset(statement, state),
        total=capped_count(statement),
        counts=queries.issue_counts(run),
    )


def run_of(run_id: int, kind: str) -> ImportRun | None:
    """The run whose report is asked for, if the kind of file is one that is offered."""
    return queries.run_by_id(run_id) if kind in KINDS else None


@bp.route("/<int:run_id>/report.<kind>")
@permit(Action.ADMIN_VIEW, load=run_of, viewed=Event.EXPORT_STARTED)
def download(run: ImportRun) -> ResponseReturnValue:
    """The report as far as the filters choose it. The trail knows both ends."""
    state, run_id = report_state(run), run.id
    kind = str((request.view_args or {})["kind"])
    lines = queries.issues(run, state.values).order_by(ImportIssue.id)
    note(list="import report", run=run_id, filters=state.params, kind=kind)

    return export(
        f"import-{run_id}",
        kind,
        columns=COLUMNS,
        rows=lambda: unit_of_work.session().scalars(lines.execution_options(yield_per=500)),
        done=recorded(list="import report", run=run_id, kind=kind),
    )


def report_state(run: ImportRun) -> ListState:
    """Filters and order of a report's lines."""
    kinds = [(kind.value, kind.capitalize()) for kind in IssueKind]
    return ListState(
        request.args,
        filters=[
            Filter("kind", "What", choices=kinds, many=True),
            Filter("file", "File", choices=[(file.id, file.name) for file in run.files], many=True),
        ],
        sorts=[Sort("row", "place in the delivery", [Key(ImportIssue.id)])],
    )
