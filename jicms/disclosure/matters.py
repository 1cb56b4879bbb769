"""The matters of an employee, looked for past every wall: what may be told, and what is shut."""

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Executable, Select, and_, func, or_, select, true

from jicms.access.actor import Actor
from jicms.allegations.models import Allegation, AllegationSubject, Finding, FindingDetail
from jicms.cases.handling import COMPELLED
from jicms.cases.models import Case, Party, PartyRole
from jicms.cases.scope import walls
from jicms.core import unit_of_work
from jicms.disclosure.models import WitnessRequest
from jicms.evidence.models import Statement
from jicms.people.models import Person

S = TypeVar("S", bound=Executable)


def whole(statement: S) -> S:
    """The statement past every wall: what it finds is told, routed to a custodian, or counted."""
    return statement.execution_options(
        unscoped="a search for a prosecutor leaves nothing out: what is shut goes to its custodian"
    )


@dataclass(frozen=True, slots=True)
class Matter:
    """An allegation against the employee. `is_told`: the actor may know of it; `is_shut`: it, or
    something in it, is for its custodian to answer."""

    case_id: int
    number: str
    label: str
    category_code: str | None
    finding_code: str | None
    is_told: bool
    is_shut: bool


def employee(number: str, actor: Actor) -> Person | None:
    """The employee of the actor's agency with that number; not oneself, nor a relative."""
    found = unit_of_work.session().scalar(
        whole(
            select(Person).where(
                Person.employee_number == number.strip(),
                Person.agency_id == actor.agency_id,
                Person.merged_into_id.is_(None),
            )
        )
    )
    return None if found is None or found.id in actor.walled_ids else found


def last_number(actor: Actor) -> Select[Any]:
    """The last number of the agency's requests, those about the actor among them."""
    return whole(
        select(func.max(WitnessRequest.n)).where(WitnessRequest.agency_id == actor.agency_id)
    )


def of_person(person_id: int, actor: Actor) -> list[Matter]:
    """Every allegation against the employee, also under a record that was merged into this one."""
    compelled = COMPELLED
    of_party = Statement.giver_id == Party.id
    told_compelled = select(Statement.id).where(
        of_party, Statement.handling.op("&")(int(compelled)) != 0
    )
    found_compelled = (
        select(FindingDetail.finding_id)
        .join(Finding, Finding.id == FindingDetail.finding_id)
        .where(
            Finding.allegation_subject_id == AllegationSubject.id,
            FindingDetail.handling.op("&")(int(compelled)) != 0,
        )
    )
    rows = unit_of_work.session().execute(
        whole(
            select(
                Case.id,
                Case.number,
                Case.restricted,
                Allegation.n,
                AllegationSubject.m,
                Allegation.category_code,
                AllegationSubject.finding_code,
                or_(told_compelled.exists(), found_compelled.exists()).label("compelled"),
                _behind_no_wall(actor).label("open"),
            )
            .select_from(AllegationSubject)
            .join(Allegation, Allegation.id == AllegationSubject.allegation_id)
            .join(Party, Party.id == AllegationSubject.party_id)
            .join(Case, Case.id == Party.case_id)
            .join(Person, Person.id == Party.person_id)
            .where(
                or_(Person.id == person_id, Person.merged_into_id == person_id),
                Party.role == PartyRole.SUBJECT,
                Party.withdrawn_at.is_(None),
            )
            .order_by(Case.id, Allegation.n, AllegationSubject.m)
        )
    )
    return [
        Matter(
            row.id,
            row.number,
            f"{row.n}.{row.m}",
            row.category_code,
            row.finding_code,
            is_told=bool(row.open) and not row.restricted,
            is_shut=bool(row.restricted or row.compelled or not row.open),
        )
        for row in rows
    ]


def _behind_no_wall(actor: Actor) -> Any:
    return and_(true(), *walls(actor, Case.id))
