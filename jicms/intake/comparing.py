"""What of a recorded case is compared with other cases."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.allegations.models import Allegation
from jicms.cases.models import Case, Party, PartyRole
from jicms.core import clock, unit_of_work
from jicms.intake.duplicates import Sought
from jicms.people.models import Person


def sought_of(case: Case) -> Sought:
    """What the case says, as far as the session's actor reads it. Two statements."""
    session = unit_of_work.session()
    rows = session.scalars(
        select(Allegation)
        .where(Allegation.case_id == case.id)
        .order_by(Allegation.n)
        .options(joinedload(Allegation.detail))
    ).all()
    first = rows[0] if rows else None
    detail = first.detail if first else None
    subjects = session.execute(
        select(Party.person_id, Person.search_name)
        .join(Person, Person.id == Party.person_id)
        .where(
            Party.case_id == case.id,
            Party.role == PartyRole.SUBJECT,
            Party.withdrawn_at.is_(None),
        )
    )
    people = {row.person_id: row.search_name for row in subjects}
    return Sought(
        person_ids=frozenset(people),
        names=frozenset(people.values()),
        codes=frozenset(row.category_code for row in rows if row.category_code),
        incident_from=first.incident_from if first else None,
        incident_to=first.incident_to if first else None,
        received_on=clock.local_date(case.received_at, case.agency.zone),
        place=detail.place if detail else "",
        narrative=detail.narrative if detail else "",
        not_case_id=case.id,
    )
