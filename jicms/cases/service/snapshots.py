"""The employment that a party had on the day of the incident and when the case was recorded.

A snapshot points at a dated period, which never changes what it says.
"""

from collections.abc import Callable
from datetime import date

from sqlalchemy import or_, select

from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.people.models import Employment, Person

#: Say on which day a case's incident began, if it is known; `allegations` registers.
incident_days: list[Callable[[Case], date | None]] = []


def in_force(person: Person | None, day: date | None) -> Employment | None:
    """The person's employment on a day."""
    if person is None or day is None:
        return None
    return unit_of_work.session().scalar(
        select(Employment)
        .where(
            Employment.person_id == person.id,
            or_(Employment.valid_from.is_(None), Employment.valid_from <= day),
            or_(Employment.valid_until.is_(None), Employment.valid_until >= day),
        )
        .order_by(Employment.valid_from.desc().nulls_last(), Employment.id.desc())
        .limit(1)
        .execution_options(unscoped="the snapshot belongs to whoever is named")
    )


def at_incident(case: Case, person: Person | None) -> Employment | None:
    """The employment when the case's first incident began; None where no day is known."""
    if person is None:
        return None
    days = [day for ask in incident_days if (day := ask(case)) is not None]
    return in_force(person, min(days, default=None))


def at_opening(case: Case, person: Person | None) -> Employment | None:
    """The employment on the day on which the case was recorded; of somebody who was employed later,
    the one of today."""
    if person is None:
        return None
    zone = case.agency.zone
    today = clock.today(zone)
    recorded = clock.local_date(case.created_at, zone) if case.created_at else today
    found = in_force(person, recorded)
    return found or (in_force(person, today) if recorded != today else None)
