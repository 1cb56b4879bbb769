"""Breaking the glass: a head asks for a restricted case by number, somebody on its list decides.

The answer to the request is always the same, and so is what it costs, whether there is such a case
or not, and whether the asker is in conflict with it or not.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Membership
from jicms.cases.models import Case, GrantKind, GrantLevel
from jicms.cases.models_breakglass import BreakGlass, GlassState
from jicms.cases.scope import walls
from jicms.cases.service.grants import give_grant
from jicms.cases.service.numbers import lock
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused

#: What the asker reads, whatever is the case.
ANSWER = "If such a case exists, its custodian was asked."
#: How long a grant lasts.
LASTS = timedelta(hours=24)

_UNSEEN = "a request is kept whether the asker sees the case or not"


def ask(*, actor: Actor, number: str, reason: str) -> None:
    """Ask for a restricted case. Returns nothing, raises nothing about the case."""
    policy.require(actor, Action.GLASS_ASK)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    session = unit_of_work.session()
    case = session.scalar(
        select(Case)
        .where(Case.number == number.strip(), Case.restricted, *walls(actor, Case.id))
        .execution_options(unscoped=_UNSEEN)
    )
    request = BreakGlass(
        number=number.strip(),
        case_id=case.id if case else None,
        asked_by_id=actor.user_id,
        membership_id=actor.membership_id,
        reason=reason.strip(),
    )
    session.add(request)
    session.flush()
    recorder.record(Event.GLASS_ASKED, case=case, entity=("break_glass", request.id))


def decide(request: BreakGlass, *, actor: Actor, open_it: bool, reason: str) -> BreakGlass:
    """Open the case to the asker for a day, or refuse. By a second person from the named list."""
    policy.require(actor, Action.GLASS_DECIDE, request)
    case = request.case
    assert case is not None
    lock(case)
    if request.state is not GlassState.ASKED:
        raise TransitionRefused("This request was decided already.")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    now = clock.now()
    request.state = GlassState.GRANTED if open_it else GlassState.REFUSED
    request.decided_by_id, request.decided_at = actor.user_id, now
    request.decided_reason = reason.strip()
    if open_it:
        request.until = now + LASTS
        _open(request, case, actor)
    event = Event.GLASS_GRANTED if open_it else Event.GLASS_REFUSED
    recorder.record(event, case=case, entity=("break_glass", request.id), until=request.until)
    unit_of_work.session().flush()
    return request


def _open(request: BreakGlass, case: Case, actor: Actor) -> None:
    member = unit_of_work.session().get(Membership, request.membership_id)
    give_grant(
        case,
        actor=actor,
        principal_id=request.asked_by.principal_id,
        kind=GrantKind.NAMED,
        level=GrantLevel.FULL,
        reason=f"Asked for by number. {request.reason}",
        until=request.until,
        office_id=member.office_id if member else None,
    )


def of_case(case: Case) -> list[BreakGlass]:
    """Requests for the case, those that wait first."""
    found = unit_of_work.session().scalars(
        select(BreakGlass)
        .where(BreakGlass.case_id == case.id)
        .options(joinedload(BreakGlass.asked_by), joinedload(BreakGlass.decided_by))
        .order_by(BreakGlass.state, BreakGlass.id.desc())
    )
    return list(found)


def request_of(number: str, glass: int) -> BreakGlass | None:
    """A request within its case."""
    return unit_of_work.session().scalar(
        select(BreakGlass)
        .join(Case, Case.id == BreakGlass.case_id)
        .where(Case.number == number, BreakGlass.id == glass)
        .options(joinedload(BreakGlass.case), joinedload(BreakGlass.asked_by))
    )
