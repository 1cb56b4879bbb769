"""What a finding rests on, on the page of its allegation."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor, find_actor
from jicms.access.guard import permit
from jicms.allegations.models import AllegationSubject
from jicms.allegations.queries import charge_of
from jicms.allegations.views import url_of
from jicms.evidence import queries_weighing as queries
from jicms.evidence import service
from jicms.evidence.forms import WeighForm
from jicms.evidence.views import bp
from jicms.evidence.views.exhibits import source_of
from jicms.web.messages import saved

AT = "/cases/<number>/allegations/<int:n>.<int:m>/evidence"


@bp.route(f"{AT}/new", methods=["GET", "POST"])
@permit(Action.FINDING_RECORD, load=charge_of)
def weigh(charge: AllegationSubject) -> ResponseReturnValue:
    """Name a piece of evidence for or against."""
    case, form = charge.case, WeighForm()
    form.offer(case)
    if form.ready():
        with form.refusals():
            made = service.weigh(
                charge,
                actor=current_actor(),
                weight=form.weight.data,
                note=form.note.data or "",
                **source_of(case.number, form.source.data),
            )
            saved(f"{made.source.key if made.source else 'evidence'} on {charge.label}")
            return redirect(url_of(charge))
    return form.page("evidence/weigh_form.html", case=case, charge=charge, back=url_of(charge))


@bp.post(f"{AT}/<int:weighed>/remove")
@permit(Action.FINDING_RECORD, load=queries.weighed_of)
def leave_out(found: queries.Weighed) -> ResponseReturnValue:
    """Take a piece of evidence out again."""
    charge = found.charge
    service.leave_out(found.row, actor=current_actor())
    saved(f"evidence on {charge.label}")
    return redirect(url_of(charge))


def section(charge: AllegationSubject) -> Markup | None:
    """What the finding that stands rests on, under the detail of an allegation."""
    finding, rows, earlier = queries.weighed_on(charge)
    if finding is None or finding.detail is None:
        return None
    actor = find_actor()
    writes = finding.approval is None and policy.allows(actor, Action.FINDING_RECORD, charge)
    if not rows and not earlier and not writes:
        return None
    drawn = render_template(
        "evidence/parts/weighed.html",
        charge=charge,
        case=charge.case,
        rows=rows,
        earlier=earlier,
        exhibits=queries.exhibits_by_source(rows),
        writes=writes,
    )
    return Markup(drawn)  # noqa: S704 - our own template
