"""Handling flags when something is recorded: who may set them, and whom they leave it open to."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.auth.models import User
from jicms.cases import service as cases
from jicms.cases import sight
from jicms.cases.handling import COMPELLED, NAMED_ONLY, Handling
from jicms.cases.models import (
    Case,
    CaseGrant,
    CaseGrantItem,
    GrantKind,
    GrantLevel,
    Party,
)
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.evidence.models import Document, EvidenceItem, Exhibit, Statement
from jicms.evidence.service import by_hand
from jicms.evidence.service.derived import is_derived, name_of, spread, when_marked
from jicms.files.models import StoredFile
from jicms.investigations.guards import reads_compelled, workers_of
from jicms.prosecution.gate import SHUT

_ALL = sum(Handling)
#: Why somebody has a grant that names material; it does not say which.
ACCESS_LIST = "On an access list"


def candidates(case: Case) -> list[User]:
    """Who may be put on the access list of named-only material: the teams and reviewers."""
    found = unit_of_work.session().scalars(
        select(User).where(User.id.in_(workers_of(case)), User.is_active).order_by(User.name)
    )
    return list(found)


def check(
    case: Case,
    actor: Actor,
    handling: int,
    *,
    file: StoredFile | None = None,
    text: str = "",
    named: Sequence[User] = (),
) -> Handling:
    """The flags as a set; refuses those that the actor could not read afterwards.

    Classified content is not stored here: the entry says where it is held.
    """
    if handling & ~_ALL:
        raise RuleBroken("Choose handling marks from the list.", field="handling")
    flags = Handling(handling)
    if flags & Handling.COMPELLED_TAINT:
        raise RuleBroken("That mark follows a prosecution; nobody sets it.", field="handling")
    if flags & Handling.GARRITY_COMPELLED and not reads_compelled(actor, case):
        raise RuleBroken(SHUT, field="handling")
    if flags & Handling.CLASSIFIED and (file is not None or text.strip()):
        raise RuleBroken(
            "Classified content may not be stored here: leave file and text out, and describe"
            " where it is held.",
            field="handling",
        )
    if named:
        if not flags & NAMED_ONLY:
            raise RuleBroken(
                "An access list is for grand jury, prosecutor-only and classified material.",
                field="named",
            )
        allowed = workers_of(case)
        if any(user.id not in allowed for user in named):
            raise RuleBroken("Choose people who work on this case.", field="named")
    return flags


def open_to_named(row: Any, case: Case, *, actor: Actor, named: Sequence[User] = ()) -> None:
    """Put the recorder and those chosen on the access list, where the flags ask for one."""
    if not Handling(row.handling) & NAMED_ONLY:
        return
    principals = {user.principal_id for user in named}
    if actor.user_id is not None:
        oneself = unit_of_work.session().get(User, actor.user_id)
        assert oneself is not None
        principals.add(oneself.principal_id)
    for principal_id in sorted(principals - {g.principal_id for g in grants_naming(row)}):
        cases.give_grant(
            case,
            actor=actor,
            principal_id=principal_id,
            kind=GrantKind.SHARE,
            level=GrantLevel.ITEMS,
            reason=ACCESS_LIST,
            office_id=case.lead_office_id,
            items=[row],
        )


def grants_naming(row: Any) -> list[CaseGrant]:
    """The live grants that name a row."""
    found = unit_of_work.session().scalars(
        select(CaseGrant)
        .join(CaseGrantItem, CaseGrantItem.grant_id == CaseGrant.id)
        .where(
            CaseGrantItem.entity == row.__tablename__,
            CaseGrantItem.entity_id == row.id,
            CaseGrant.revoked_at.is_(None),
        )
    )
    return list(found)


def access_list(row: Any) -> list[User]:
    """Who is on the access list of a named-only row."""
    principals = {grant.principal_id for grant in grants_naming(row)}
    found = unit_of_work.session().scalars(
        select(User).where(User.principal_id.in_(principals)).order_by(User.name)
    )
    return list(found)


def leave_lists(case: Case, user: User, actor: Actor) -> None:
    """Somebody works on the case no more: off every access list, unless nobody else is on one."""
    mine = _list_grants(case, CaseGrant.principal_id == user.principal_id)
    others = _list_grants(case, CaseGrant.principal_id != user.principal_id)
    kept = {(item.entity, item.entity_id) for grant in others for item in grant.items}
    for grant in mine:
        if any((item.entity, item.entity_id) not in kept for item in grant.items):
            raise RuleBroken(
                f"Only {user.name} may see some material of this case. It needs somebody else on"
                " its access list first.",
                field="team",
            )
        cases.revoke_grant(grant, actor=actor, reason="Left the team")


def _list_grants(case: Case, who: ColumnElement[bool]) -> list[CaseGrant]:
    found = unit_of_work.session().scalars(
        select(CaseGrant)
        .where(
            CaseGrant.case_id == case.id,
            CaseGrant.kind == GrantKind.SHARE,
            CaseGrant.level == GrantLevel.ITEMS,
            CaseGrant.reason == ACCESS_LIST,
            CaseGrant.revoked_at.is_(None),
            who,
        )
        .options(selectinload(CaseGrant.items))
    )
    return list(found)


def follow_access(row: Any, source: Any) -> None:
    """Let everybody on the source's access list see what points to it."""
    if not Handling(row.handling) & NAMED_ONLY:
        return
    for grant in grants_naming(source):
        cases.name_items(grant, [row])
    unit_of_work.session().flush()


