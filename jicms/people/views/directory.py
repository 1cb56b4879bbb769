"""The directory and the person's page."""

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access import guard, policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.people import births, comparing, history, queries, service, ssns, walking
from jicms.people.forms import AliasForm, ContactForm, EmploymentForm, PersonForm
from jicms.people.models import Person
from jicms.people.views import bp
from jicms.people.walking import searched_words
from jicms.web import results
from jicms.web.messages import saved
from jicms.web.paging import Count, capped_count, keyset
from jicms.web.per_page import once

SUGGESTED = 8


def ground_of(record: Any) -> str:
    """The ground that the trail records with a view of a person."""
    return reach_of(record).ground if isinstance(record, Person) else ""


def reach_of(person: Person) -> history.Reach:
    """How the viewer reaches the person: asked once a request."""
    return once("person_reach", person.id, lambda: history.reach(current_actor(), person))


def load_person(person_id: int) -> Person | None:
    """The person in the viewer's sight; notes through which case for the trail."""
    person = queries.person_page(person_id)
    if person is None:
        # Perhaps a record that was merged: its address leads to the other one.
        became = queries.by_id(person_id)
        person = queries.person_page(became.id) if became is not None else None
    if person is not None:
        through = reach_of(person).through
        guard.note(**({"through": through} if through else {}))
    return person


@bp.get("")
@permit(Action.PEOPLE_LIST, viewed=Event.SEARCHED)
def index() -> ResponseReturnValue:
    """The directory, searched by any part of a name, another name, or an employee number."""
    actor = current_actor()
    words, hint = searched_words(request.args)
    state = walking.state(request.args)
    found = walking.rows(state, refused=bool(hint))
    page = keyset(queries.with_employment(found), state)
    alike = queries.sounds_like(actor, words) if words and not page.items else []
    guard.note(
        **queries.recorded_text(words),
        filters=state.values,
        persons=shown_ids([*page.items, *alike]),
        refused=bool(hint),
    )
    return render_template(
        "people/index.html",
        state=state,
        page=page,
        total=capped_count(found) if page.items else Count(0),
        words=words,
        hint=hint,
        alike=alike,
    )


def shown_ids(persons: list[Person]) -> str:
    """The persons that a search showed, as the trail keeps them: `#17;#42;`."""
    return "".join(f"#{person.id};" for person in persons)


@bp.get("/suggest")
@permit(Action.PEOPLE_LIST, viewed=Event.SEARCHED)
def suggest() -> ResponseReturnValue:
    """Names for a form's box, as somebody types."""
    actor = current_actor()
    words, _hint = searched_words(request.args)
    found: list[Person] = []
    if len(words) > 1:
        statement = queries.with_employment(queries.directory(actor, words=words))
        ordered = statement.order_by(Person.family_name, Person.given_name, Person.id)
        found = list(unit_of_work.session().scalars(ordered.limit(SUGGESTED)))
    guard.note(**queries.recorded_text(words), persons=shown_ids(found))
    items = [{"value": str(p.id), "label": p.name, "note": note_of(p)} for p in found]
    return jsonify(items=items)


def note_of(person: Person) -> str:
    """What tells two persons of one name apart."""
    position = person.employments[0].position if person.employments else ""
    return ", ".join(part for part in (person.employee_number or "", position) if part)


@bp.get("/<int:person_id>")
@permit(Action.PERSON_VIEW, load=load_person, viewed=Event.PERSON_VIEWED)
def show(person: Person) -> ResponseReturnValue:
    """Identity, employment and history, as far as the viewer may see."""
    actor, reach = current_actor(), reach_of(person)
    return render_template(
        "people/show.html",
        person=person,
        reach=reach,
        reason=history.GROUNDS.get(reach.ground, history.GROUNDS[history.NONE]),
        known=history.involvement(actor, person),
        birth_year=births.year(person),
        ssn=ssns.masked(person) if policy.allows(actor, Action.PERSON_REVEAL, person) else "",
        agency=queries.agency_of(person),
        may_log=reach.as_subject and history.may_log(actor, reach.through),
        merges=comparing.merges_of(person),
        result=results.opened_from(person),
    )


@bp.route("/new", methods=["GET", "POST"])
@permit(Action.PERSON_EDIT)
def add() -> ResponseReturnValue:
    """Add an employee to the agency's directory."""
    actor, form = current_actor(), PersonForm()
    form.offer(actor)
    alike: list[Person] = []
    if form.ready():
        typed = form.values()
        if not typed.pop("different"):
            alike = queries.same_name(actor, typed["given_name"] or "", typed["family_name"])
        if alike:
            form.fault("different", "Somebody has this name: look whether it is the same person.")
        else:
            with form.refusals():
                person = service.add_person(actor=actor, **typed)
                saved(f"{person.name} is in the directory")
                return redirect(url_for("people.show", person_id=person.id))
    return form.page("people/form.html", person=None, alike=alike)


@bp.route("/<int:person_id>/edit", methods=["GET", "POST"])
@permit(Action.PERSON_EDIT, load=load_person, viewed=Event.PERSON_VIEWED)
def edit(person: Person) -> ResponseReturnValue:
    """Correct an identity; contact too where the viewer works on a case that names the person."""
    is_staff = reach_of(person).is_staff
    form = (ContactForm if is_staff else PersonForm)(obj=person)
    actor = current_actor()
    form.offer(actor, person)
    if form.ready():
        form.refuse_if_stale(person)
        with form.refusals():
            typed = form.values()
            typed.pop("different")
            contact = {key: typed.pop(key) for key in ("telephone", "email")} if is_staff else None
            service.edit_person(person, actor=actor, contact=contact, **typed)
            saved("the record is corrected")
            return redirect(url_for("people.show", person_id=person.id))
    return form.page("people/form.html", person=person, alike=[])


@bp.route("/<int:person_id>/aliases/new", methods=["GET", "POST"])
@permit(Action.PERSON_EDIT, load=load_person, viewed=Event.PERSON_VIEWED)
def add_alias(person: Person) -> ResponseReturnValue:
    """Add another name."""
    form = AliasForm()
    if form.ready():
        with form.refusals():
            service.add_alias(person, actor=current_actor(), **form.values())
            saved("the other name is recorded")
            return redirect(url_for("people.show", person_id=person.id))
    return form.page("people/alias.html", person=person)


@bp.route("/<int:person_id>/employment/new", methods=["GET", "POST"])
@permit(Action.PERSON_EDIT, load=load_person, viewed=Event.PERSON_VIEWED)
def add_employment(person: Person) -> ResponseReturnValue:
    """Add a period of employment."""
    form = EmploymentForm()
    if form.ready():
        with form.refusals():
            service.add_employment(person, actor=current_actor(), **form.values())
            saved("the employment is recorded")
            return redirect(url_for("people.show", person_id=person.id))
    return form.page("people/employment.html", person=person)
