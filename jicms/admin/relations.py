"""Declared relations, for the security administrator: which wait, and which the wall follows."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.admin import queries
from jicms.admin.blueprint import bp
from jicms.admin.forms import RelationConfirmForm
from jicms.audit.events import Event
from jicms.people import relations as service
from jicms.people.models import DeclaredRelation
from jicms.web.messages import saved


def page(form: RelationConfirmForm, asked: int | None = None) -> ResponseReturnValue:
    """The queue; `asked` is the declaration whose form comes back with its errors."""
    return form.page(
        "admin/relations.html",
        waiting=service.known(*service.waits()),
        standing=service.known(*service.stands()),
        asked=asked,
    )


@bp.get("/relations")
@permit(Action.RELATION_CONFIRM, viewed=Event.ADMIN_VIEWED)
def relations() -> ResponseReturnValue:
    """What waits, and what stands."""
    return page(RelationConfirmForm())


@bp.post("/relations/<int:relation_id>/confirm")
@permit(Action.RELATION_CONFIRM, load=queries.relation_by_id)
def confirm_relation(relation: DeclaredRelation) -> ResponseReturnValue:
    """Let a relation, or its end, take effect."""
    form = RelationConfirmForm(prefix=f"r{relation.id}")
    number = relation.id
    if form.ready():
        with form.refusals():
            service.confirm(relation, actor=current_actor(), number=form.number.data)
            saved("the relation is ended" if relation.ended_at else "the relation is confirmed")
            return redirect(url_for("admin.relations"))
    return page(form, number)


@bp.post("/relations/<int:relation_id>/decline")
@permit(Action.RELATION_CONFIRM, load=queries.relation_by_id)
def decline_relation(relation: DeclaredRelation) -> ResponseReturnValue:
    """Refuse a relation, or its end."""
    service.decline(relation, actor=current_actor())
    saved("the request is declined")
    return redirect(url_for("admin.relations"))
