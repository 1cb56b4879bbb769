"""Reads of transfers and of referrals to bodies outside."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from jicms.access.actor import Actor
from jicms.auth.models import Office
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.deadlines.models import CaseClock, ClockState
from jicms.routing.models import CaseTransfer, OutsideReferral, TransferState
from jicms.routing.workflow import ENTITY, OUTCOME, REPLY

#: The clocks of what is expected of others.
AWAITING = (REPLY, OUTCOME)


def transfer_of(number: str) -> CaseTransfer | None:
    """The transfer of a case that waits for its answer, in the actor's sight."""
    return unit_of_work.session().scalar(
        select(CaseTransfer)
        .join(Case, Case.id == CaseTransfer.case_id)
        .where(Case.number == number, CaseTransfer.state == TransferState.SENT)
        .options(
            joinedload(CaseTransfer.case).joinedload(Case.agency),
            joinedload(CaseTransfer.case).joinedload(Case.lead_office).joinedload(Office.agency),
            joinedload(CaseTransfer.from_office).joinedload(Office.agency),
            joinedload(CaseTransfer.to_office).joinedload(Office.agency),
            joinedload(CaseTransfer.sent_by),
        )
    )


def sent_from(actor: Actor, limit: int) -> Sequence[CaseTransfer]:
    """What the actor's office sent and nobody has answered, the longest ago first."""
    return (
        unit_of_work.session()
        .scalars(
            select(CaseTransfer)
            .where(
                CaseTransfer.from_office_id == actor.office_id,
                CaseTransfer.state == TransferState.SENT,
            )
            .order_by(CaseTransfer.id)
            .options(joinedload(CaseTransfer.case), joinedload(CaseTransfer.to_office))
            .limit(limit)
        )
        .all()
    )


def under_way_in(case_ids: Sequence[int]) -> set[int]:
    """Which of these cases were sent, and nobody has accepted or returned them yet."""
    found = unit_of_work.session().scalars(
        select(CaseTransfer.case_id).where(
            CaseTransfer.case_id.in_(case_ids or (0,)), CaseTransfer.state == TransferState.SENT
        )
    )
    return set(found)


def referrals_of(case: Case) -> Sequence[OutsideReferral]:
    """The referrals of a case, the latest first."""
    return (
        unit_of_work.session()
        .scalars(
            select(OutsideReferral)
            .where(OutsideReferral.case_id == case.id)
            .order_by(OutsideReferral.n.desc())
            .options(joinedload(OutsideReferral.target), joinedload(OutsideReferral.sent_by))
        )
        .all()
    )


def referral_of(number: str, outside: int) -> OutsideReferral | None:
    """A referral within its case."""
    return unit_of_work.session().scalar(
        select(OutsideReferral)
        .join(Case, Case.id == OutsideReferral.case_id)
        .where(Case.number == number, OutsideReferral.n == outside)
        .options(
            joinedload(OutsideReferral.target),
            joinedload(OutsideReferral.case).joinedload(Case.agency),
            joinedload(OutsideReferral.case).joinedload(Case.lead_office).joinedload(Office.agency),
        )
    )


def due_of(case: Case) -> dict[int, CaseClock]:
    """The running clock of each referral of a case, by its id."""
    found = unit_of_work.session().scalars(
        select(CaseClock).where(
            CaseClock.case_id == case.id,
            CaseClock.entity_type == ENTITY,
            CaseClock.state == ClockState.RUNNING,
        )
    )
    return {row.entity_id: row for row in found if row.entity_id is not None}


def overdue(actor: Actor, today: date) -> Select[Any]:
    """Clocks of replies and outcomes that are past their day, in the actor's office."""
    return select(CaseClock.id).join(Case, Case.id == CaseClock.case_id).where(*_late(actor, today))


def late_replies(actor: Actor, today: date, limit: int) -> Sequence[Any]:
    """(case, clock) of what is overdue, the longest first."""
    return (
        unit_of_work.session()
        .execute(
            select(Case, CaseClock)
            .join(CaseClock, CaseClock.case_id == Case.id)
            .where(*_late(actor, today))
            .order_by(CaseClock.due_on, CaseClock.id)
            .limit(limit)
        )
        .all()
    )


def _late(actor: Actor, today: date) -> tuple[Any, ...]:
    return (
        CaseClock.rule_code.in_(AWAITING),
        CaseClock.state == ClockState.RUNNING,
        CaseClock.due_on < today,
        Case.lead_office_id == actor.office_id,
    )
