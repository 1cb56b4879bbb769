"""Which notices go into whose daily e-mail, asked as the receiver at the moment of sending."""

from collections.abc import Iterator

from flask import url_for
from sqlalchemy import select

from jicms.access.actor import find_actor
from jicms.auth.actors import actor_for
from jicms.auth.members import memberships_of
from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.notices import kinds
from jicms.notices.digest import Entry, Letter, writers
from jicms.notices.models import Notice, NoticePreference
from jicms.notices.queries import stands

#: Lines in one letter; the page has the rest.
MOST = 50


def letters() -> Iterator[Letter]:
    """A letter for each active account with an address and something new to be told."""
    session = unit_of_work.session()
    waiting = select(Notice.user_id).where(stands(), Notice.emailed_at.is_(None)).distinct()
    accounts = session.execute(
        select(User.id, User.email).where(User.id.in_(waiting), User.is_active, User.email != "")
    ).all()
    before = find_actor()
    for account in accounts:
        found: dict[int, Entry] = {}
        for membership in memberships_of(account.id):
            session.info["actor"] = actor_for(membership, source="mail")
            try:
                found |= {entry.notice_id: entry for entry in _entries()}
            finally:
                session.info["actor"] = before
        yield Letter(account.id, account.email, [found[key] for key in sorted(found)][:MOST])


def _entries() -> Iterator[Entry]:
    """What the session's actor is shown and did not refuse by mail; never of a restricted case."""
    refused = select(NoticePreference.event).where(NoticePreference.by_email.is_(False))
    rows = unit_of_work.session().execute(
        select(Notice.id, Notice.event, Notice.case_id, Case.number, Case.restricted)
        .outerjoin(Case, Case.id == Notice.case_id)
        .where(stands(), Notice.emailed_at.is_(None), Notice.event.not_in(refused))
        .order_by(Notice.id)
    )
    for row in rows.all():
        kind = kinds.find(row.event)
        if kind is None or row.restricted or (row.case_id is not None and row.number is None):
            continue
        # A letter names no record but by the number of its case.
        endpoint = "notices.index" if kind.record else kind.endpoint
        arguments = {} if kind.record else kind.address(row.number, 0)
        path = url_for(endpoint, **arguments, _external=False)
        yield Entry(row.id, row.event, row.number or "", path)


def register() -> None:
    """Write the letters."""
    if letters not in writers:
        writers.append(letters)
