"""Service of the notice, and the written answer."""

from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.discipline import forms, procedures, queries, service
from jicms.discipline.models import AnswerKind, DisciplinaryAction
from jicms.discipline.service.furnishing import piece_name, unfurnished
from jicms.discipline.views import bp
from jicms.discipline.views.action import not_now, to_action
from jicms.files.taking import taken_in
from jicms.web.dates import day


@bp.route("/cases/<number>/actions/<int:n>/notice", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def notice(action: DisciplinaryAction) -> ResponseReturnValue:
    """When and how the notice reached the employee: the legal clocks start."""
    if shut := not_now(action, "notice"):
        return shut
    known = {"version": action.version, "deciding": action.deciding_official_id}
    form = forms.NoticeForm(data=known)
    form.offer(action)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            if (delivery := forms.delivery(form, action)) is not None:
                service.serve_notice(
                    action,
                    actor=current_actor(),
                    **delivery,
                    answer_by=form.answer_by.data,
                    deciding=forms.chosen(queries.officials(action.office), form.deciding.data),
                    material_with_notice=form.material_with_notice.data,
                    file=taken_in(form.file),
                )
                due = day(action.answer_due_on) or "not limited by law"
                return to_action(action, f"the notice was served; answer due {due}")
    return form.page(
        "discipline/notice.html",
        action=action,
        case=action.case,
        procedure=procedures.procedure_of(action),
        unfurnished=[piece_name(piece) for piece in unfurnished(action)],
    )


@bp.route("/cases/<number>/actions/<int:n>/answer", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def answer(action: DisciplinaryAction) -> ResponseReturnValue:
    """A written answer, or that none came."""
    if shut := not_now(action, "answer"):
        return shut
    known = {"version": action.version, "kind": AnswerKind.WRITTEN}
    form = forms.AnswerForm(data={**known, **forms.now_there()})
    form.offer()
    if form.ready():
        form.refuse_if_stale(action)
        at = forms.received_at(form, action)
        with form.refusals():
            if at is not None:
                service.record_answer(
                    action,
                    actor=current_actor(),
                    kind=form.kind.data,
                    received_at=at,
                    channel=form.channel.data,
                    submitted_by=form.submitted_by.data,
                    representative=form.representative.data or "",
                    summary=form.summary.data or "",
                    file=taken_in(form.file),
                )
                return to_action(action, "the answer is recorded")
    return form.page("discipline/answer.html", action=action, case=action.case)
