"""My work of roles that have no queue of their own: what the role is for, and where it begins."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.web.navigation import Panel, home

#: What each role is for.
DUTIES: dict[Role, str] = {
    Role.COUNSEL: "Labor relations send you cases for legal review, and those of an appeal. Each"
    " stands here from the moment you are given access. The specialist of the action records your"
    " review, with its date.",
    Role.FACT_FINDER: "You look into one case for its office, until a date. It stands here while"
    " you have access. What you find is recorded by the supervisor who asked you.",
    Role.DRB_MEMBER: "You sit on a review board. The package of each action on the agenda of your"
    " meeting stands under Packages until the meeting is over; Review board has the meetings, and"
    " there you vote.",
    Role.PREA_COORDINATOR: "You follow cases of sexual abuse of detainees. A case is in your list"
    " once it is shared with you.",
    Role.GIGLIO_OFFICER: "You answer prosecutors who ask about the candor of a witness. A case is"
    " in your list once it is shared with you.",
    Role.RECORDS_OFFICER: "You look after how long records are kept. Retention periods, legal holds"
    " and destruction are not part of this version: it never destroys a record.",
    Role.FOIA_PRIVACY_OFFICER: "You answer requests for records. Requests and redaction are not"
    " part of this version; a case is in your list once it is shared with you.",
}
#: Roles to which single cases are given.
GIVEN = frozenset({Role.COUNSEL, Role.FACT_FINDER})
_LINKS = (
    (Action.CASE_LIST, "Cases open to you", "cases.index"),
    (Action.REPORTS, "Reports", "reports.index"),
    (Action.DEADLINE_COMPUTE, "Deadline calculator", "cases.deadlines"),
    (Action.HOME, "Notices", "notices.index"),
    (Action.HOME, "Help", "pages.help_page"),
)
SHOWN = 12


def _load(actor: Actor) -> Mapping[str, Any] | None:
    if actor.role is None:
        return None
    links = [
        (label, url_for(endpoint))
        for action, label, endpoint in _LINKS
        if policy.allows(actor, action)
    ]
    return {
        "duty": DUTIES[actor.role],
        "links": links,
        "rows": _given() if actor.role in GIVEN else None,
    }


def _given() -> Sequence[Any]:
    """The cases that the actor was given, the latest first."""
    statement = (
        select(Case.number, Case.title, Case.status, Case.received_at)
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(SHOWN)
    )
    return unit_of_work.session().execute(statement).all()


def register() -> None:
    """Add the panel."""
    home.add(
        Panel("duties", "reports/panels/duties.html", Action.HOME, load=_load, roles={*DUTIES})
    )
