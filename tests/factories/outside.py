"""Discipline from outside the system."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_outside import OutsideDiscipline
from jicms.discipline.service import outside
from jicms.discipline.service.outside import OutsideFacts
from jicms.people.models import Person

FACTS = OutsideFacts(
    imposed_by="Alder County Sheriff",
    action_type_code="SUSPENSION_1_14",
    days=5,
    charge="Absence without leave",
    offense_code="AC-12",
    misconduct_on=date(2022, 11, 2),
    decided_on=date(2023, 1, 9),
    received_on=date(2023, 1, 10),
    effective_on=date(2023, 2, 1),
    in_writing=True,
    contestable=True,
    is_final=True,
    source_document="Letter of Jan 9, 2023, in the eOPF",
)


def the_action(session):
    return session.scalars(select(DisciplinaryAction)).one()


def entered(acting, person_id, *, verified=True, by="specialist.ler", **changes):
    """The id of a record, verified by the supervisor unless told otherwise."""
    with acting(by) as session:
        person = session.get(Person, person_id)
        facts = replace(FACTS, **changes)
        key = outside.record_outside(person, actor=current_actor(), facts=facts).id
    if verified:
        with acting("supervisor.ler") as session:
            row = session.get(OutsideDiscipline, key)
            outside.verify_outside(row, actor=current_actor())
    return key