def mark(
    row: Any,
    *,
    actor: Actor,
    handling: int,
    named: Sequence[User] = (),
    whose: Party | None = None,
    why: str = "",
) -> None:
    """Change the handling marks of an item, statement or document, and of its exhibits with it.

    What is compelled stays compelled; marking it so by hand says `whose` words it holds, and `why`.
    Only a supervisor opens named-only material to the rest of the case. A compelled exhibit makes
    its report compelled. Raises `RuleBroken`.
    """
    policy.require(actor, Action.STATEMENT_EDIT, row)
    case, before = row.case, Handling(row.handling)
    text = getattr(row, "text", "")
    tainted = before & Handling.COMPELLED_TAINT
    flags = check(case, actor, handling & ~int(tainted), file=row.file, text=text, named=named)
    flags |= tainted
    if flags == before and not named:
        raise RuleBroken("Nothing would change.", field="handling")
    if before & ~flags & Handling.GARRITY_COMPELLED:
        raise RuleBroken("What is compelled stays compelled.", field="handling")
    opens = bool(before & NAMED_ONLY) and not flags & NAMED_ONLY
    if opens and not actor.is_role(Role.INVESTIGATIONS_SUPERVISOR):
        raise RuleBroken(
            "A supervisor on the access list opens this to the rest of the case.", field="handling"
        )
    row.handling = int(flags)
    for follow in when_marked:
        follow(row)
    exhibits = _exhibits_of(row)
    for exhibit in exhibits:
        kept = Handling(exhibit.handling) & COMPELLED & ~flags
        # An exhibit that came of a compelled statement by itself stays compelled.
        exhibit.handling = int(flags | kept) if kept and is_derived(exhibit) else int(flags)
        exhibit.report.handling |= int(flags & COMPELLED)
    unit_of_work.session().flush()
    if by_hand.is_new(before, flags):
        spread(name_of(row), flags & COMPELLED)
        by_hand.note_mark(row, actor=actor, whose=whose, why=why)
    open_to_named(row, case, actor=actor, named=named)
    for exhibit in exhibits:
        follow_access(exhibit, row)
    sight.forget(case)


def _exhibits_of(row: Any) -> list[Exhibit]:
    column = {
        EvidenceItem: Exhibit.item_id,
        Statement: Exhibit.statement_id,
        Document: Exhibit.document_id,
    }[type(row)]
    found = unit_of_work.session().scalars(
        select(Exhibit)
        .where(column == row.id)
        .options(joinedload(Exhibit.report))
        .execution_options(unscoped="marks reach every exhibit of what is marked")
    )
    return list(found)
