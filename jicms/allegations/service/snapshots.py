"""A subject's employment at the incident follows the allegations: added, or their dates corrected.

One allegation may be older than another: the first incident counts, as at intake.
"""

from datetime import date

from sqlalchemy import func, or_, select

from jicms.access.actor import Actor
from jicms.allegations.models import Allegation, AllegationSubject
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.people.models import Employment


def first_incident(case: Case) -> date | None:
    """The first day of any incident of a case."""
    return unit_of_work.session().scalar(
        select(func.min(Allegation.incident_from)).where(Allegation.case_id == case.id)
    )


def follow_incidents(case: Case, _actor: Actor) -> None:
    """Point each subject at the employment of the day on which its first incident began. What was
    pointed at stays where that day, or an employment on it, is not known. One statement."""
    session = unit_of_work.session()
    first = (
        select(AllegationSubject.party_id, func.min(Allegation.incident_from).label("day"))
        .join(Allegation, Allegation.id == AllegationSubject.allegation_id)
        .where(Allegation.case_id == case.id)
        .group_by(AllegationSubject.party_id)
        .subquery()
    )
    rows = session.execute(
        select(Party, Employment)
        .join(first, first.c.party_id == Party.id)
        .join(Employment, Employment.person_id == Party.person_id)
        .where(
            Party.case_id == case.id,
            Party.withdrawn_at.is_(None),
            or_(Employment.valid_from.is_(None), Employment.valid_from <= first.c.day),
            or_(Employment.valid_until.is_(None), Employment.valid_until >= first.c.day),
        )
        .order_by(Party.id, Employment.valid_from.asc().nulls_first(), Employment.id)
    )
    latest: dict[Party, Employment] = {row[0]: row[1] for row in rows}
    for party, employment in latest.items():
        if party.at_incident_id != employment.id:
            party.at_incident = employment
    session.flush()
