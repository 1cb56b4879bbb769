"""Recording a case."""

from datetime import datetime

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Office
from jicms.cases.models import Case
from jicms.cases.service import numbers
from jicms.core import clock, unit_of_work
from jicms.core.errors import Denied, RuleBroken
from jicms.core.ids import case_number


def create_case(
    *,
    actor: Actor,
    office: Office,
    received_at: datetime,
    title: str,
    case_type_code: str,
    origin_office: Office | None = None,
    class_code: str | None = None,
    received_by: str = "",
) -> Case:
    """Record a case led by `office`; its number is that of the fiscal year of its receipt.

    The fiscal year is counted in the zone of the receiving agency. The number is taken in the last
    step, so that the counter is held for the rest of the transaction only. Raises `RuleBroken` for
    a receipt in the future, `Denied` for an office that is not the actor's.
    """
    policy.require(actor, Action.CASE_CREATE)
    if not actor.is_system and office.id != actor.office_id:
        raise Denied("You record cases for your own office.")
    if not title.strip():
        raise RuleBroken("Give the case a title.", field="title")
    if received_at > clock.now():
        raise RuleBroken("The case can’t have been received in the future.", field="received_at")
    day = clock.local_date(received_at, office.agency.zone)
    year = clock.fiscal_year(day)
    case = Case(
        fiscal_year=year,
        agency_id=office.agency_id,
        agency=office.agency,
        lead_office=office,
        lead_office_id=office.id,
        origin_office_id=(origin_office or office).id,
        title=title.strip(),
        case_type_code=case_type_code,
        class_code=class_code,
        received_at=received_at,
        received_on=day,
        recorded_by_id=actor.user_id,
        received_by=received_by.strip(),
        parties=[],
    )
    case.sequence = numbers.next_sequence(year)
    case.number = case_number(year, case.sequence)
    session = unit_of_work.session()
    session.add(case)
    session.flush()
    numbers.mark_new(case)
    recorder.record(Event.CASE_CREATED, case=case, obj=case, number=case.number)
    return case
