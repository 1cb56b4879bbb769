"""Reads of cases. Every statement here is scoped by the listener."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.auth.models import Office
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work


def case_by_number(number: str) -> Case | None:
    """The case of that number, with what its header shows; None where it is hidden or missing."""
    return unit_of_work.session().scalar(
        select(Case)
        .where(Case.number == number)
        .options(
            joinedload(Case.lead_office).joinedload(Office.agency),
            joinedload(Case.agency),
            joinedload(Case.lead),
            joinedload(Case.case_type),
            joinedload(Case.severity_class),
        )
    )


def party_of(number: str, n: int) -> Party | None:
    """A party within its case."""
    return unit_of_work.session().scalar(
        select(Party)
        .join(Case, Case.id == Party.case_id)
        .where(Case.number == number, Party.n == n)
        .options(joinedload(Party.case), joinedload(Party.person), joinedload(Party.at_incident))
    )
