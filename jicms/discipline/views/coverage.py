"""The coverage determination: facts, the procedure they give, confirmed or chosen otherwise."""

from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.discipline import forms, procedures, queries, service
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_coverage import LetterService
from jicms.discipline.views import bp
from jicms.discipline.views.action import not_now, to_action
from jicms.files.responses import send


@bp.route("/cases/<number>/actions/<int:n>/coverage", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def coverage(action: DisciplinaryAction) -> ResponseReturnValue:
    """Work out the procedure from the facts, then confirm it or choose another."""
    if shut := not_now(action, "coverage"):
        return shut
    form = forms.CoverageForm(data={"version": action.version, **service.prefilled(action)})
    form.offer(action)
    given = None
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            given = service.work_out(action, form.facts())
            if not form.pressed("work_out"):
                row = service.determine_coverage(
                    action,
                    actor=current_actor(),
                    found=form.facts(),
                    procedure_code=form.procedure_code.data,
                    reason=form.reason.data or "",
                )
                return to_action(action, f"covered by “{row.procedure.label}”")
    return form.page(
        "discipline/coverage.html",
        action=action,
        case=action.case,
        given=given,
        procedure=procedures.named(given.procedure_code) if given else None,
    )


@bp.get("/cases/<number>/actions/<int:n>/service/<letter_served>/proof")
@permit(Action.DISCIPLINE_VIEW, load=queries.service_proof, viewed=Event.FILE_DOWNLOADED)
def service_proof(row: LetterService) -> ResponseReturnValue:
    """What proves that a letter reached the employee."""
    assert row.proof_file is not None
    return send(row.proof_file, download_name=f"{row.action.number} proof of service")
