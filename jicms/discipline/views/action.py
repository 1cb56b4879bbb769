"""The action's page, its letters, its specialist and officials."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.discipline import (
    added,
    desk,
    forms,
    ledger,
    procedures,
    queries,
    queries_charges,
    queries_prior,
    road,
    service,
    steps,
)
from jicms.discipline.models import (
    ActionLetter,
    Answer,
    DisciplinaryAction,
    LetterKind,
    PenaltyStage,
)
from jicms.discipline.policy import works_on
from jicms.discipline.queries_agreements import agreements_of
from jicms.discipline.queries_board import of_action as board_of_action
from jicms.discipline.queries_contractors import of_action as outcomes_of
from jicms.discipline.queries_departures import of_action
from jicms.discipline.queries_leave import running_of
from jicms.discipline.views import bp
from jicms.files.responses import send
from jicms.refdata.models_interviews import BargainingAgreement
from jicms.refdata.queries import label_of
from jicms.web import results
from jicms.web.messages import saved


def to_action(action: DisciplinaryAction, message: str) -> ResponseReturnValue:
    """Back to the action, which says what was saved."""
    saved(message)
    return redirect(url_for("discipline.show", number=action.case.number, n=action.n))


def not_now(action: DisciplinaryAction, key: str) -> ResponseReturnValue | None:
    """The page that says why a step can't be taken now; None where it can."""
    step = steps.BY_KEY[key]
    if step.is_open(action):
        return None
    actor = current_actor()
    return render_template(
        "discipline/not_now.html",
        action=action,
        case=action.case,
        step=step,
        why=steps.why_not(action, key),
        next_step=steps.next_step(action, actor),
    )


@bp.get("/cases/<number>/actions/<int:n>")
@permit(Action.DISCIPLINE_VIEW, load=queries.action_by_number, viewed=Event.RECORD_VIEWED)
def show(action: DisciplinaryAction) -> ResponseReturnValue:
    """Where the action stands. The investigating side sees stage and served penalty only."""
    actor = current_actor()
    context: dict[str, Any] = {
        "action": action,
        "case": action.case,
        "stage": steps.stage(action),
        "procedure": steps.procedure_name(action),
        "penalties": {stage: action.penalty(stage) for stage in PenaltyStage},
        "result": results.opened_from(action),
    }
    if not works_on(actor, action):
        return render_template("discipline/outside.html", **context)
    served = {row.kind: row for row in queries.services_of(action)}
    return render_template(
        "discipline/show.html",
        **context,
        cards=ledger.cards(queries.clocks_of(action), served),
        served=served,
        row=procedures.procedure_of(action),
        agreement_name=lambda code: label_of(BargainingAgreement, code),
        procedure_label=lambda code: procedures.named(code).label,
        determined=service.determinations(action),
        charges=queries_charges.charges_of(action),
        material=queries.material_of(action),
        prior=queries_prior.prior_of(action),
        held=queries_prior.range_of(action),
        record_marks=queries_prior.marks_of(action),
        answers=action.answers,
        notice=queries.letter_of(action, LetterKind.NOTICE),
        decision=queries.letter_of(action, LetterKind.DECISION),
        road=road.road(action),
        offered=steps.offered(action, actor),
        next_step=steps.next_step(action, actor),
        missing=service.missing_factors(action),
        factor_name=forms.factor_name,
        agreements=agreements_of(action),
        departure=of_action(action),
        leave=running_of(action),
        board_items=board_of_action(action),
        **desk.of_action(action),
        outcomes=outcomes_of(action),
        **added.of_action(action),
    )


def _letter(letter: ActionLetter | Answer, name: str) -> ResponseReturnValue:
    assert letter.file is not None
    return send(letter.file, download_name=f"{letter.action.number} {name}")


@bp.get("/cases/<number>/actions/<int:n>/notice-letter")
@permit(Action.DISCIPLINE_VIEW, load=queries.notice_letter, viewed=Event.FILE_DOWNLOADED)
def notice_letter(letter: ActionLetter) -> ResponseReturnValue:
    """The notice as it was sent."""
    return _letter(letter, "notice")


@bp.get("/cases/<number>/actions/<int:n>/decision-letter")
@permit(Action.DISCIPLINE_VIEW, load=queries.decision_letter, viewed=Event.FILE_DOWNLOADED)
def decision_letter(letter: ActionLetter) -> ResponseReturnValue:
    """The decision as it was sent."""
    return _letter(letter, "decision")


@bp.get("/cases/<number>/actions/<int:n>/answers/<int:answer>")
@permit(Action.DISCIPLINE_VIEW, load=queries.answer_file, viewed=Event.FILE_DOWNLOADED)
def answer_file(answer: Answer) -> ResponseReturnValue:
    """The employee's answer, as it came."""
    return _letter(answer, "answer")


@bp.route("/cases/<number>/actions/<int:n>/assign", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_ASSIGN, load=queries.action_by_number)
def assign(action: DisciplinaryAction) -> ResponseReturnValue:
    """Give the action to somebody of the office; a specialist takes a free one."""
    if shut := not_now(action, "assign"):
        return shut
    actor = current_actor()
    people = queries.assignable(actor, action.office)
    form = forms.AssignForm(
        data={"version": action.version, "specialist": action.specialist_id or actor.user_id}
    )
    form.offer(people)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            who = forms.chosen(people, form.specialist.data)
            assert who is not None
            service.assign_specialist(action, actor=actor, user=who)
            return to_action(action, f"{action.number} is with {who.name}")
    return form.page("discipline/assign.html", action=action, case=action.case)


@bp.route("/cases/<number>/actions/<int:n>/officials", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def officials(action: DisciplinaryAction) -> ResponseReturnValue:
    """Name who proposes and who decides."""
    if shut := not_now(action, "officials"):
        return shut
    form = forms.OfficialsForm(
        data={
            "version": action.version,
            "proposing": action.proposing_official_id,
            "deciding": action.deciding_official_id,
        }
    )
    form.offer(action)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            people = queries.officials(action.office)
            service.name_officials(
                action,
                actor=current_actor(),
                proposing=forms.chosen(people, form.proposing.data),
                deciding=forms.chosen(people, form.deciding.data),
            )
            return to_action(action, "the officials are named")
    return form.page("discipline/officials.html", action=action, case=action.case)
