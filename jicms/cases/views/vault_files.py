"""Files in the vault: which there are, and one opened with a reason."""

from flask import render_template
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases import queries, service
from jicms.cases.forms import RevealForm
from jicms.cases.models import Party
from jicms.cases.models_vault_files import VaultFile
from jicms.cases.views import bp
from jicms.files.naming import offered_name
from jicms.files.responses import send


@bp.get("/cases/<number>/people/<int:n>/vault")
@permit(Action.IDENTITY_REVEAL, load=queries.party_of, viewed=Event.RECORD_VIEWED)
def vault_files(party: Party) -> ResponseReturnValue:
    """The originals that a protected party handed over: kind and size, no name."""
    found = service.vault_files_of(party)
    return render_template(
        "cases/vault_files.html",
        case=party.case,
        party=party,
        files=found,
        copies=service.copies_of(found),
    )


@bp.route("/cases/<number>/vault/<int:vault_file>", methods=["GET", "POST"])
@permit(Action.IDENTITY_REVEAL, load=service.vault_file_of)
def vault_file(row: VaultFile) -> ResponseReturnValue:
    """Open an original: the file itself, or the name that it came with, in answer to a reason."""
    form, name = RevealForm(), ""
    form.offer(row.case)
    if form.ready():
        with form.refusals():
            name = service.open_vault_file(
                row,
                actor=current_actor(),
                reason_code=form.reason_code.data,
                note=form.note.data or "",
            )
            if not form.pressed("show_name"):
                return send(
                    row.file, download_name=offered_name(row.file, row.case.number, row.key)
                )
    page, status = form.page("cases/vault_file.html", case=row.case, row=row, name=name)
    return page, status, {"Cache-Control": "no-store"}
