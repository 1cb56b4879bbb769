"""What custody hangs into the frame: navigation, a case's tab, the parts of an item's page."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.core import clock, unit_of_work
from jicms.custody import alerts, chain, offers, papers, queries, service, story
from jicms.custody.models import CustodyState
from jicms.custody.models_rounds import MediaList, MediaReference
from jicms.evidence import additions
from jicms.evidence.additions import Part
from jicms.evidence.models import EvidenceItem
from jicms.files import previews
from jicms.files.media.playing import Recording
from jicms.web.dates import viewer_today
from jicms.web.navigation import CaseTab, NavItem, case_tabs, main

#: How an event is marked in the timeline of an item.
MARKS = {
    **dict.fromkeys(("COLLECTED", "RECEIVED", "RETURNED"), "seal"),
    **dict.fromkeys(("OPENED", "RESEALED"), "clock"),
    **dict.fromkeys(("RELEASED_TO_OWNER", "TURNED_OVER", "DESTROYED"), "state"),
    "COPIED": "doc",
}


def places(items: Sequence[Any]) -> Mapping[int, str]:
    """Who has the items that a page lists, and where."""
    rows = unit_of_work.session().execute(
        select(CustodyState.item_id, CustodyState.holder_name, CustodyState.location).where(
            CustodyState.item_id.in_([item.id for item in items])
        )
    )
    return {
        row.item_id: ", ".join(part for part in (row.holder_name, row.location) if part)
        for row in rows
    }


def _now(item: EvidenceItem) -> Mapping[str, Any]:
    """Where the item is, what waits, what is wrong, and the steps."""
    actor, state, waiting = current_actor(), queries.state_of(item), service.pending_of(item)
    begun = waiting.begun_at if waiting else None
    return {
        "state": state,
        "waiting": waiting,
        "asked": policy.allows(actor, Action.CUSTODY_ANSWER, waiting),
        "began": policy.allows(actor, Action.CUSTODY_WITHDRAW, waiting),
        "alerts": alerts.alerts_of(
            state=state, begun_at=begun, today=viewer_today(), now=clock.now()
        ),
        "offers": offers.offers(item, state, waiting, actor),
        "drawn": previews.is_drawn(item.file),
        "recording": Recording.of(item.file),
    }


def _log(item: EvidenceItem) -> Mapping[str, Any]:
    """The events, the last one first, and whether their chain holds."""
    events = queries.events_of(item)
    broken = chain.broken(chain.log_of(events, item.key))
    return {"events": events[::-1], "broken": broken, "marks": MARKS, "say": papers}


def _media(item: EvidenceItem) -> Mapping[str, Any] | None:
    """The medium of the item with its lists, if it is one."""
    session = unit_of_work.session()
    medium = session.get(MediaReference, item.id)
    if medium is None:
        return None
    lists = select(MediaList).where(MediaList.item_id == item.id).order_by(MediaList.n)
    return {"medium": medium, "lists": session.scalars(lists).all()}


def register(_app: Flask) -> None:
    """Add everything to the registries."""
    additions.parts.add(Part("custody.now", "custody/parts/now.html", _now, order=10, above=True))
    additions.parts.add(Part("custody.media", "custody/parts/media.html", _media, order=20))
    additions.parts.add(Part("custody.log", "custody/parts/log.html", _log, order=30))
    if places not in additions.places:
        additions.places.append(places)
    case_tabs.add(
        CaseTab(
            *("custody", "Custody", "custody.of_case", Action.EVIDENCE_VIEW),
            alerts.unsettled,
            order=61,
            under="evidence",
            alert="not settled",
        )
    )
    story.register()
    main.add(
        NavItem(
            *("Records", "Evidence custody", "lock_outline", "custody.index", Action.CUSTODY_LIST),
            order=25,
        )
    )
