"""Forms of what a court has before it: papers, prosecutors, counts, sentence, seal."""

from collections.abc import Iterable

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core import clock
from jicms.prosecution.models_court import CountEnd, Instrument
from jicms.web.forms import (
    Amount,
    BaseForm,
    Code,
    Codes,
    LongText,
    Number,
    Text,
    UsDate,
    Version,
)

#: Longer than any sentence: 100 years.
MOST_MONTHS = 1200


class Dated(BaseForm):
    """A form with days up to today."""

    def offer(self, case: Case) -> None:
        """Nothing lies in the future."""
        for field in self:
            if isinstance(field, UsDate):
                field.latest = clock.today(case.agency.zone)


class PapersForm(BaseForm):
    """Docket, venue and statutes, as the court's papers say."""

    docket = Text("Docket", optional=True, limit=80)
    venue = Text("Venue", optional=True, limit=160)
    statutes = Text("Statutes", optional=True, limit=300, hint="For example 18 USC 1030")
    version = Version()


class ProsecutorForm(Dated):
    """Somebody of the office takes the matter."""

    name = Text("Prosecutor", limit=120)
    from_on = UsDate("Has the matter from")


class ProsecutorEndForm(Dated):
    """A prosecutor has the matter no longer."""

    until_on = UsDate("Had the matter until")


class CountForm(Dated):
    """A count as it was filed."""

    instrument = Code("Instrument")
    filed_on = UsDate("Filed on")
    statute = Text("Statute", limit=160, hint="For example 18 USC 1030(a)(2)")
    offense = LongText("What is charged", optional=True, limit=2000, rows=3)

    def offer(self, case: Case) -> None:
        """The three instruments."""
        super().offer(case)
        self.instrument.offer((one, one.value.capitalize()) for one in Instrument)


class CountEndForm(Dated):
    """What became of a count."""

    disposition = Code("What became of it", blank="Choose")
    disposed_on = UsDate("Decided on")
    version = Version()

    def offer(self, case: Case) -> None:
        """The ends of a count."""
        super().offer(case)
        self.disposition.offer((one, one.label) for one in CountEnd)


class SentenceForm(Dated):
    """The sentence as it was imposed."""

    imposed_on = UsDate("Imposed on")
    prison_months = Number("Prison, months", optional=True, high=MOST_MONTHS)
    release_months = Number("Supervised release, months", optional=True, high=MOST_MONTHS)
    probation_months = Number("Probation, months", optional=True, high=MOST_MONTHS)
    service_hours = Number("Community service, hours", optional=True, high=100_000)
    fine = Amount("Fine, dollars", optional=True)
    restitution = Amount("Restitution, dollars", optional=True)
    assessment = Amount("Special assessment, dollars", optional=True)
    note = LongText("Further terms", optional=True, limit=4000, rows=3)


class ReadersForm(Dated):
    """Who sees a sealed matter."""

    readers = Codes("Who sees the matter", optional=True, hint="You stay listed yourself.")

    def offer_people(self, people: Iterable[User]) -> None:
        """Investigators and supervisors of the office."""
        self.readers.offer((user.id, user.name) for user in people)


class SealForm(ReadersForm):
    """The order that seals a matter, and who goes on seeing it."""

    page_order = ("sealed_on", "order_name")

    sealed_on = UsDate("Sealed on")
    order_name = Text("Order", limit=200, hint="Court and docket of the order")


class LiftForm(Dated):
    """The order that lifts the seal."""

    lifted_on = UsDate("Lifted on")
    lift_order = Text("Order", limit=200, hint="Court and docket of the order")
