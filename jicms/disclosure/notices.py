"""What is told of requests about witnesses: to custodians, that a matter of theirs is asked for; to
the Giglio officer, that an answer is due soon, or was."""

from datetime import timedelta

from sqlalchemy import select

from jicms.access.actor import Role
from jicms.audit.events import Event
from jicms.auth.models import Membership
from jicms.cases.notices import fetch, readers_among, whole
from jicms.core import clock, unit_of_work
from jicms.disclosure.models import CustodianAsk, WitnessRequest
from jicms.disclosure.scope import ask_scope, request_scope
from jicms.notices import kinds
from jicms.notices.following import Step, clearing, on
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import About, tell
from jicms.notices.sweep import sweepers

ASKED, DUE = "CUSTODIAN_ASKED", "WITNESS_REQUEST_DUE"
#: Days before an answer is due that it is told of.
BEFORE_DUE = timedelta(days=7)


def _asked(step: Step) -> None:
    ask = fetch(CustodianAsk, step.about.entity_id)
    if ask is not None:
        is_supervisor = Membership.role == Role.INVESTIGATIONS_SUPERVISOR
        users = readers_among(ask, ask_scope, is_supervisor)
        tell(ASKED, users=users, about=step.about, case_id=ask.case_id)


def sweep_requests() -> None:
    """Tell the Giglio officers who may see a request that its answer is due within a week, or is
    overdue."""
    session = unit_of_work.session()
    near = select(WitnessRequest).where(
        WitnessRequest.answered_on.is_(None),
        WitnessRequest.due_on <= clock.now().date() + BEFORE_DUE,
    )
    for row in session.scalars(whole(near)).all():
        users = readers_among(row, request_scope, Membership.role == Role.GIGLIO_OFFICER)
        tell(DUE, users=users, about=About(row.__tablename__, row.id), due_on=row.due_on)


def register() -> None:
    """Add the kind, and listen."""
    kinds.add(
        Kind(
            *(ASKED, "A request about a witness asks for a shut matter", "cases.show"),
            *("a custodian answers it", Group.OFFICE),
        )
    )
    kinds.add(
        Kind(
            *(DUE, "The answer to a request about a witness is due", "disclosure.show"),
            *("it is answered", Group.WORK),
            legal=True,
            record="witness",
        )
    )
    if sweep_requests not in sweepers:
        sweepers.append(sweep_requests)
    on(Event.WITNESS_ANSWERED, clearing(DUE))
    on(Event.CUSTODIAN_ASKED, _asked)
    on(Event.CUSTODIAN_ANSWERED, clearing(ASKED))
