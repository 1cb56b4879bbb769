"""What is told of requests about witnesses: to custodians, that a matter of theirs is asked for."""

from jicms.access.actor import Role
from jicms.audit.events import Event
from jicms.auth.models import Membership
from jicms.cases.notices import fetch, readers_among
from jicms.disclosure.models import CustodianAsk
from jicms.disclosure.scope import ask_scope
from jicms.notices import kinds
from jicms.notices.following import Step, clearing, on
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import tell

ASKED = "CUSTODIAN_ASKED"


def _asked(step: Step) -> None:
    ask = fetch(CustodianAsk, step.about.entity_id)
    if ask is not None:
        is_supervisor = Membership.role == Role.INVESTIGATIONS_SUPERVISOR
        users = readers_among(ask, ask_scope, is_supervisor)
        tell(ASKED, users=users, about=step.about, case_id=ask.case_id)


def register() -> None:
    """Add the kind, and listen."""
    kinds.add(
        Kind(
            *(ASKED, "A request about a witness asks for a shut matter", "cases.show"),
            *("a custodian answers it", Group.OFFICE),
        )
    )
    on(Event.CUSTODIAN_ASKED, _asked)
    on(Event.CUSTODIAN_ANSWERED, clearing(ASKED))
