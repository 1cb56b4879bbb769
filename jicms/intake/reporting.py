"""Who reports, as the form says it, with an error at each field that may not stand."""

from sqlalchemy import or_, select

from jicms.access.actor import current_actor
from jicms.cases.models import IdentityMode
from jicms.core import unit_of_work
from jicms.intake.complaint import Reporter
from jicms.intake.desk import load_people
from jicms.intake.forms import NO_REPORTER, IntakeForm
from jicms.people import queries as people
from jicms.people.models import Person
from jicms.people.names import SSN_HINT, looks_like_ssn
from jicms.people.scope import whose_number_was

#: Fields that say who reports, and how the errors at them call each.
IDENTITY = {
    "reporter": "name",
    "reporter_phone": "telephone",
    "reporter_email": "e-mail",
    "reporter_relation": "relation to the matter",
    "reporter_address": "address",
}


def check_reporter(form: IntakeForm) -> None:
    """Who is nobody, or wants to be, has no identity; else a chosen person is there."""
    if form.kind.data == NO_REPORTER:
        _refuse_identity(form, "Nobody reports what the agency discovered: clear the {}.")
        return
    if form.is_anonymous:
        _refuse_identity(form, "Anonymous: clear the {}. Nothing that identifies is stored.")
        return
    if _reporter_person(form) is None and form.reporter_id.data:
        form.fault("reporter", "Choose the person from the suggestions again, or type the name.")
    if form.reporter.data and looks_like_ssn(form.reporter.data):
        form.fault("reporter", SSN_HINT)


def _refuse_identity(form: IntakeForm, sentence: str) -> None:
    # The person behind the name is in no box that anybody could clear.
    form.reporter_id.data, form.reporter_id.raw_data = None, None
    for name, called in IDENTITY.items():
        if form[name].data or form[name].errors:
            form[name].errors = []
            form.fault(name, sentence.format(called))


def identity_of(form: IntakeForm) -> dict[str, str]:
    """What was typed about who reports."""
    return {
        "name": form.reporter.data or "",
        "telephone": form.reporter_phone.data or "",
        "email": form.reporter_email.data or "",
        "address": form.reporter_address.data or "",
        "relation": form.reporter_relation.data or "",
    }


def _reporter_person(form: IntakeForm) -> Person | None:
    number = form.reporter_id.data or ""
    if number.isdecimal() and len(number) < 18:
        return load_people({int(number)}).get(int(number))
    if number:
        return None
    return person_of_number(form.reporter.data or "")


def person_of_number(typed: str) -> Person | None:
    """The employee of exactly that number, whom the actor sees, or who is the actor.

    Somebody who reports or names himself is shut out of the case like anybody else.
    """
    if not typed or not any(char.isdigit() for char in typed):
        return None
    session = unit_of_work.session()
    found = people.by_number(typed)
    if found is not None:
        return found
    return session.scalar(
        select(Person)
        .where(
            or_(Person.employee_number == typed, Person.id.in_(whose_number_was(typed))),
            Person.id.in_(current_actor().person_ids or (0,)),
        )
        .execution_options(unscoped="one's own number leads to oneself")
    )


def reporter_of(form: IntakeForm) -> Reporter | None:
    """Who reports; of an anonymous one kind and flags alone."""
    if form.kind.data == NO_REPORTER:
        return None
    known = form.identity.data is not IdentityMode.ANONYMOUS
    typed = identity_of(form) if known else dict.fromkeys(identity_of(form), "")
    return Reporter(
        form.identity.data,
        form.kind.data,
        person=_reporter_person(form) if known else None,
        name=typed["name"],
        telephone=typed["telephone"],
        email=typed["email"],
        address=typed["address"],
        relation=typed["relation"],
        account=form.narrative.data or "" if form.is_confidential else "",
        is_whistleblower=bool(form.whistleblower.data),
        alleges_retaliation=bool(form.retaliation.data),
        is_on_duty=form.is_by_employee and form.on_duty.data == "yes",
    )
