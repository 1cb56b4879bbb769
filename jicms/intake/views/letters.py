"""Acknowledgements to whoever reported: composed, recorded, printed, found again."""

from flask import render_template
from flask.typing import ResponseReturnValue

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.cases.forms import RevealForm
from jicms.cases.kinds import IdentityMode
from jicms.cases.models import Case, Party
from jicms.cases.queries import case_by_number
from jicms.intake import queries_letters as queries
from jicms.intake.forms_letters import LetterPage
from jicms.intake.models_letters import Acknowledgement
from jicms.intake.service import letters
from jicms.intake.views import bp

UNSTORED = {"Cache-Control": "no-store"}


@bp.get("/cases/<number>/acknowledgements")
@permit(Action.ACKNOWLEDGE, load=case_by_number, viewed=Event.RECORD_VIEWED)
def acknowledgements(case: Case) -> ResponseReturnValue:
    """Who reported, and what was sent to whom."""
    rows = queries.acknowledgements_of(case)
    reached = {row.party_id for row in rows}
    reporters = queries.reporters_of(case)
    return render_template(
        "intake/letters.html", case=case, rows=rows, reporters=reporters, reached=reached
    )


@bp.route("/cases/<number>/acknowledgements/new/<int:reporter>", methods=["GET", "POST"])
@permit(Action.ACKNOWLEDGE, load=queries.reporter_of)
def acknowledge(party: Party) -> ResponseReturnValue:
    """The text as it would be sent; recorded, the answer is the copy to send. A receipt code stands
    on that copy and nowhere else."""
    actor, form = current_actor(), LetterPage()
    form.offer(party, letters.next_number(party.case))
    added, how = form.added.data or "", form.chosen
    if form.ready() and form.pressed("record"):
        with form.refusals():
            row, letter = letters.acknowledge(
                party, actor=actor, n=form.n.data, form=how, added=added, address=form.way
            )
            return show(row, letter, is_new=True)
    preview, source = letters.compose(party, actor=actor, form=how, added=added, address=form.way)
    return form.page(
        "intake/letter_form.html",
        case=party.case,
        party=party,
        letter=preview,
        source=source,
        is_open=letters.mode_of(party) is IdentityMode.OPEN,
    )


@bp.route("/cases/<number>/acknowledgements/<int:letter>", methods=["GET", "POST"])
@permit(Action.ACKNOWLEDGE, load=queries.acknowledgement_of, viewed=Event.RECORD_VIEWED)
def acknowledgement(row: Acknowledgement) -> ResponseReturnValue:
    """What was sent. Name and address of a confidential reporter are added for a reason alone."""
    note(acknowledgement=row.n)
    letter, form = letters.letter_of(row), None
    if letter is not None and may_address(row):
        form = RevealForm()
        form.offer(row.case)
        if form.ready():
            with form.refusals():
                letter = letters.address_letter(
                    row,
                    actor=current_actor(),
                    reason_code=form.reason_code.data,
                    note=form.note.data or "",
                )
                form = None
    return show(row, letter, form=form)


def may_address(row: Acknowledgement) -> bool:
    """Whether the viewer may have the copy addressed from the vault."""
    sealed = letters.mode_of(row.party) is IdentityMode.CONFIDENTIAL
    return sealed and policy.allows(current_actor(), Action.IDENTITY_REVEAL, row.case)


def show(
    row: Acknowledgement,
    letter: letters.Letter | None,
    *,
    form: RevealForm | None = None,
    is_new: bool = False,
) -> ResponseReturnValue:
    """The copy to print or to copy; never kept by a browser."""
    page = render_template(
        "intake/letter.html",
        case=row.case,
        row=row,
        party=row.party,
        letter=letter,
        form=form,
        mode=letters.mode_of(row.party),
        may_address=may_address(row),
        is_new=is_new,
    )
    return page, 422 if form is not None and form.faults() else 200, UNSTORED
