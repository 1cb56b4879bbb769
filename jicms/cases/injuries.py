"""Injuries of a case: reads and forms."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.auth.models import Office
from jicms.cases import queries
from jicms.cases.models import Case, Party
from jicms.cases.models_injury import Injury
from jicms.core import unit_of_work
from jicms.web.forms import BaseForm, Choice, Code, LongText, Version

CARE = (Choice("yes", "Yes"), Choice("no", "No"))
_SAID: dict[bool | None, str | None] = {True: "yes", False: "no", None: None}


def injuries_of(case: Case) -> Sequence[Injury]:
    """The injuries of a case that the viewer may see."""
    return (
        unit_of_work.session()
        .scalars(
            select(Injury)
            .where(Injury.case_id == case.id)
            .order_by(Injury.n)
            .options(joinedload(Injury.party).joinedload(Party.person))
        )
        .all()
    )


def injury_of(number: str, n: int) -> Injury | None:
    """An injury within its case."""
    return unit_of_work.session().scalar(
        select(Injury)
        .join(Case, Case.id == Injury.case_id)
        .where(Case.number == number, Injury.n == n)
        .options(
            joinedload(Injury.case).joinedload(Case.lead_office).joinedload(Office.agency),
            joinedload(Injury.party).joinedload(Party.person),
        )
    )


class InjuryFields(BaseForm):
    """What is said of an injury."""

    description = LongText("Injury", limit=2000, rows=3, needed="Write what the injury is")
    care = Code("Medical care", optional=True, blank="Not known")

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        care = {"yes": True, "no": False}.get(self.care.data or "")
        return {"description": self.description.data, "medical_care": care}


class EditInjuryForm(InjuryFields):
    """Correct what is said of an injury."""

    version = Version()

    @classmethod
    def of(cls, injury: Injury) -> "EditInjuryForm":
        """The form, filled."""
        form = cls(obj=injury, data={"care": _SAID[injury.medical_care]})
        form.care.offer(CARE)
        return form


class InjuryForm(InjuryFields):
    """An injury of somebody in the case."""

    page_order = ("party",)

    party = Code("Who was hurt")

    def offer(self, case: Case) -> dict[int, Party]:
        """Offer the people of the case; by their numbers."""
        people = {party.n: party for party in queries.parties(case)}
        self.party.offer((n, party.name) for n, party in people.items())
        self.care.offer(CARE)
        return people
