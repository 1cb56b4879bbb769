"""Letters of an action: begun, written, made, served."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.discipline import forms, queries, queries_letters
from jicms.discipline import service as discipline
from jicms.discipline.forms import letters as letter_forms
from jicms.discipline.forms.letter_begins import beginning
from jicms.discipline.forms.letters import Facts
from jicms.discipline.letters.blocks import BLOCKS, asked_by
from jicms.discipline.letters.kinds import DECISIONS, NOTICES, LetterType
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_letters import Letter
from jicms.discipline.service import letters as service
from jicms.discipline.views import bp
from jicms.discipline.views.action import not_now, to_action
from jicms.web.dates import day
from jicms.web.messages import saved

AT = "/cases/<number>/actions/<int:n>/letters"
ONE = f"{AT}/<int:lr_letter>"


def page_of(letter: Letter) -> str:
    """The address of a letter."""
    return url_for("discipline.letter", **address(letter))


def address(letter: Letter) -> dict[str, Any]:
    """What its address is made of."""
    action = letter.action
    return {"number": action.case.number, "n": action.n, "lr_letter": letter.n}


@bp.get(AT)
@permit(Action.DISCIPLINE_VIEW, load=queries_letters.action_inside, viewed=Event.RECORD_VIEWED)
def letters(action: DisciplinaryAction) -> ResponseReturnValue:
    """The letters of an action, and the kinds that can be begun."""
    called = [service.called_for(action, decision=decision) for decision in (False, True)]
    return render_template(
        "discipline/letters.html",
        action=action,
        case=action.case,
        letters=queries_letters.letters_of(action),
        called=[kind for kind in called if kind is not None],
        kinds=list(LetterType),
    )


class Begun:
    """A letter that is about to be begun: the action, and the kind."""

    def __init__(self, action: DisciplinaryAction, kind: LetterType) -> None:
        self.action, self.case, self.kind = action, action.case, kind


def load_begun(number: str, n: int, letter_kind: str) -> Begun | None:
    """The action and the kind of letter that an address names."""
    action = queries_letters.action_inside(number, n)
    known = LetterType.__members__.get(letter_kind)
    return Begun(action, known) if action is not None and known is not None else None


@bp.route(f"{AT}/new/<letter_kind>", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=load_begun)
def begin_letter(begun: Begun) -> ResponseReturnValue:
    """What the writer of a new letter knows so far."""
    action, kind = begun.action, begun.kind
    form = letter_forms.facts_form(kind, Facts(beginning(action, kind)))
    if form.ready():
        with form.refusals():
            made = service.draft_letter(
                action, actor=current_actor(), kind=kind, facts=form.values()
            )
            saved(f"letter {made.n} is begun")
            return redirect(page_of(made))
    return form.page("discipline/letter_form.html", action=action, case=action.case, kind=kind)


@bp.route(f"{ONE}/details", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries_letters.letter_by_number)
def letter_details(letter: Letter) -> ResponseReturnValue:
    """Change what its writer typed."""
    if not letter.is_draft:
        return redirect(page_of(letter))
    record = Facts(letter.facts, letter.version)
    form = letter_forms.facts_form(letter.kind, record)
    if form.ready():
        form.refuse_if_stale(record)
        with form.refusals():
            service.change_facts(letter, actor=current_actor(), facts=form.values())
            saved(f"the details of letter {letter.n}")
            return redirect(page_of(letter))
    return form.page(
        "discipline/letter_form.html",
        action=letter.action,
        case=letter.case,
        kind=letter.kind,
        letter=letter,
    )


@bp.post(f"{ONE}/make")
@permit(Action.DISCIPLINE_EDIT, load=queries_letters.letter_by_number)
def make_letter(letter: Letter) -> ResponseReturnValue:
    """Make the next version from the case as it is now."""
    made = service.generate(letter, actor=current_actor())
    saved(f"version {made.n} of letter {letter.n}")
    return redirect(page_of(letter))


@bp.post(f"{ONE}/discard")
@permit(Action.DISCIPLINE_EDIT, load=queries_letters.letter_by_number)
def discard_letter(letter: Letter) -> ResponseReturnValue:
    """Put a draft aside."""
    service.discard_letter(letter, actor=current_actor())
    saved(f"letter {letter.n} is put aside")
    action = letter.action
    return redirect(url_for("discipline.letters", number=action.case.number, n=action.n))


@bp.route(f"{ONE}/served", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries_letters.letter_by_number)
def letter_service(letter: Letter) -> ResponseReturnValue:
    """When and how a letter that belongs to no step reached the employee."""
    if not letter.is_draft or letter.kind in NOTICES | DECISIONS:
        return redirect(page_of(letter))
    action = letter.action
    form = letter_forms.LetterServiceForm(data={"version": letter.version, **forms.now_there()})
    form.offer(action)
    if form.ready():
        form.refuse_if_stale(letter)
        at = forms.received_at(form, action)
        with form.refusals():
            if at is not None:
                told = {"served_at": at, "method_code": form.method_code.data}
                service.serve_letter(letter, actor=current_actor(), **told)
                saved(f"letter {letter.n} was served")
                return redirect(page_of(letter))
    return form.page(
        "discipline/letter_service.html", action=action, case=action.case, letter=letter
    )


@bp.get(f"{ONE}")
@permit(Action.DISCIPLINE_VIEW, load=queries_letters.letter_by_number, viewed=Event.RECORD_VIEWED)
def letter(letter: Letter) -> ResponseReturnValue:
    """A letter: what it lacks, its versions, and which blocks were found in them."""
    writes = letter.is_draft and policy.allows(
        current_actor(), Action.DISCIPLINE_EDIT, letter.action
    )
    return render_template(
        "discipline/letter.html",
        letter=letter,
        action=letter.action,
        case=letter.case,
        writes=writes,
        missing=service.missing(letter) if letter.is_draft else [],
        blocks={row.code: asked_by(letter.kind, row.code) for row in BLOCKS.values()},
        with_step=letter.kind in NOTICES | DECISIONS,
        step="discipline.notice" if letter.kind in NOTICES else "discipline.decision_service",
        version_name=letter_forms.version_name,
    )


@bp.route("/cases/<number>/actions/<int:n>/effective-date", methods=["GET", "POST"])
@permit(Action.DISCIPLINE_EDIT, load=queries.action_by_number)
def effective_date(action: DisciplinaryAction) -> ResponseReturnValue:
    """Another effective date, before the letter that states it is made and signed."""
    if shut := not_now(action, "effective_date"):
        return shut
    known = {"version": action.version, "effective_on": action.effective_on}
    form = letter_forms.EffectiveDateForm(data=known)
    if form.ready():
        form.refuse_if_stale(action)
        with form.refusals():
            discipline.change_effective(
                action, actor=current_actor(), effective_on=form.effective_on.data
            )
            return to_action(action, f"it takes effect on {day(action.effective_on)}")
    return form.page(
        "discipline/effective_date.html",
        action=action,
        case=action.case,
        hint=forms.effective_hint(action),
    )
