"""Writes of persons: identity, other names, employment."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.core.errors import Missing, RuleBroken
from jicms.people import births, history, ssns
from jicms.people.models import Employment, Person, PersonAlias
from jicms.people.names import SSN_HINT, fold, looks_like_ssn
from jicms.people.scope import is_close

#: Kinds that the directory holds; everybody else is recorded with the case they belong to.
DIRECTORY_KINDS = ("EMPLOYEE", "FORMER_EMPLOYEE", "CONTRACTOR")
EMPLOYEE_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,39}")
#: Called as fn(person_id, actor) when a name, a link to an account or a relation changed, or two
#: records became one: the conflict wall looks at the person again. `cases` registers.
changed: list[Callable[[int, Actor], None]] = []


def tell_changed(person_id: int, actor: Actor) -> None:
    """Something by which the conflict wall knows the person changed, and is flushed."""
    for tell in changed:
        tell(person_id, actor)


def add_person(
    *,
    actor: Actor,
    kind_code: str,
    given_name: str | None,
    family_name: str | None,
    employee_number: str,
    gender: str | None = None,
    born: date | None = None,
    ssn: str | None = None,
) -> Person:
    """Add an employee to the directory of the actor's own agency."""
    policy.require(actor, Action.PERSON_EDIT)
    if kind_code not in DIRECTORY_KINDS:
        raise RuleBroken("Others are recorded with the case they belong to.", field="kind_code")
    person = Person(agency_id=actor.agency_id)
    _write(person, kind_code=kind_code, given_name=given_name, family_name=family_name)
    person.gender = (gender or "").strip()
    _number(person, employee_number)
    unit_of_work.session().add(person)
    unit_of_work.session().flush()
    births.keep(person, born)
    ssns.keep(person, ssn)
    return person


def edit_person(
    person: Person,
    *,
    actor: Actor,
    kind_code: str,
    given_name: str | None,
    family_name: str | None,
    employee_number: str | None,
    gender: str | None = None,
    born: date | None = None,
    ssn: str | None = None,
    remove_ssn: bool = False,
    contact: dict[str, str | None] | None = None,
) -> None:
    """Correct an identity. `born` None keeps the date, `ssn` None the Social Security number;
    `contact` is for staff of a case only."""
    _may_edit(actor, person)
    known_as = person.search_name
    _write(person, kind_code=kind_code, given_name=given_name, family_name=family_name)
    person.gender = (gender or "").strip()
    if employee_number or person.employee_number:
        _number(person, employee_number)
    if contact is not None:
        if not history.reach(actor, person).is_staff:
            raise Missing
        person.telephone = contact.get("telephone") or ""
        person.email = contact.get("email") or ""
    births.keep(person, born)
    ssns.keep(person, ssn, remove=remove_ssn)
    if person.search_name != known_as:
        tell_changed(person.id, actor)


def _may_edit(actor: Actor, person: Person) -> None:
    """The right, and again that the record is neither the actor's own nor a relative's."""
    policy.require(actor, Action.PERSON_EDIT, person)
    if is_close(actor, person.id):
        raise Missing


def _write(
    person: Person, *, kind_code: str, given_name: str | None, family_name: str | None
) -> None:
    given, family = (given_name or "").strip(), (family_name or "").strip()
    if not fold(f"{given} {family}"):
        raise RuleBroken("Enter a name.", field="family_name")
    for name, field in ((given, "given_name"), (family, "family_name")):
        if looks_like_ssn(name):
            raise RuleBroken(SSN_HINT, field=field)
    person.kind_code = kind_code
    person.given_name, person.family_name = given, family
    person.search_name = fold(f"{given} {family}")


def _number(person: Person, typed: str | None) -> None:
    number = (typed or "").strip()
    if not EMPLOYEE_NUMBER.fullmatch(number):
        raise RuleBroken("Enter the employee number.", field="employee_number")
    if looks_like_ssn(number):
        raise RuleBroken(
            "This may be a Social Security number. Enter the employee number.",
            field="employee_number",
        )
    if number == person.employee_number:
        return
    if is_taken(number):
        raise RuleBroken("This employee number is taken.", field="employee_number")
    person.employee_number = number


def is_taken(number: str | None) -> bool:
    """Whether a record has that employee number, in sight or not."""
    session = unit_of_work.session()
    with session.no_autoflush:
        found = session.scalar(
            select(Person.id)
            .where(Person.employee_number == number)
            .execution_options(unscoped="an employee number is given once in the installation")
        )
    return found is not None


def add_alias(person: Person, *, actor: Actor, name: str) -> PersonAlias:
    """Add another name."""
    _may_edit(actor, person)
    folded = fold(name)
    if not folded:
        raise RuleBroken("Enter a name.", field="name")
    if looks_like_ssn(name):
        raise RuleBroken(SSN_HINT, field="name")
    if folded == person.search_name or any(a.search_name == folded for a in person.aliases):
        raise RuleBroken("This name is recorded already.", field="name")
    alias = PersonAlias(person_id=person.id, name=name.strip(), search_name=folded)
    unit_of_work.session().add(alias)
    unit_of_work.session().flush()
    tell_changed(person.id, actor)
    return alias


def add_employment(person: Person, *, actor: Actor, valid_from: date, **facts: Any) -> Employment:
    """Add a period of employment; the open one before it ends on the day before."""
    _may_edit(actor, person)
    if any(row.valid_from == valid_from for row in person.employments):
        raise RuleBroken("A period that begins on this day is recorded.", field="valid_from")
    until = facts.get("valid_until")
    if until is not None and until < valid_from:
        raise RuleBroken("The last day lies before the first.", field="valid_until")
    later = [r.valid_from for r in person.employments if r.valid_from and r.valid_from > valid_from]
    if later and (until is None or until >= min(later)):
        raise RuleBroken("End this period before the next one begins.", field="valid_until")
    for row in person.employments:
        open_at = row.valid_until is None or row.valid_until >= valid_from
        if open_at and (row.valid_from is None or row.valid_from < valid_from):
            row.valid_until = date.fromordinal(valid_from.toordinal() - 1)
    known = {key: "" if value is None else value for key, value in facts.items()}
    for key in ("valid_until", "entered_on_duty", "probation_ends"):
        known[key] = facts.get(key)
    employment = Employment(person_id=person.id, valid_from=valid_from, **known)
    unit_of_work.session().add(employment)
    unit_of_work.session().flush()
    return employment
