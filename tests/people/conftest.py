"""What the tests of people share: the names that a page lists, and the last audit row."""

import json
import re

from sqlalchemy import select

from jicms.audit.models import AuditEvent
from tests.support.counting import statements

__all__ = ["last", "names", "statements"]


def names(page):
    """The names of the people that a page lists, in its order."""
    return re.findall(r'class="key" href="/people/\d+">([^<]+)<', page.text)


def last(reading, event):
    """Ground, person and detail of the newest audit row of an event."""
    columns = (AuditEvent.ground, AuditEvent.person_id, AuditEvent.detail)
    with reading() as session:
        row = session.execute(
            select(*columns).where(AuditEvent.event == event).order_by(AuditEvent.id.desc())
        ).first()
        return row.ground, row.person_id, json.loads(row.detail)
