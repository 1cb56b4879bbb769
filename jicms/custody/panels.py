"""My work: what waits for one's confirmation, and for custodians what is wrong."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlalchemy import select

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.custody import alerts, listing
from jicms.custody.kinds import StepState
from jicms.custody.models import CustodyState, CustodyStep
from jicms.custody.scope import KEEPERS
from jicms.evidence.models import EvidenceItem
from jicms.web.dates import viewer_today
from jicms.web.navigation import Panel, Tally, home

SHOWN = 12


def _waiting(actor: Actor) -> Mapping[str, Any] | None:
    found = (
        select(
            *(CustodyStep.n.label("step"), CustodyStep.kind, CustodyStep.asked_as),
            *(CustodyStep.begun_at, EvidenceItem.n, EvidenceItem.description, Case.number),
            User.name.label("begun_by"),
        )
        .join(EvidenceItem, EvidenceItem.id == CustodyStep.item_id)
        .join(Case, Case.id == CustodyStep.case_id)
        .join(User, User.id == CustodyStep.begun_by_id)
        .where(CustodyStep.asked_id == actor.user_id, CustodyStep.state == StepState.PENDING)
        .order_by(CustodyStep.begun_at, CustodyStep.id)
        .limit(SHOWN)
    )
    rows = unit_of_work.session().execute(found).all()
    return {"rows": rows} if rows else None


def _alarms(actor: Actor) -> Mapping[str, Any] | None:
    today = viewer_today()
    found = listing.of_office({"status": "alert"}, actor, today, clock.now())
    rows = unit_of_work.session().execute(
        found.order_by(Case.fiscal_year, Case.sequence, EvidenceItem.n).limit(SHOWN)
    )
    listed = [(row, listing.alerts(row, today)) for row in rows]
    return {"rows": listed} if listed else None


def _tally(actor: Actor) -> list[Tally]:
    wrong = alerts.of_office(actor.office_id, viewer_today())
    nowhere = select(CustodyState.item_id).where(
        CustodyState.location == "",
        CustodyState.disposed.is_(False),
        CustodyState.holder_id == actor.user_id,
    )
    return [
        Tally("Custody alerts", wrong, url_for("custody.index", status="alert"), bad=True),
        Tally("Yours without a place", nowhere),
    ]


def register() -> None:
    """Add the panels."""
    home.add(
        Panel(
            "custody.waiting",
            "custody/panels/waiting.html",
            Action.CASE_LIST,
            load=_waiting,
            order=4,
            roles=frozenset({*KEEPERS, Role.INVESTIGATOR}),
        )
    )
    home.add(
        Panel(
            "custody.alarms",
            "custody/panels/alarms.html",
            Action.CUSTODY_LIST,
            load=_alarms,
            order=6,
            roles=frozenset({Role.EVIDENCE_CUSTODIAN}),
            tally=_tally,
        )
    )
