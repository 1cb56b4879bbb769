"""Allegations on subjects, written through the service."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from jicms.access.actor import Actor
from jicms.allegations import service
from jicms.allegations.models import Allegation
from jicms.cases.models import Case, CaseStatus, Party, PartyRole
from tests.factories import cases


def allegation(
    session: Session, of: Case, *subjects: Party, code: str = "IT-06", **values: Any
) -> Allegation:
    """An allegation that need not go to the OIG, received with its case, unless told otherwise."""
    told = {
        "category_code": code,
        "intake_method_code": "PHONE_HOTLINE",
        "received_at": of.received_at,
        "incident_from": date(2026, 10, 20),
        "narrative": "Caller says that the officer used the computer for betting.",
        "place": "Port of Alder Bend",
        "subjects": subjects,
        **values,
    }
    made = service.add_allegation(of, actor=Actor.system("test"), **told)
    session.flush()
    return made


def against_two(
    session: Session, *, code: str, status: CaseStatus = CaseStatus.OPEN
) -> tuple[Case, Party, Party]:
    """A case of IA with one allegation against two officers; the case and both."""
    case = cases.case(session, status=status)
    one = cases.party(session, case, role=PartyRole.SUBJECT, description="First officer")
    two = cases.party(session, case, role=PartyRole.SUBJECT, description="Second officer")
    allegation(session, case, one, two, code=code)
    return case, one, two
