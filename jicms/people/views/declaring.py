"""One's own declared relations: what is said to the security administrator."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.people import relations
from jicms.people.forms import RelationForm
from jicms.people.models import DeclaredRelation
from jicms.web.messages import saved

bp = Blueprint("relations", __name__, url_prefix="/account/relations")


def own_relation(relation_id: int) -> DeclaredRelation | None:
    """One that the actor declared, and that stands."""
    return relations.own_by_id(current_actor(), relation_id)


@bp.route("", methods=["GET", "POST"])
@permit(Action.RELATION_DECLARE)
def index() -> ResponseReturnValue:
    """What one declared, and the form that declares another."""
    actor, form = current_actor(), RelationForm()
    form.offer()
    if form.ready():
        with form.refusals():
            relations.declare(actor=actor, **form.values())
            saved("your declaration waits for the security administrator")
            return redirect(url_for("relations.index"))
    return form.page(
        "people/relations.html", relations=relations.own(actor), is_linked=bool(actor.person_ids)
    )


@bp.post("/<int:relation_id>/end")
@permit(Action.RELATION_DECLARE, load=own_relation)
def end(relation: DeclaredRelation) -> ResponseReturnValue:
    """Withdraw a declaration, or ask for the end of a relation."""
    was_confirmed = relation.confirmed_at is not None
    relations.ask_end(relation, actor=current_actor())
    saved("the end waits for the security administrator" if was_confirmed else "it is withdrawn")
    return redirect(url_for("relations.index"))
