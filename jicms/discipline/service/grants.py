"""Who reaches what of a referred subject: the office, the specialist, the officials.

The functions here give and end access; the services that call them have checked who may.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access.actor import Actor
from jicms.allegations.models import AllegationSubject, Finding
from jicms.auth.models import User
from jicms.cases.models import (
    FORUM,
    Case,
    CaseGrant,
    CaseGrantItem,
    GrantKind,
    GrantLevel,
    Party,
    PartyRole,
)
from jicms.cases.service import give_grant, name_headings, name_items, revoke_grant
from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction, LrReferral
from jicms.discipline.service.whole import WHY, whole
from jicms.evidence.models import Document, Exhibit
from jicms.investigations.models import Report
from jicms.prosecution.models import ProsecutionReferral
from jicms.prosecution.models_arrest import Arrest
from jicms.prosecution.models_gate import StandingUse

#: Who gave a statement goes with it, but not another subject, nor who went to another forum.
NEVER_SENT = (PartyRole.SUBJECT, *FORUM)


def of_subject(party: Party) -> list[Any]:
    """The rows that concern one subject: the party, what is alleged, found, and prosecuted."""
    session = unit_of_work.session()
    rows: list[Any] = [party]
    against = session.scalars(
        whole(
            select(AllegationSubject)
            .where(AllegationSubject.party_id == party.id)
            .options(joinedload(AllegationSubject.allegation))
            .order_by(AllegationSubject.id)
        )
    ).all()
    for link in against:
        rows += [link.allegation, link]
    rows += session.scalars(
        whole(
            select(Finding).where(
                Finding.allegation_subject_id.in_([link.id for link in against]),
                Finding.superseded_at.is_(None),
            )
        )
    )
    rows += session.scalars(
        whole(select(ProsecutionReferral).where(ProsecutionReferral.party_id == party.id))
    )
    rows += session.scalars(
        whole(
            select(StandingUse).where(
                StandingUse.allegation_subject_id.in_([link.id for link in against]),
                StandingUse.withdrawn_at.is_(None),
            )
        )
    )
    return rows


def of_exhibits(exhibits: Iterable[Exhibit]) -> list[Any]:
    """Exhibits with what they point to, and who gave a statement unless another subject did."""
    session = unit_of_work.session()
    rows: list[Any] = []
    for exhibit in exhibits:
        found = (exhibit.item, exhibit.statement, exhibit.document)
        rows += [exhibit, *(row for row in found if row is not None)]
        if exhibit.statement is not None:
            giver = session.scalar(
                whole(select(Party).where(Party.id == exhibit.statement.giver_id))
            )
            if giver is not None and giver.role not in NEVER_SENT:
                rows.append(giver)
    return rows


def of_report(report: Report | None) -> list[Any]:
    """The report, where there is one."""
    return [report] if report is not None else []


def give_referral(
    case: Case,
    referral: LrReferral,
    *,
    actor: Actor,
    exhibits: Sequence[Exhibit],
    documents: Sequence[Document],
) -> CaseGrant:
    """Open what concerns the subject to the labor relations office."""
    rows = [
        *of_subject(referral.party),
        *of_report(referral.report),
        *of_exhibits(exhibits),
        *documents,
    ]
    return give_grant(
        case,
        actor=actor,
        principal_id=referral.to_office.principal_id,
        kind=GrantKind.REFERRAL,
        level=GrantLevel.ITEMS,
        reason=f"Referral of subject {referral.party.n}",
        items=rows,
    )


def give_interim(case: Case, referral: LrReferral, *, actor: Actor) -> CaseGrant:
    """Open the subject, the categories alleged, arrests and prosecution; no narrative, statement
    or finding."""
    session = unit_of_work.session()
    party = referral.party
    links = session.scalars(
        whole(select(AllegationSubject).where(AllegationSubject.party_id == party.id))
    ).all()
    rows: list[Any] = [party, *links]
    for model in (ProsecutionReferral, Arrest):
        rows += session.scalars(whole(select(model).where(model.party_id == party.id)))
    grant = give_grant(
        case,
        actor=actor,
        principal_id=referral.to_office.principal_id,
        kind=GrantKind.REFERRAL,
        level=GrantLevel.ITEMS,
        reason=f"Interim matter of subject {party.n}",
        items=rows,
    )
    name_headings(grant, [link.allegation_id for link in links])
    session.flush()
    return grant


def drop_after_return(case: Case, referral: LrReferral, *, actor: Actor) -> CaseGrant:
    """After a return: the office keeps the summary and the thread; of an interim matter the
    subject's line alone, for its case is still investigated."""
    interim = referral.is_interim
    reason = "Interim matter returned" if interim else "Referral returned"
    grant = grant_of(referral.grant_id)
    if grant is not None and grant.revoked_at is None:
        revoke_grant(grant, actor=actor, reason=reason)
    return give_grant(
        case,
        actor=actor,
        principal_id=referral.to_office.principal_id,
        kind=GrantKind.REFERRAL,
        level=GrantLevel.ITEMS if interim else GrantLevel.SUMMARY,
        reason=reason,
        items=[referral.party] if interim else (),
    )


