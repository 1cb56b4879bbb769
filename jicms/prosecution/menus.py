"""What prosecution hangs into the frame: tab, key fact, timeline."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, url_for
from sqlalchemy import Select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import find_actor
from jicms.auth.models import User
from jicms.cases import summary, timeline
from jicms.cases.kinds import CaseStatus
from jicms.cases.models import Case
from jicms.cases.summary import Facts
from jicms.cases.timeline import Happening, Source, line
from jicms.prosecution import queries
from jicms.prosecution.listing import subject
from jicms.prosecution.models import ProsecutionEvent, ProsecutionReferral, ProsecutionStatus
from jicms.refdata.models import ProsecutionLevel
from jicms.refdata.queries import label_of
from jicms.web.dates import day
from jicms.web.navigation import CaseTab, NavItem, case_tabs, main
from jicms.web.tones import TONES

S = ProsecutionStatus
_EARLY = (CaseStatus.RECEIVED, CaseStatus.TRIAGE, CaseStatus.OIG_PENDING)


def _facts(case: Case) -> Iterable[tuple[str, Any]]:
    if case.status in _EARLY or not policy.allows(find_actor(), Action.PROSECUTION_VIEW, case):
        return
    said = [
        f"{subject(row)}: {row.status.label} {day(row.status_on)}" for row in queries.standing(case)
    ]
    yield "Prosecution", "; ".join(said)


def _rows(case: Case) -> Select[Any]:
    return (
        line(
            "prosecution",
            ProsecutionEvent.created_at,
            on=ProsecutionEvent.on,
            a=ProsecutionEvent.status,
            b=ProsecutionReferral.office,
            who=User.name,
            number=ProsecutionEvent.id,
        )
        .join(ProsecutionReferral, ProsecutionReferral.id == ProsecutionEvent.referral_id)
        .join(User, User.id == ProsecutionEvent.user_id, isouter=True)
        .where(ProsecutionEvent.case_id == case.id)
    )


def _read(row: Any, case: Case) -> Happening:
    said = f"Prosecution: {ProsecutionStatus(row.a).label.lower()}"
    url = url_for("prosecution.index", number=case.number)
    return Happening(row.on or row.at, said, "state", row.b, url)


def register(app: Flask) -> None:
    """Add the tab, the fact and the source; and who has to move at each status."""
    TONES.update(
        {
            S.NOT_APPLICABLE.value: "stop",
            S.PENDING_REFERRAL.value: "work",
            S.UNDER_REVIEW.value: "hold",
            S.ACCEPTED.value: "hold",
            S.DECLINED.value: "done",
            S.DEFERRED.value: "hold",
            S.RETURNED_FOR_MORE.value: "work",
        }
    )
    for status in S:
        TONES.setdefault(status.value, "hold")
    case_tabs.add(
        CaseTab(
            "prosecution",
            "Prosecution",
            "prosecution.index",
            Action.PROSECUTION_VIEW,
            queries.count_of,
            order=70,
        )
    )
    main.add(
        NavItem(
            "Records",
            "Open prosecutions",
            "local_police",
            "prosecution.open_referrals",
            Action.PROSECUTION_LIST,
            order=95,
        )
    )
    main.add(
        NavItem(
            "Records",
            "Standing declinations",
            "account_balance",
            "prosecution.standing",
            Action.STANDING_EDIT,
            order=96,
        )
    )
    app.jinja_env.filters["level_name"] = lambda code: label_of(ProsecutionLevel, code)
    summary.facts.add(Facts("prosecution", _facts, order=40))
    timeline.sources.add(Source("prosecution", _rows, _read, "state", order=55))
