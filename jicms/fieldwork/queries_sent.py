"""Reads of leads that went to another office, by either side. Scoped by the listener."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from jicms.access.actor import Actor, Role
from jicms.auth.models import Membership, Office
from jicms.cases.notices import readers_among
from jicms.core import unit_of_work
from jicms.fieldwork.kinds import SentState
from jicms.fieldwork.models_requests import Lead
from jicms.fieldwork.models_sent import SentLead
from jicms.fieldwork.scope import received_scope

#: A page shows so many at most.
MOST = 500
_SHOWN = (
    joinedload(SentLead.office).joinedload(Office.agency),
    joinedload(SentLead.from_office).joinedload(Office.agency),
    joinedload(SentLead.sent_by),
    joinedload(SentLead.owner),
    joinedload(SentLead.answered_by),
)


def sent_of(lead: Lead) -> Sequence[SentLead]:
    """Where a lead was sent and what came back, the latest first."""
    rows = select(SentLead).where(SentLead.lead_id == lead.id).order_by(SentLead.id.desc())
    return unit_of_work.session().scalars(rows.options(*_SHOWN)).all()


def received(actor: Actor) -> Select[Any]:
    """What the actor's office was asked, as far as the actor reads it: what waits first."""
    return (
        select(SentLead)
        .where(SentLead.office_id == actor.office_id, SentLead.state != SentState.RECALLED)
        .order_by(
            SentLead.state != SentState.SENT,
            SentLead.due_on.is_(None),
            SentLead.due_on,
            SentLead.id.desc(),
        )
    )


def waiting(actor: Actor) -> Select[Any]:
    """Of those, what is not answered yet."""
    return received(actor).where(SentLead.state == SentState.SENT)


def page_of(rows: Select[Any], most: int = MOST) -> Sequence[SentLead]:
    """The first of them, with what a list shows."""
    return unit_of_work.session().scalars(rows.options(*_SHOWN).limit(most)).all()


def received_of(sent_lead: int) -> SentLead | None:
    """A lead that the actor's office was asked to follow."""
    rows = select(SentLead).where(SentLead.id == sent_lead)
    return unit_of_work.session().scalar(rows.options(*_SHOWN))


def readers_of(row: SentLead) -> set[int]:
    """The supervisors of the office that was asked who may read it today: nobody else is told."""
    return readers_among(
        row,
        received_scope,
        Membership.role == Role.INVESTIGATIONS_SUPERVISOR,
        Membership.office_id == row.office_id,
    )
