"""What the tests of people share: names on a page, the last audit row, two records to merge."""

import json
import re
from datetime import date

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.people import births
from jicms.people.models import Employment, PersonAlias
from tests.factories import cases
from tests.people.merges import named, record
from tests.support.counting import statements

__all__ = ["last", "names", "statements"]


def names(page):
    """The names of the people that a page lists, in its order."""
    return re.findall(r'class="key" href="/people/\d+(?:\?[^"]*)?">([^<]+)<', page.text)


def last(reading, event):
    """Ground, person and detail of the newest audit row of an event."""
    columns = (AuditEvent.ground, AuditEvent.person_id, AuditEvent.detail)
    with reading() as session:
        row = session.execute(
            select(*columns).where(AuditEvent.event == event).order_by(AuditEvent.id.desc())
        ).first()
        return row.ground, row.person_id, json.loads(row.detail)


@pytest.fixture
def pair(acting):
    """Ids of two records of one man; the second has all the facts, and a case."""
    with acting() as session:
        kept = record(session)
        other = record(
            session, "Wendelin", "Aschauer", number="4410-9002", telephone="555-0177", gender="M"
        )
        births.keep(other, date(1989, 4, 17))
        session.add(Employment(person_id=other.id, valid_from=date(2020, 1, 1), title="Officer"))
        session.add(PersonAlias(person_id=other.id, name="Wendy A.", search_name="wendy a"))
        named(session, cases.case(session), other)
        named(session, cases.case(session, office="OPR", restricted=True), other)
        return kept.id, other.id
