"""What is shown once, in the answer to a reason."""

from collections.abc import Callable
from typing import Any

from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.people import revealing, ssns
from jicms.people.forms import ReasonCodeForm
from jicms.people.models import Person
from jicms.people.views import bp
from jicms.people.views.directory import load_person
from jicms.web.dates import day

REVEAL = "people/reveal.html"


def load_person_with_ssn(person_id: int) -> Person | None:
    """The person in the viewer's sight, where the installation collects the number at all."""
    return load_person(person_id) if ssns.are_collected() else None


def _once(
    page: str, person: Person, reveal: Callable[..., Any], **words: Any
) -> ResponseReturnValue:
    """The form that asks for a reason, and in the answer to it what was opened."""
    form, opened = ReasonCodeForm(), None
    form.offer()
    if form.ready():
        with form.refusals():
            opened = reveal(person, actor=current_actor(), **form.values())
    drawn, status = form.page(page, person=person, opened=opened, **words)
    return drawn, status, {"Cache-Control": "no-store"}


def _born(person: Person, **reason: Any) -> str:
    return day(revealing.birth_date(person, **reason))


@bp.route("/<int:person_id>/born", methods=["GET", "POST"])
@permit(Action.PERSON_REVEAL, load=load_person, viewed=Event.PERSON_VIEWED)
def reveal_birth_date(person: Person) -> ResponseReturnValue:
    """The date of birth."""
    named = {"what": "date of birth", "label": "Born", "it": "the date"}
    return _once(REVEAL, person, _born, **named, says="Pages show the year only.")


@bp.route("/<int:person_id>/ssn", methods=["GET", "POST"])
@permit(Action.PERSON_REVEAL, load=load_person_with_ssn, viewed=Event.PERSON_VIEWED)
def reveal_ssn(person: Person) -> ResponseReturnValue:
    """The Social Security number."""
    name = "Social Security number"
    named = {"what": name, "label": name, "it": "the number"}
    return _once(
        REVEAL, person, revealing.ssn, **named, says="Pages show the last four digits only."
    )


@bp.route("/<int:person_id>/protected-roles", methods=["GET", "POST"])
@permit(Action.PROTECTED_ROLES, load=load_person, viewed=Event.PERSON_VIEWED)
def protected_roles(person: Person) -> ResponseReturnValue:
    """In which cases in sight the person complained, was a victim or a witness."""
    return _once("people/protected_roles.html", person, revealing.protected_roles)
