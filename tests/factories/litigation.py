"""What is kept beside an action: rows for the world, and acts of the services for tests."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

from jicms.litigation.models import AccountedDisclosure, CounselAssignment, PrivilegedNote
from jicms.litigation.models_discovery import (
    AppealCheck,
    DiscoveryItem,
    DiscoveryRequest,
    Privilege,
    PrivilegeLine,
)
from jicms.litigation.models_production import Production, ProductionEntry, ProductionVolume
from jicms.litigation.models_requests import InformationItem, InformationRequest
from tests.factories import accounts


def beside_action(made: SimpleNamespace, add: Callable[[Any], Any], n: int) -> None:
    """Counsel of the action with a note, a request of the union, and what was given out."""
    of = {"case_id": made.case.id, "action_id": made.action.id}
    counsel = accounts.actor_of("counsel.cbp").user_id
    held = {"counsel_id": counsel, "grant_id": made.grant.id}
    made.counsel = add(CounselAssignment(**of, **held, n=n))
    add(PrivilegedNote(**of, n=n, text="For counsel alone", author_id=counsel))
    asked = {"union_name": "Local 2544", "requester": "R. Vance", "address": "Tucson", "need": "N"}
    made.information = add(InformationRequest(**of, **asked, n=n, received_on=date(2026, 11, 3)))
    item = {"request_id": made.information.id, "asked": "The log"}
    made.asked_item = add(InformationItem(**of, **item, n=n))
    said = {"nature": "One record", "purpose": "Request", "authority": "5 USC 7114(b)(4)"}
    to = {"recipient_name": "R. Vance", "recipient_address": "Tucson", "condition_code": "B_3"}
    what = {"entity": "information_request", "entity_id": made.information.id, "files": []}
    day = {"disclosed_on": date(2026, 11, 4), "party_id": made.subject.id}
    add(AccountedDisclosure(**of, **said, **to, **what, **day, n=n))
    made.production = add(
        Production(
            **of,
            n=n,
            forum_code="MSPB",
            recipient_name="Regional office",
            recipient_address="Dallas",
            megabytes=10,
        )
    )
    held = {"production_id": made.production.id, "file_id": made.file.id}
    paper = {"part_code": "ORDER", "title": "SF-50", "entity": "stored_file", "entity_id": n}
    made.paper = add(ProductionEntry(**of, **held, **paper, n=n, place=n))
    numbers = {"first": "F1-000001", "last": "F1-000002", "pages": 2}
    made.volume = add(ProductionVolume(**of, **held, **numbers, n=n))
    _discovery(made, add, n, of)


def _discovery(
    made: SimpleNamespace, add: Callable[[Any], Any], n: int, of: dict[str, int]
) -> None:
    """A request in the appeal, with an item and a line of the privilege log, and a check."""
    filing = {**of, "appeal_id": made.appeal.id}
    what = {"direction": "RECEIVED", "kind": "DOCUMENTS", "party_name": "A", "address": "Tucson"}
    made.discovery = add(DiscoveryRequest(**filing, **what, n=n, served_on=made.appeal.filed_on))
    inside = {**of, "request_id": made.discovery.id, "n": n}
    made.asked_discovery = add(DiscoveryItem(**inside, asked="The log"))
    line = {"document": "E-mail 4", "author": "W. Stroud", "description": "Advice"}
    add(PrivilegeLine(**inside, **line, privilege=Privilege.ATTORNEY_CLIENT))
    found = {"element_code": "RELIEF", "is_present": False, "looked_on": made.appeal.filed_on}
    add(AppealCheck(**filing, **found))
