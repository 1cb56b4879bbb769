"""Reads of what a case is linked with, and which cases were merged into it.

Everything here is scoped: a case that the viewer does not see is not linked, for him.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, cast, literal, null, or_, select, union_all
from sqlalchemy import case as when
from sqlalchemy.orm import aliased, joinedload

from jicms.access import terms
from jicms.auth.models import User
from jicms.cases.kinds import CaseStatus, PartyRole
from jicms.cases.models import Case, Party
from jicms.cases.models_links import CaseLink
from jicms.cases.queries import case_by_number
from jicms.cases.timeline import Happening, Source, line, sources
from jicms.core import unit_of_work
from jicms.core.standing import OF_CASE, keep, of_case
from jicms.refdata.models import LinkKind

MERGED = "Merged into this case"
#: Who told of a matter: shown with the cases that were merged into another.
TELLERS = (PartyRole.COMPLAINANT, PartyRole.REPORTING_OFFICIAL)

_Far = aliased(Case, name="far_end")


@dataclass(frozen=True, slots=True)
class Related:
    """Another case as it is seen from this one. `link_id` is None for a merged one."""

    link_id: int | None
    label: str
    reason: str
    at: datetime
    who: str
    case_id: int
    number: str
    title: str
    status: CaseStatus
    received_at: datetime


@dataclass(frozen=True, slots=True)
class LinkOfCase:
    """A link with the end from which it is looked at, for the rules."""

    case: Case
    link: CaseLink


def of(case: Case) -> list[Related]:
    """The links of a case and what was merged into it. One statement."""
    with terms.within(None):
        rows = unit_of_work.session().execute(_statement(), of_case(case)).all()
    return [
        Related(
            row.link_id,
            row.label,
            row.reason,
            row.at,
            row.who or "",
            row.far_id,
            row.number,
            row.title,
            CaseStatus(row.status),
            row.received_at,
        )
        for row in rows
    ]


@cache
def _statement() -> Select[Any]:
    outgoing = _links(LinkKind.label, CaseLink.other_id).where(CaseLink.case_id == OF_CASE.id)
    incoming = _links(LinkKind.inverse_label, CaseLink.case_id).where(
        CaseLink.other_id == OF_CASE.id
    )
    merged = select(*_columns(cast(null(), CaseLink.id.type), literal(MERGED), Case), *_plain())
    every = union_all(outgoing, incoming, merged.where(Case.merged_into_id == OF_CASE.id)).subquery(
        "related"
    )
    return keep(select(every).order_by(every.c.link_id.is_(None), every.c.label, every.c.number))


def _columns(link_id: Any, label: Any, far: Any) -> tuple[Any, ...]:
    return (
        link_id.label("link_id"),
        cast(label, Text).label("label"),
        far.id.label("far_id"),
        far.number.label("number"),
        far.title.label("title"),
        cast(far.status, Text).label("status"),
        far.received_at.label("received_at"),
    )


def _plain() -> tuple[Any, ...]:
    return (
        cast(literal(""), Text).label("reason"),
        Case.status_since.label("at"),
        cast(literal(""), Text).label("who"),
    )


def _links(label: Any, far_id: Any) -> Select[Any]:
    return (
        select(
            *_columns(CaseLink.id, label, _Far),
            CaseLink.reason.label("reason"),
            CaseLink.created_at.label("at"),
            cast(User.name, Text).label("who"),
        )
        .join(_Far, _Far.id == far_id)
        .join(LinkKind, LinkKind.code == CaseLink.kind_code)
        .outerjoin(User, User.id == CaseLink.user_id)
        .where(CaseLink.removed_at.is_(None))
    )


def count_links(case: Any) -> Select[Any]:
    """The standing links in sight, for the tab."""
    return select(CaseLink.id).where(_touches(case), CaseLink.removed_at.is_(None))


def _touches(case: Any) -> Any:
    return or_(CaseLink.case_id == case.id, CaseLink.other_id == case.id)


def link_of(number: str, link_id: int) -> LinkOfCase | None:
    """A standing link within one of its cases."""
    case = case_by_number(number)
    if case is None:
        return None
    link = unit_of_work.session().scalar(
        select(CaseLink)
        .where(CaseLink.id == link_id, _touches(case), CaseLink.removed_at.is_(None))
        .options(joinedload(CaseLink.kind))
    )
    return None if link is None else LinkOfCase(case, link)


def label_from(link: CaseLink, case: Case) -> str:
    """How the link reads from that end."""
    return link.kind.label if link.case_id == case.id else link.kind.inverse_label


def tellers(case_ids: Sequence[int]) -> dict[int, list[str]]:
    """Who told of each of the cases, as far as the viewer reads it, by the name all read."""
    found: dict[int, list[str]] = {}
    rows = unit_of_work.session().scalars(
        select(Party)
        .where(
            Party.case_id.in_(case_ids or (0,)),
            Party.role.in_(TELLERS),
            Party.withdrawn_at.is_(None),
        )
        .order_by(Party.case_id, Party.n)
        .options(joinedload(Party.person))
    )
    for party in rows:
        found.setdefault(party.case_id, []).append(party.name)
    return found


def _added_rows(case: Any) -> Select[Any]:
    return _line(case, "link", CaseLink.created_at, CaseLink.user_id)


def _removed_rows(case: Any) -> Select[Any]:
    return _line(case, "unlink", CaseLink.removed_at, CaseLink.removed_by_id).where(
        CaseLink.removed_at.is_not(None)
    )


def _line(case: Any, key: str, at: Any, user_id: Any) -> Select[Any]:
    label = when((CaseLink.case_id == case.id, LinkKind.label), else_=LinkKind.inverse_label)
    return (
        line(key, at, a=label, who=User.name, number=CaseLink.id)
        .join(LinkKind, LinkKind.code == CaseLink.kind_code)
        .outerjoin(User, User.id == user_id)
        .where(_touches(case))
    )


def _added(row: Any, _case: Case) -> Happening:
    return Happening(row.at, f"Linked: {_lower(row.a)} another case", "", row.who or "")


def _removed(row: Any, _case: Case) -> Happening:
    return Happening(row.at, f"Link removed: {_lower(row.a)} another case", "", row.who or "")


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def register() -> None:
    """Add the lines of the timeline."""
    sources.add(Source("link", _added_rows, _added, order=50))
    sources.add(Source("unlink", _removed_rows, _removed, order=51))
