"""Accounts that the extract names: a link is asked for, never made. Security confirms it."""

from collections.abc import Sequence

from sqlalchemy import func, select

from jicms.auth.models import User
from jicms.core import clock
from jicms.imports.directory.context import DirectoryContext as Context
from jicms.imports.models import IssueKind
from jicms.imports.reading import Issue, Row
from jicms.people.models import UserPerson

NO_ACCOUNT = "no account has this user name"
ASKED = "the link was asked for: the security administrator confirms it"
TAKEN = "the account is linked to another record, or such a link waits: not asked for"


def link(context: Context, rows: Sequence[tuple[Row, int | None]], *, store: bool) -> list[Issue]:
    """Ask for the links that the rows name; the report's lines. (row, id of the person or None)"""
    named = {row.cell("user_name").text.lower(): (row, key) for row, key in rows}
    named.pop("", None)
    if not named:
        return []
    users = {
        user.username.lower(): user.id
        for user in context.session.scalars(
            select(User).where(func.lower(User.username).in_(named))
        )
    }
    before: dict[int, list[UserPerson]] = {}
    for kept in context.session.scalars(
        select(UserPerson).where(UserPerson.user_id.in_(users.values()))
    ):
        before.setdefault(kept.user_id, []).append(kept)
    issues = []
    for name, (row, person_id) in named.items():
        user_id = users.get(name)
        said = _judge(before.get(user_id or 0, []), person_id) if user_id else NO_ACCOUNT
        if said == ASKED and store and user_id and person_id:
            now = clock.now()
            context.session.add(UserPerson(user_id=user_id, person_id=person_id, valid_from=now))
            context.written["requested links"] += 1
        if said:
            issues.append(Issue(row.number, row.key, IssueKind.NOTED, "user_name", name, "", said))
    return issues


def _judge(links: list[UserPerson], person_id: int | None) -> str:
    if any(each.person_id == person_id for each in links):
        return ""  # stands, waits, or was declined: asked once
    now = clock.now()
    stands = any(each.valid_until is None or each.valid_until > now for each in links)
    return TAKEN if stands else ASKED
