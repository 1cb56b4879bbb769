"""Pages of the accounting of disclosures: all that the viewer sees, and those about one person."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.cases.listing import ordered
from jicms.core import unit_of_work
from jicms.documents import pdf_answer
from jicms.exports import disclosing, queries
from jicms.exports.models import ExportPackage
from jicms.exports.views import bp
from jicms.people.models import Person
from jicms.people.queries import recorded_filters
from jicms.people.views.directory import load_person
from jicms.web.exports import export, export_kind, recorded
from jicms.web.liststate import ListState
from jicms.web.paging import count_together, keyset


def _all(state: ListState) -> Any:
    return ordered(disclosing.found(state.values, current_actor()), state.keys)


@bp.get("/disclosures")
@permit(Action.EXPORT_ACCOUNTING, viewed=Event.LIST_VIEWED)
def disclosures() -> ResponseReturnValue:
    """Every disclosure that has to be accounted for, as far as the viewer sees the cases."""
    state = disclosing.state(request.args)
    found = disclosing.found(state.values, current_actor())
    page = keyset(found, state)
    (total,) = count_together([found])
    note(list="disclosures", filters=recorded_filters(state), count=str(total))
    return render_template("exports/disclosures.html", state=state, page=page, total=total)


@bp.get("/disclosures/export/<kind>")
@permit(Action.EXPORT_ACCOUNTING, load=export_kind, viewed=Event.EXPORT_STARTED)
def export_disclosures(kind: str) -> ResponseReturnValue:
    """The list as it is filtered, as CSV or XLSX. The trail knows both ends."""
    state = disclosing.state(request.args)
    wanted = _all(state)
    note(list="disclosures", filters=recorded_filters(state), kind=kind)

    def rows() -> Sequence[ExportPackage]:
        return unit_of_work.session().scalars(wanted).all()

    done = recorded(list="disclosures", kind=kind)
    return export("disclosures", kind, columns=disclosing.COLUMNS, rows=rows, done=done)


@bp.get("/disclosures.pdf")
@permit(Action.EXPORT_ACCOUNTING, viewed=Event.FILE_DOWNLOADED)
def print_disclosures() -> ResponseReturnValue:
    """The list as it is filtered, on paper."""
    state = disclosing.state(request.args)
    rows = unit_of_work.session().scalars(_all(state).limit(disclosing.PRINTED)).all()
    note(list="disclosures", filters=recorded_filters(state), count=len(rows))
    about = ", ".join(chip.text for chip in state.chips()) or "All disclosures"
    content = disclosing.printed(rows, about=about, by=current_actor().name)
    return pdf_answer(content, name="disclosures.pdf", printed="accounting of disclosures")


@bp.get("/people/<int:person_id>/disclosures")
@permit(Action.EXPORT_ACCOUNTING, load=load_person, viewed=Event.PERSON_VIEWED)
def accounting(person: Person) -> ResponseReturnValue:
    """To whom a person's records were disclosed, as far as the viewer sees the cases."""
    rows, others = queries.disclosures_about(person), disclosing.others_about(person.id)
    return render_template("exports/accounting.html", person=person, packages=rows, others=others)


@bp.get("/people/<int:person_id>/disclosures.pdf")
@permit(Action.EXPORT_ACCOUNTING, load=load_person, viewed=Event.PERSON_VIEWED)
def print_accounting(person: Person) -> ResponseReturnValue:
    """The same on paper, to be given to the person."""
    rows = queries.disclosures_about(person)
    note(printed="accounting of disclosures")
    content = disclosing.printed(
        rows,
        about=f"Records about {person.name}",
        by=current_actor().name,
        further=disclosing.others_about(person.id),
    )
    return pdf_answer(content, name=f"disclosures-{person.id}.pdf", printed="accounting")
