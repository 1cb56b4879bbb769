"""Forms of arrests."""

from typing import Any

from jicms.cases import queries
from jicms.cases.models import Case, Party
from jicms.core import clock
from jicms.prosecution.models_arrest import Arrest, Duty
from jicms.prosecution.queries import referrals_of
from jicms.web.forms import BaseForm, Code, LongText, Text, UsDate, Version


class ArrestFields(BaseForm):
    """What is said of an arrest."""

    arrested_on = UsDate("Date of arrest", optional=True, hint="MM/DD/YYYY, or blank")
    duty = Code("Duty")
    agency = Text("Arresting agency", limit=160)
    charge = LongText("Charge", limit=2000, rows=3)
    disposition = Text("Disposition", optional=True, limit=200)
    matter = Code(
        "Matter before a prosecutor",
        optional=True,
        blank="None",
        hint="Where the matter is under seal, so is the arrest",
    )

    def offer_lists(self, case: Case) -> None:
        """Offer on and off duty, and days up to today."""
        self.duty.offer((duty, duty.label) for duty in Duty)
        self.arrested_on.latest = clock.today(case.agency.zone)
        self.matters = {row.n: row for row in referrals_of(case)}
        self.matter.offer(
            (n, f"Referral {n}: {row.party.name}, {row.office}") for n, row in self.matters.items()
        )

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        return {
            "arrested_on": self.arrested_on.data,
            "duty": self.duty.data,
            "agency": self.agency.data,
            "charge": self.charge.data,
            "disposition": self.disposition.data or "",
            "referral": self.matters[int(self.matter.data)] if self.matter.data else None,
        }


class EditArrestForm(ArrestFields):
    """Correct an arrest, or write how it ended."""

    version = Version()

    @classmethod
    def of(cls, arrest: Arrest) -> "EditArrestForm":
        """The form, filled."""
        matter = arrest.referral.n if arrest.referral is not None else None
        form = cls(obj=arrest, data={"matter": matter})
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
