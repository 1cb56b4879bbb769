"""Writes what was planned: new people in bulk, changes through the session.

A change has its field events in the trail, as if somebody had typed it; new people come by the
thousand and are recorded by their batch.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from jicms.access.actor import current_actor
from jicms.imports.directory.context import DirectoryContext as Context
from jicms.imports.directory.judging import Plan
from jicms.people import births
from jicms.people.models import Employment, Person, PersonAlias
from jicms.people.names import fold
from jicms.people.service import tell_changed


def insert(context: Context, plans: Sequence[Plan]) -> dict[str, int]:
    """Store new people; their ids by number."""
    ids = context.ids(Person, len(plans))
    made = {plan.row.key: next(ids) for plan in plans}
    people, jobs, names = [], [], []
    for plan in plans:
        key = made[plan.row.key]
        people.append(
            {
                "id": key,
                "employee_number": plan.row.key,
                "agency_id": plan.agency_id,
                "search_name": _folded(plan.identity),
                "born_sealed": births.seal(key, plan.born) if plan.born else None,
                **plan.identity,
            }
        )
        assert plan.begins is not None
        jobs.append({"person_id": key, **plan.begins})
        names += [_alias(key, name) for name in plan.other_names]
    context.insert(Person, people)
    context.insert(Employment, jobs)
    context.insert(PersonAlias, names)
    return made


def _folded(identity: dict[str, Any]) -> str:
    return fold(f"{identity['given_name']} {identity['family_name']}")


def _alias(person_id: int, name: str) -> dict[str, Any]:
    return {"person_id": person_id, "name": name, "search_name": fold(name)}


def change(context: Context, plan: Plan) -> None:
    """Store what changes of a known person. The conflict wall looks again where a name is new."""
    person, session = plan.person, context.session
    assert person is not None
    for name, value in plan.identity.items():
        setattr(person, name, value)
    if "family_name" in plan.identity:
        person.search_name = fold(f"{person.given_name} {person.family_name}")
    if plan.born:
        person.born_sealed = births.seal(person.id, plan.born)
    session.add_all(PersonAlias(**_alias(person.id, name)) for name in plan.other_names)
    if plan.ends is not None:
        job, last = plan.ends
        job.valid_until = last
    if plan.corrects is not None:
        job, values = plan.corrects
        for name, value in values.items():
            setattr(job, name, value)
    if plan.begins is not None:
        _close_before(person, plan.begins["valid_from"])
        session.add(Employment(person_id=person.id, **plan.begins))
    session.flush()
    if plan.other_names or "family_name" in plan.identity:
        tell_changed(person.id, current_actor())


def _close_before(person: Person, start: date) -> None:
    """What was open ends on the day before: its row, and the snapshots that point at it, stay."""
    for job in person.employments:
        is_open = job.valid_until is None or job.valid_until >= start
        if is_open and (job.valid_from is None or job.valid_from < start):
            job.valid_until = start - timedelta(days=1)
