"""What is shown once, in the answer to a reason."""

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


def load_person_with_ssn(person_id: int) -> Person | None:
    """The person in the viewer's sight, where the installation collects the number at all."""
    return load_person(person_id) if ssns.are_collected() else None


@bp.route("/<int:person_id>/born", methods=["GET", "POST"])
@permit(Action.PERSON_REVEAL, load=load_person, viewed=Event.PERSON_VIEWED)
def reveal_birth_date(person: Person) -> ResponseReturnValue:
    """The date of birth."""
    form, born = ReasonCodeForm(), None
    form.offer()
    if form.ready():
        with form.refusals():
            born = revealing.birth_date(person, actor=current_actor(), **form.values())
    page, status = form.page("people/born.html", person=person, born=born)
    return page, status, {"Cache-Control": "no-store"}


@bp.route("/<int:person_id>/ssn", methods=["GET", "POST"])
@permit(Action.PERSON_REVEAL, load=load_person_with_ssn, viewed=Event.PERSON_VIEWED)
def reveal_ssn(person: Person) -> ResponseReturnValue:
    """The Social Security number."""
    form, number = ReasonCodeForm(), None
    form.offer()
    if form.ready():
        with form.refusals():
            number = revealing.ssn(person, actor=current_actor(), **form.values())
    page, status = form.page("people/ssn.html", person=person, number=number)
    return page, status, {"Cache-Control": "no-store"}


@bp.route("/<int:person_id>/protected-roles", methods=["GET", "POST"])
@permit(Action.PROTECTED_ROLES, load=load_person, viewed=Event.PERSON_VIEWED)
def protected_roles(person: Person) -> ResponseReturnValue:
    """In which cases in sight the person complained, was a victim or a witness."""
    form, roles = ReasonCodeForm(), None
    form.offer()
    if form.ready():
        with form.refusals():
            roles = revealing.protected_roles(person, actor=current_actor(), **form.values())
    page, status = form.page("people/protected_roles.html", person=person, roles=roles)
    return page, status, {"Cache-Control": "no-store"}
