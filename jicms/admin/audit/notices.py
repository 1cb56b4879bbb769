"""What auditors are told of: a break in the trail's chain."""

from datetime import timedelta
from pathlib import Path

from flask import current_app

from jicms.access.actor import Role
from jicms.audit import tail
from jicms.auth.members import everybody_who_is
from jicms.core import clock, unit_of_work
from jicms.notices import kinds
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import About, clear, tell
from jicms.notices.sweep import sweepers

BREAK = "AUDIT_CHAIN_BREAK"
#: The sealer takes a second; what waits for longer was refused, or nothing seals.
PATIENCE = timedelta(hours=1)
_CHAIN = About("audit_seal", 0)


def is_whole() -> bool:
    """Whether the newest part of the chain holds, the outside copy agrees, and nothing waits to be
    sealed. `flask audit verify` proves all of it."""
    session, anchor = unit_of_work.session(), Path(current_app.config["AUDIT_ANCHOR"])
    state = tail.state_of(session, anchor)
    waits = state.oldest is not None and state.oldest < clock.now() - PATIENCE
    return state.anchor is not False and not waits and not tail.verify_tail(session, anchor)[1]


def sweep_chain() -> None:
    """Tell of a chain that does not hold, until it does."""
    if is_whole():
        clear(_CHAIN, events=(BREAK,))
        return
    tell(BREAK, users=everybody_who_is(Role.AUDITOR), about=_CHAIN)


def register() -> None:
    """Add the kind, and look once a day."""
    kinds.add(
        Kind(
            *(BREAK, "The audit trail does not agree with its seals", "audit_pages.check"),
            *("the chain holds again", Group.OFFICE),
            legal=True,
            of_case=False,
        )
    )
    if sweep_chain not in sweepers:
        sweepers.append(sweep_chain)