def give_specialist(
    action: DisciplinaryAction, user: User, *, actor: Actor, reason: str = ""
) -> CaseGrant:
    """The specialist reads what the office was sent, while acting for the office."""
    referral = action.referral
    sent = grant_of(referral.grant_id) if referral is not None else None
    grant = give_grant(
        action.case,
        actor=actor,
        principal_id=user.principal_id,
        kind=GrantKind.ASSIGNMENT,
        level=GrantLevel.ITEMS,
        reason=f"Specialist of {action.number}{f': {reason}' if reason else ''}",
        office_id=action.office_id,
        items=[action],
    )
    if sent is not None:
        _copy_items(sent, grant)
    return grant


def _copy_items(source: CaseGrant, target: CaseGrant) -> None:
    named = {(item.entity, item.entity_id) for item in target.items}
    for item in source.items:
        if (item.entity, item.entity_id) not in named:
            target.items.append(CaseGrantItem(entity=item.entity, entity_id=item.entity_id))
    unit_of_work.session().flush()


def give_package(
    action: DisciplinaryAction, user: User, rows: Iterable[Any], *, actor: Actor
) -> CaseGrant:
    """Open the package to an official; a package that the official holds is completed."""
    held = package_of(action, user)
    if held is not None:
        name_items(held, rows)
        unit_of_work.session().flush()
        return held
    return give_grant(
        action.case,
        actor=actor,
        principal_id=user.principal_id,
        kind=GrantKind.PACKAGE,
        level=GrantLevel.ITEMS,
        reason=f"Package of {action.number}",
        items=[action, *rows],
    )


def package_of(action: DisciplinaryAction, user: User) -> CaseGrant | None:
    """The live package grant of one official of the action."""
    found: CaseGrant | None = unit_of_work.session().scalar(
        _live_packages(action).where(CaseGrant.principal_id == user.principal_id).limit(1)
    )
    return found


def end_packages(
    action: DisciplinaryAction, *, actor: Actor, reason: str, of: User | None = None
) -> None:
    """End the officials' access to the action, or that of one official."""
    found = _live_packages(action)
    if of is not None:
        found = found.where(CaseGrant.principal_id == of.principal_id)
    for grant in unit_of_work.session().scalars(found).all():
        revoke_grant(grant, actor=actor, reason=reason)


def _live_packages(action: DisciplinaryAction) -> Any:
    return (
        select(CaseGrant)
        .join(CaseGrantItem, CaseGrantItem.grant_id == CaseGrant.id)
        .where(
            CaseGrant.case_id == action.case_id,
            CaseGrant.kind == GrantKind.PACKAGE,
            CaseGrant.revoked_at.is_(None),
            CaseGrantItem.entity == action.__tablename__,
            CaseGrantItem.entity_id == action.id,
        )
    )


def grant_of(grant_id: int | None) -> CaseGrant | None:
    """A grant by its id."""
    if grant_id is None:
        return None
    return unit_of_work.session().get(CaseGrant, grant_id, execution_options={"unscoped": WHY})
