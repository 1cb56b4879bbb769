"""Who worked a case and is named in it: a data-quality finding, over persons and not accounts.

The wall keeps an account out from the day it is named. An imported investigator has no account, and
somebody may be named after working the case: these statements find both. Each is scoped as any ORM
statement is.
"""

from collections.abc import Iterable

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from jicms.cases.models import Party, PartyRole
from jicms.investigations.models import Assignment
from jicms.people.models import UserPerson


def assignees_named_as(*roles: PartyRole) -> Select[int, int, int, int, PartyRole]:
    """Rows (case_id, person_id, assignment_id, party_id, role), one per assignment and party.

    The assignee's person is the assignment's own, or the one behind the account. Ended assignments
    count, withdrawn parties do not.
    """
    link = aliased(UserPerson)
    person = func.coalesce(Assignment.person_id, link.person_id)
    confirmed = and_(
        Assignment.person_id.is_(None),
        link.user_id == Assignment.user_id,
        link.confirmed_at.is_not(None),
    )
    return (
        select(
            Assignment.case_id,
            person.label("person_id"),
            Assignment.id.label("assignment_id"),
            Party.id.label("party_id"),
            Party.role,
        )
        .select_from(Assignment)
        .outerjoin(link, confirmed)
        .join(Party, and_(Party.case_id == Assignment.case_id, Party.person_id == person))
        .where(Party.role.in_(roles), Party.withdrawn_at.is_(None))
    )


def assignee_is_subject() -> Select[int, int, int, int, PartyRole]:
    """Assignees who are a subject of the same case."""
    return assignees_named_as(PartyRole.SUBJECT)


def assignee_is_witness() -> Select[int, int, int, int, PartyRole]:
    """Assignees who are a witness of the same case."""
    return assignees_named_as(PartyRole.WITNESS)


def cases_in_conflict(
    roles: Iterable[PartyRole] = (PartyRole.SUBJECT, PartyRole.WITNESS),
) -> Select[int]:
    """The ids of cases with any such assignee, each once."""
    found = assignees_named_as(*roles).subquery()
    return select(found.c.case_id).distinct()
