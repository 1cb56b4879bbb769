"""What shows the elements of a plan."""

from flask import redirect
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.evidence.views.exhibits import source_of
from jicms.fieldwork import queries, service
from jicms.fieldwork.forms import ProofForm
from jicms.fieldwork.models import ElementProof, PlanElement
from jicms.fieldwork.views import bp
from jicms.fieldwork.views.plans import AT, form_page, page_of
from jicms.web.messages import saved


@bp.route(f"{AT}/plan/elements/<int:element>/evidence/new", methods=["GET", "POST"])
@permit(Action.FIELDWORK_EDIT, load=queries.element_of)
def add_proof(element: PlanElement) -> ResponseReturnValue:
    """Name a piece of evidence that shows an element, or speaks against it."""
    form = ProofForm()
    form.offer(element.case)
    if form.ready():
        with form.refusals():
            made = service.add_proof(
                element,
                actor=current_actor(),
                weight=form.weight.data,
                note=form.note.data or "",
                **source_of(element.case.number, form.source.data),
            )
            saved(f"{made.source.key if made.source else 'evidence'} on element {element.n}")
            return redirect(page_of(element.investigation))
    return form_page("proof_form", form, element.investigation, element=element)


@bp.post(f"{AT}/plan/elements/<int:element>/evidence/<int:proof>/remove")
@permit(Action.FIELDWORK_EDIT, load=queries.proof_of)
def remove_proof(proof: ElementProof) -> ResponseReturnValue:
    """Take it from the element again."""
    element = proof.element
    service.remove_proof(proof, actor=current_actor())
    saved(f"element {element.n}")
    return redirect(page_of(element.investigation))
