"""The links of a case: listed, added, taken away."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.cases import queries, related, service
from jicms.cases.forms import LinkForm, ReasonForm
from jicms.cases.models import Case
from jicms.cases.views import bp
from jicms.core.errors import RuleBroken
from jicms.web.messages import saved


@bp.get("/cases/<number>/links")
@permit(Action.CASE_VIEW, load=queries.case_by_number, viewed=Event.RECORD_VIEWED)
def links(case: Case) -> ResponseReturnValue:
    """What the case is linked with, and which cases were merged into it."""
    found = related.of(case)
    merged = [row for row in found if row.link_id is None]
    return render_template(
        "cases/links.html",
        case=case,
        linked=[row for row in found if row.link_id is not None],
        merged=merged,
        tellers=related.tellers([row.case_id for row in merged]),
    )


@bp.route("/cases/<number>/links/new", methods=["GET", "POST"])
@permit(Action.CASE_LINK, load=queries.case_by_number)
def add_link(case: Case) -> ResponseReturnValue:
    """Link it with another case. A hidden one answers like a missing one."""
    form = LinkForm()
    form.offer(case.agency.zone)
    if form.ready():
        with form.refusals():
            other = queries.case_by_number(form.other.data)
            if other is None:
                raise RuleBroken("There is no case with this number.", field="other")
            service.add_link(
                case,
                actor=current_actor(),
                other=other,
                kind_code=form.kind.data,
                reason=form.reason.data,
            )
            saved(f"linked with {other.number}")
            return redirect(url_for("cases.links", number=case.number))
    return form.page("cases/link_form.html", case=case)


@bp.route("/cases/<number>/links/<int:link_id>/remove", methods=["GET", "POST"])
@permit(Action.CASE_LINK, load=related.link_of)
def remove_link(found: related.LinkOfCase) -> ResponseReturnValue:
    """Take a link away, with the reason."""
    form = ReasonForm()
    if form.ready():
        with form.refusals():
            service.remove_link(
                found.link, actor=current_actor(), case=found.case, reason=form.reason.data
            )
            saved("the link is removed")
            return redirect(url_for("cases.links", number=found.case.number))
    other = found.link.other if found.link.case_id == found.case.id else found.link.case
    said = related.label_from(found.link, found.case)
    return form.page("cases/unlink.html", case=found.case, other=other, said=said)
