"""What came after the notice: listed, added, settled in one of three ways."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.discipline import forms, queries, queries_package, service
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_package import NewMaterial
from jicms.discipline.service import today_of
from jicms.discipline.views import bp
from jicms.discipline.views.action import not_now, to_action
from jicms.evidence.models import Document, Exhibit
from jicms.files.responses import send
from jicms.files.taking import taken_in
from jicms.web.dates import day

_AT = "/cases/<number>/actions/<int:n>/new-material"
_ONE = f"{_AT}/<int:new>"


@bp.get(_AT)
@permit(Action.DISCIPLINE_VIEW, load=queries_package.inner_action, viewed=Event.RECORD_VIEWED)
def new_material(action: DisciplinaryAction) -> ResponseReturnValue:
    """All that came after the notice, and what became of it."""
    return render_template(
        "discipline/new_material.html",
        action=action,
        case=action.case,
        items=queries_package.new_of(action),
        is_open=service.takes_new_material(action),
    )


@bp.route(f"{_AT}/add", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def add_new_material(action: DisciplinaryAction) -> ResponseReturnValue:
    """Record something that the notice did not hold."""
    if shut := not_now(action, "new_material"):
        return shut
    form = forms.NewMaterialForm(data={"version": action.version, "arrived_on": today_of(action)})
    rows = queries_package.may_become_new(action)
    form.offer(rows)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            item = service.add_new_material(
                action, actor=current_actor(), file=taken_in(form.file), **_typed(form, rows)
            )
            return to_action(action, f"{item.name} is recorded: settle it before the decision")
    return form.page("discipline/new_add.html", action=action, case=action.case)


def _typed(form: Any, rows: list[Exhibit | Document]) -> dict[str, Any]:
    row = next((row for row in rows if forms.key_of(row) == form.chosen.data), None)
    names = ("kind", "title", "source", "matters", "arrived_on")
    return {
        **{name: form[name].data for name in names},
        "text": form.text.data or "",
        "exhibit": row if isinstance(row, Exhibit) else None,
        "document": row if isinstance(row, Document) else None,
    }


@bp.get(f"{_ONE}/file")
@permit(Action.DISCIPLINE_VIEW, load=queries_package.new_file, viewed=Event.FILE_DOWNLOADED)
def new_material_file(item: NewMaterial) -> ResponseReturnValue:
    """New material as it came."""
    assert item.file is not None
    return send(item.file, download_name=f"{item.action.number} new {item.n}")


@bp.get(f"{_ONE}/proof")
@permit(Action.DISCIPLINE_VIEW, load=queries_package.new_proof, viewed=Event.FILE_DOWNLOADED)
def new_material_proof(item: NewMaterial) -> ResponseReturnValue:
    """What proves that the employee got new material."""
    assert item.use is not None
    assert item.use.proof_file is not None
    name = f"{item.action.number} new {item.n} proof of service"
    return send(item.use.proof_file, download_name=name)


@bp.route(f"{_ONE}/serve", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries_package.new_item)
def serve_new(item: NewMaterial) -> ResponseReturnValue:
    """When and how the employee got it: the time to answer begins anew."""
    action = item.action
    if shut := not_now(action, "new_material"):
        return shut
    form = forms.ServeNewForm(data={"version": action.version})
    form.offer(action)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            if (delivery := forms.delivery(form, action)) is not None:
                service.serve_new_material(
                    item,
                    actor=current_actor(),
                    **delivery,
                    answer_by=form.answer_by.data,
                    file=taken_in(form.file),
                )
                due = day(action.answer_due_on) or "not limited by law"
                return to_action(action, f"{item.name} was served; answer due {due}")
    return form.page("discipline/new_serve.html", action=action, case=action.case, item=item)


@bp.route(f"{_ONE}/mitigation", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries_package.new_item)
def mitigate_new(item: NewMaterial) -> ResponseReturnValue:
    """It may lessen the penalty, and nothing else."""
    return _settled(item, service.use_in_mitigation, "new_mitigate", "used in mitigation only")


@bp.route(f"{_ONE}/not-used", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries_package.new_item)
def leave_new(item: NewMaterial) -> ResponseReturnValue:
    """It counts for nothing and never reaches the official."""
    return _settled(item, service.leave_unused, "new_leave", "not used")


def _settled(item: NewMaterial, settle: Any, template: str, said: str) -> ResponseReturnValue:
    action = item.action
    if shut := not_now(action, "new_material"):
        return shut
    form = forms.ReasonForm(data={"version": action.version})
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            settle(item, actor=current_actor(), reason=form.reason.data)
            return to_action(action, f"{item.name}: {said}")
    return form.page(f"discipline/{template}.html", action=action, case=action.case, item=item)
