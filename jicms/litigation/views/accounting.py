"""The accounting of what labor relations and counsel gave out."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.cases.listing import ordered
from jicms.core import unit_of_work
from jicms.litigation import queries
from jicms.litigation.models import AccountedDisclosure
from jicms.litigation.views import bp
from jicms.web.exports import Column, export, export_kind, recorded
from jicms.web.liststate import ListState, Sort
from jicms.web.paging import Key, capped_count, keyset


def _party(row: AccountedDisclosure) -> str:
    return row.party.name if row.party else ""


def _files(row: AccountedDisclosure) -> str:
    return "; ".join(f"{file['name']} {file['sha256']}" for file in row.files)


def _use(row: AccountedDisclosure) -> str:
    return row.routine_use.label if row.routine_use else ""


def _by(row: AccountedDisclosure) -> str:
    return row.by.name if row.by else ""


COLUMNS = (
    Column("Action", "action.number"),
    Column("Entry", "n"),
    Column("Date", "disclosed_on"),
    Column("Recipient", "recipient_name"),
    Column("Address", "recipient_address"),
    Column("Records of", _party),
    Column("Nature", "nature"),
    Column("Purpose", "purpose"),
    Column("Legal basis", "condition.label"),
    Column("Routine use", _use),
    Column("Authority", "authority"),
    Column("Disclosed by", _by),
    Column("Files and SHA-256", _files),
)


def _state(args: Any) -> ListState:
    keys = (
        Key(AccountedDisclosure.disclosed_on, desc=True),
        Key(AccountedDisclosure.id, desc=True),
    )
    return ListState(args, sorts=[Sort("date", "Date", keys)])


@bp.get("/discipline/disclosures")
@permit(Action.DISCLOSURE_LIST, viewed=Event.LIST_VIEWED)
def disclosures() -> ResponseReturnValue:
    """Every disclosure of the office's actions."""
    state, found = _state(request.args), queries.accounted()
    page, total = keyset(found, state), capped_count(found)
    note(list="disclosures of labor relations", count=str(total))
    return render_template("litigation/disclosures.html", state=state, page=page, total=total)


@bp.get("/discipline/disclosures/export/<kind>")
@permit(Action.DISCLOSURE_LIST, load=export_kind, viewed=Event.EXPORT_STARTED)
def export_disclosures(kind: str) -> ResponseReturnValue:
    """The list as CSV or XLSX. The trail knows both ends."""
    wanted = ordered(queries.accounted(), _state(request.args).keys)
    note(list="disclosures of labor relations", kind=kind)

    def rows() -> Sequence[AccountedDisclosure]:
        return unit_of_work.session().scalars(wanted).all()

    done = recorded(list="disclosures of labor relations", kind=kind)
    return export("labor-disclosures", kind, columns=COLUMNS, rows=rows, done=done)
