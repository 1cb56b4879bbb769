"""Requests of prosecutors about witnesses: one that waits for counsel, one that is answered."""

from datetime import timedelta

from sqlalchemy import select

from jicms.cases.models import Party, PartyRole
from jicms.core import clock, unit_of_work
from jicms.demo.papers import pdf_file
from jicms.demo.stage import LostThread, Stage
from jicms.disclosure import service
from jicms.disclosure.matters import whole
from jicms.disclosure.models import Basis, WitnessRequest
from jicms.people.models import Person

OFFICER, COUNSEL = "giglio.cbp", "counsel.cbp"
_ASKED = (
    (Basis.GIGLIO, "AUSA P. Lindqvist", "United States v. Marlowe", "4:26-cr-01127", 9),
    (Basis.HENTHORN, "AUSA R. Castellano", "United States v. Reyes-Alba", "7:26-cr-00655", 24),
)


def add(stage: Stage) -> None:
    """Two requests about employees who are subjects of cases."""
    for place, (basis, requester, defendant, docket, days) in enumerate(_ASKED):
        with stage.acting(OFFICER, days=days) as actor:
            today = clock.today(actor.zone)
            made = service.record_request(
                actor=actor,
                basis=basis,
                requester=requester,
                office="U.S. Attorney’s Office",
                defendant=defendant,
                docket=docket,
                employee_number=_subject(actor.agency_id, place),
                received_on=today,
                due_on=today + timedelta(days=30),
            )
            service.search_matters(made, actor=actor)
            service.record_source(
                made,
                actor=actor,
                source="Supervisor’s file",
                is_found=False,
                result="Nothing beside the yearly appraisals.",
                searched_on=today,
            )
            key = made.id
    _answer(stage, key)


def _answer(stage: Stage, key: int) -> None:
    with stage.acting(COUNSEL, days=12) as actor:
        row = _request(key)
        text = "The matters found end without a finding against the employee: nothing is material."
        service.review(row, actor=actor, discloses=False, review=text)
    with stage.acting(OFFICER, days=11) as actor:
        paper = pdf_file("Reply.pdf", "Reply", "Nothing to disclose.", by=actor.user_id)
        service.answer(_request(key), actor=actor, answered_on=clock.today(actor.zone), file=paper)


def _request(key: int) -> WitnessRequest:
    found = unit_of_work.session().get(WitnessRequest, key)
    if found is None:
        raise LostThread(f"request {key} is out of sight")
    return found


def _subject(agency_id: int | None, place: int) -> str:
    """The number of an employee who is the subject of a case."""
    found = (
        unit_of_work.session()
        .scalars(
            whole(
                select(Person.employee_number)
                .join(Party, Party.person_id == Person.id)
                .where(
                    Party.role == PartyRole.SUBJECT,
                    Person.agency_id == agency_id,
                    Person.employee_number.is_not(None),
                    Person.merged_into_id.is_(None),
                )
                .order_by(Party.id)
                .offset(place)
                .limit(1)
            )
        )
        .first()
    )
    if found is None:
        raise LostThread("nobody of the agency is a subject")
    return found
