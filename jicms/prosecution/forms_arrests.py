"""Forms of arrests."""

from typing import Any

from jicms.cases import queries
from jicms.cases.models import Case, Party
from jicms.core import clock
from jicms.prosecution.models_arrest import Arrest, Duty
from jicms.web.forms import BaseForm, Code, LongText, Text, UsDate, Version


class ArrestFields(BaseForm):
    """What is said of an arrest."""

    arrested_on = UsDate("Date of arrest", optional=True, hint="MM/DD/YYYY, or blank")
    duty = Code("Duty")
    agency = Text("Arresting agency", limit=160)
    charge = LongText("Charge", limit=2000, rows=3)
    disposition = Text("Disposition", optional=True, limit=200)

    def offer_lists(self, case: Case) -> None:
        """Offer on and off duty, and days up to today."""
        self.duty.offer((duty, duty.label) for duty in Duty)
        self.arrested_on.latest = clock.today(case.agency.zone)

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        return {
            "arrested_on": self.arrested_on.data,
            "duty": self.duty.data,
            "agency": self.agency.data,
            "charge": self.charge.data,
            "disposition": self.disposition.data or "",
        }


class EditArrestForm(ArrestFields):
    """Correct an arrest, or write how it ended."""

    version = Version()

    @classmethod
    def of(cls, arrest: Arrest) -> "EditArrestForm":
        """The form, filled."""
        form = cls(obj=arrest)
        form.offer_lists(arrest.case)
        return form


class ArrestForm(ArrestFields):
    """An arrest of somebody in the case."""

    page_order = ("party",)

    party = Code("Who was arrested")

    def offer(self, case: Case) -> dict[int, Party]:
        """Offer the people of the case; by their numbers."""
        people = {party.n: party for party in queries.parties(case)}
        self.party.offer((n, party.name) for n, party in people.items())
        self.offer_lists(case)
        return people
