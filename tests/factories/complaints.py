"""Complaints as intake records them."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from jicms.access.actor import Actor
from jicms.cases.models import Case, IdentityMode
from jicms.core import clock
from jicms.intake import service
from jicms.intake.complaint import Alleged, Complaint, Reporter, Somebody
from jicms.people.models import Employment, Person
from jicms.people.names import fold

RECEIVED = datetime(2026, 11, 2, 15, 22, tzinfo=UTC)
AGENCIES = {"IA": 1, "OPR": 2}


def employee(session: Session, name: str, number: str, **post: Any) -> Person:
    """An employee of CBP with one employment."""
    given, _, family = name.partition(" ")
    made = Person(
        kind_code="EMPLOYEE",
        given_name=given,
        family_name=family,
        search_name=fold(name),
        employee_number=number,
        agency_id=post.pop("agency_id", 1),
    )
    session.add(made)
    session.flush()
    facts = {"title": "CBP Officer", "series": "1895", "grade": "12", **post}
    facts.setdefault("duty_location", "Port of Alder Bend")
    session.add(Employment(person_id=made.id, valid_from=date(2015, 1, 4), **facts))
    session.flush()
    return made


def complaint(*subjects: Somebody, **values: Any) -> Complaint:
    """A complaint by telephone about an unknown officer, unless told otherwise."""
    told = {
        "received_at": RECEIVED,
        "intake_method_code": "PHONE_HOTLINE",
        "case_type_code": "ADMIN_INVESTIGATION",
        "subjects": subjects or (Somebody(key="s1", description="Unknown officer, night shift"),),
        "allegations": (Alleged(category_code="IT-05", system_code="ICM"),),
        "reporter": Reporter(IdentityMode.OPEN, "TRAVELER_PUBLIC", name="Odalys Brennek"),
        "incident_from": date(2026, 10, 20),
        "place": "Port of Alder Bend",
        "narrative": "Caller says that an officer used a colleague's password.",
        **values,
    }
    return Complaint(**told)


def recorded(actor: Actor, *subjects: Somebody, **values: Any) -> Case:
    """A case recorded from such a complaint, the day after it was received at the latest."""
    with clock.at(values.get("received_at", RECEIVED)):
        return service.record_complaint(complaint(*subjects, **values), actor=actor)


def typed(**values: str | None) -> dict[str, str]:
    """The page of a complaint about an unknown officer as a browser posts it; None leaves out."""
    found = {
        "method": "PHONE_HOTLINE",
        "received_on": "11/02/2026",
        "received_at": "10:20 a.m.",
        "identity": "OPEN",
        "kind": "TRAVELER_PUBLIC",
        "reporter": "Odalys Brennek",
        "subjects-0-key": "s0",
        "subjects-0-how": "unknown",
        "subjects-0-description": "Officer of the night shift",
        "place": "Port of Alder Bend",
        "narrative": "He used a colleague's password.",
        "allegations-0-code": "IT-05",
        "case_type": "ADMIN_INVESTIGATION",
        "key": "0123456789abcdef",
        "window": "w1",
        **values,
    }
    return {name: value for name, value in found.items() if value is not None}
