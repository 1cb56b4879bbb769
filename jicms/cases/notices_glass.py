"""What is told of a request for a restricted case: to whom it names, and to the asker once open."""

from sqlalchemy import insert, literal, or_, select

from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.cases.models import CaseGrant, GrantKind, GrantLevel
from jicms.cases.models_breakglass import BreakGlass
from jicms.cases.notices import fetch
from jicms.core import clock, unit_of_work
from jicms.notices import kinds
from jicms.notices.following import Step, clearing, on
from jicms.notices.kinds import Group, Kind
from jicms.notices.models import Notice
from jicms.notices.service import tell

ASKED, OPENED = "GLASS_ASKED", "GLASS_OPENED"
KINDS = (
    Kind(
        *(ASKED, "Somebody asks for a restricted case that names you", "cases.show"),
        *("the request is decided", Group.OFFICE),
        legal=True,
    ),
    Kind(
        *(OPENED, "A restricted case that you asked for is open to you for a day", "cases.show"),
        *("you took note", Group.WORK),
        by_hand=True,
    ),
)
_user, _grant, _notice = User.__table__, CaseGrant.__table__, Notice.__table__


def _asked(step: Step) -> None:
    """To everybody whom the case names but who asked. The same one statement is run where there is
    no such case: what an answer costs says nothing of what is behind a number."""
    now = clock.now()
    named = (
        select(
            literal(ASKED),
            _user.c.id,
            _grant.c.case_id,
            literal(step.about.entity_type),
            literal(step.about.entity_id),
            literal(now, type_=_notice.c.created_at.type),
        )
        .join_from(_user, _grant, _grant.c.principal_id == _user.c.principal_id)
        .where(
            _grant.c.case_id == (step.case_id or 0),
            _grant.c.kind == GrantKind.NAMED,
            _grant.c.level == GrantLevel.FULL,
            _grant.c.revoked_at.is_(None),
            or_(_grant.c.until.is_(None), _grant.c.until > now),
            _user.c.id != (step.by or 0),
        )
        .distinct()
    )
    columns = ["event", "user_id", "case_id", "entity_type", "entity_id", "created_at"]
    unit_of_work.session().execute(insert(_notice).from_select(columns, named))


def _opened(step: Step) -> None:
    request = fetch(BreakGlass, step.about.entity_id)
    if request is not None:
        users = [request.asked_by_id]
        tell(OPENED, users=users, about=step.about, case_id=request.case_id, but=step.by)


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(*KINDS)
    on(Event.GLASS_ASKED, _asked)
    on(Event.GLASS_GRANTED, _opened)
    for event in (Event.GLASS_GRANTED, Event.GLASS_REFUSED):
        on(event, clearing(ASKED))
