"""Custody, written through the services as the people who do it."""

from datetime import date

from sqlalchemy import select

from jicms.custody import queries, service
from jicms.custody.kinds import CustodyKind, OutsideKind, StepState
from jicms.custody.models import CustodyStep
from jicms.custody.service import Told
from jicms.evidence.models import EvidenceItem
from tests.factories import accounts
from tests.factories.files import upload
from tests.factories.investigations import user

DUE = date(2026, 12, 20)


def the_item(session, n=1):
    """An item of the only case."""
    return session.scalar(select(EvidenceItem).where(EvidenceItem.n == n))


def the_step(session, n=1):
    """The step that waits for an item of the only case."""
    return session.scalar(
        select(CustodyStep)
        .join(EvidenceItem, EvidenceItem.id == CustodyStep.item_id)
        .where(CustodyStep.state == StepState.PENDING, EvidenceItem.n == n)
    )


def hand_over(
    session, *, by="investigator.ia", to="custodian.ia", n=1, kind=CustodyKind.TRANSFERRED, **told
):
    """`by` hands an item to `to`, who has not answered yet."""
    return service.hand_over(
        the_item(session, n),
        actor=accounts.actor_of(by),
        kind=kind,
        to=user(session, to),
        told=Told(**{"location": "Evidence room, C-14", **told}),
    )


def confirmed(acting, by="custodian.ia", n=1):
    """Whoever is asked confirms."""
    with acting(by) as session:
        service.confirm(the_step(session, n), actor=accounts.actor_of(by))


def handed(acting, *, by="investigator.ia", to="custodian.ia", n=1, **more):
    """Handed over and confirmed, each in a session of its own."""
    with acting(by) as session:
        hand_over(session, by=by, to=to, n=n, **more)
    confirmed(acting, to, n)


def to_laboratory(session, *, by="custodian.ia", witness="supervisor.ia", n=1, **told):
    """The item goes to a laboratory against a signed receipt."""
    return service.send_out(
        the_item(session, n),
        actor=accounts.actor_of(by),
        kind=CustodyKind.SENT_TO_LAB,
        outside=OutsideKind.LABORATORY,
        name="Digital Forensics Laboratory",
        witness=user(session, witness),
        told=Told(**{"receipt": upload(), "due_on": DUE, "purpose": "Extraction", **told}),
    )


def log_of(session, n=1):
    """The custody log of the item."""
    return queries.custody_log(the_item(session, n))
