"""Making two records of one person one, and parting them."""

from typing import NamedTuple

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import Actor, current_actor
from jicms.access.guard import note, permit
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.people import comparing, merging, queries
from jicms.people.forms import MergeForm, PartForm
from jicms.people.models import Person
from jicms.people.models_merge import PersonMerge
from jicms.people.views import bp
from jicms.people.views.directory import load_person, shown_ids
from jicms.people.walking import searched_words
from jicms.web.messages import saved

FOUND = 10


class Pair(NamedTuple):
    """The record that stays, and the one that becomes a part of it."""

    kept: Person
    other: Person


def load_kept(person_id: int) -> Person | None:
    """The record itself, in sight: not one that it became a part of."""
    return queries.person_page(person_id)


def load_pair(person_id: int, other_id: int) -> Pair | None:
    """Both records, where the viewer sees both."""
    kept, other = queries.person_page(person_id), queries.person_page(other_id)
    return Pair(kept, other) if kept and other else None


def load_merge(person_id: int, merge_id: int) -> PersonMerge | None:
    """A merge that stands into the record in sight."""
    person = load_person(person_id)
    if person is None:
        return None
    return next((each for each in comparing.merges_of(person) if each.id == merge_id), None)


def found_by(actor: Actor, person: Person, words: str) -> list[Person]:
    """Records in the viewer's sight that the words find; none without words."""
    if not words:
        return []
    statement = queries.directory(actor, words=words).where(Person.id != person.id)
    ordered = statement.order_by(Person.family_name, Person.given_name, Person.id).limit(FOUND)
    return list(unit_of_work.session().scalars(queries.with_employment(ordered)))


@bp.get("/<int:person_id>/merge")
@permit(Action.PERSON_MERGE, load=load_kept, viewed=Event.SEARCHED)
def find_twin(person: Person) -> ResponseReturnValue:
    """Look for the other record of the same person."""
    actor = current_actor()
    words, hint = searched_words(request.args)
    found = found_by(actor, person, words)
    likely = [] if words else comparing.likely(actor, person)
    note(**queries.recorded_text(words), persons=shown_ids([*found, *likely]), refused=bool(hint))
    return render_template(
        "people/find_twin.html", person=person, words=words, hint=hint, found=found, likely=likely
    )


@bp.route("/<int:person_id>/merge/<int:other_id>", methods=["GET", "POST"])
@permit(Action.PERSON_MERGE, load=load_pair, viewed=Event.PERSON_VIEWED)
def merge(pair: Pair) -> ResponseReturnValue:
    """Compare both, see what moves, and make them one."""
    actor, (kept, other) = current_actor(), pair
    note(other=other.id)
    form = MergeForm()
    fields = comparing.fields(actor, kept, other)
    form.take.offer((row.choice, row.label) for row in fields if row.choice)
    if form.ready():
        with form.refusals():
            merging.merge_persons(kept, actor=actor, merged=other, **form.compared())
            saved("the two records are one")
            return redirect(url_for("people.show", person_id=kept.id))
    if not form.is_submitted():
        form.kept_version.data, form.other_version.data = kept.version, other.version
    return form.page(
        "people/merge.html",
        kept=kept,
        other=other,
        fields=fields,
        effects=comparing.effects(actor, kept, other),
        refused=merging.refusals(kept, other),
    )


@bp.route("/<int:person_id>/merges/<int:merge_id>/undo", methods=["GET", "POST"])
@permit(Action.PERSON_MERGE, load=load_merge, viewed=Event.PERSON_VIEWED)
def undo_merge(merge: PersonMerge) -> ResponseReturnValue:
    """Part two records that were made one."""
    form = PartForm()
    kept = merge.kept
    if form.ready():
        with form.refusals():
            merging.undo_merge(merge, actor=current_actor(), reason=form.reason.data or "")
            saved("the records are parted again")
            return redirect(url_for("people.show", person_id=kept.id))
    taken = [comparing.LABELS[name] for name in merge.replaced]
    return form.page(
        "people/undo_merge.html", person=kept, merge=merge, other=merge.merged, taken=taken
    )
