"""Forms of export packages."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from jicms.cases.models import Case, PartyRole
from jicms.cases.queries import parties_in
from jicms.core import clock, unit_of_work
from jicms.exports.choosing import Candidate, value_of
from jicms.exports.models import ExportPackage
from jicms.exports.service import Addressed
from jicms.exports.transmitting import PROSECUTOR, addressed, exhibits_for
from jicms.investigations.models import Report
from jicms.prosecution.models import ProsecutionReferral, ProsecutionStatus
from jicms.prosecution.queries import referrals_of
from jicms.refdata import queries as lists
from jicms.refdata.models import DisclosureCondition, RoutineUse
from jicms.refdata.models_exports import ExportRecipient
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    Codes,
    LongText,
    Text,
    UsDate,
    Version,
)

#: What a report for a prosecutor goes on unless another basis is chosen.
_BASIS = ("B_3", "RU_LAW_ENFORCEMENT")
#: A matter that is sealed is not offered, one that is over needs no report.
_OVER = frozenset({ProsecutionStatus.SEALED, ProsecutionStatus.FINAL})


class AddressForm(BaseForm):
    """For whom a package is, and on which basis."""

    version = Version()
    recipient_code = Code("Kind of recipient")
    recipient_name = Text("Recipient", limit=160, hint="The person who receives it")
    recipient_address = LongText(
        "Office and address", limit=300, rows=2, needed="Write the recipient’s office and address"
    )
    referral = Code(
        "Prosecutor of this case",
        optional=True,
        blank="None",
        hint="Needed for grand jury material alone.",
    )
    condition_code = Code("Legal basis", hint="Condition of 5 USC 552a(b)")
    routine_use_code = Code(
        "Routine use", optional=True, blank="None", hint="Needed where the basis is a routine use."
    )
    authority = Text(
        "Authority",
        limit=200,
        hint="What asks for it or allows it: a request, a discovery order, a section of law.",
    )
    order_reference = Text(
        "Court order or written authority",
        optional=True,
        limit=200,
        hint="Number and date. Some handling marks ask for one.",
    )
    persons = Codes(
        "Whose records these are",
        optional=True,
        hint="The accounting of disclosures is kept for each of them.",
    )
    purpose = LongText("Purpose", limit=2000, rows=3)

    def offer(self, case: Case, package: ExportPackage | None = None) -> None:
        """Offer the lists in use, the prosecutors and the subjects of the case."""
        session, today = unit_of_work.session(), clock.today(case.agency.zone)
        for field, model in (
            (self.recipient_code, ExportRecipient),
            (self.condition_code, DisclosureCondition),
            (self.routine_use_code, RoutineUse),
        ):
            field.offer(lists.choices(session, model, today))
        self._referrals = {row.n: row for row in referrals_of(case) if row.prosecutor.strip()}
        self.referral.offer(
            (n, f"{row.prosecutor}, {row.office}") for n, row in self._referrals.items()
        )
        self._subjects = {row.n: row for row in parties_in(case, PartyRole.SUBJECT)}
        self.persons.offer((n, row.name) for n, row in self._subjects.items())
        if not self.is_submitted():
            self._begin(package)

    def _begin(self, package: ExportPackage | None) -> None:
        if package is None:
            self.persons.data = list(self._subjects)
            return
        self.referral.data = package.referral.n if package.referral else None
        self.persons.data = [row.party.n for row in package.persons if row.party]

    def told(self) -> Addressed:
        """What the form says."""
        chosen = self.persons.data or ()
        return Addressed(
            recipient_code=(self.recipient_code.data if self.recipient_code else "") or "",
            recipient_name=self.recipient_name.data or "",
            recipient_address=self.recipient_address.data or "",
            condition_code=self.condition_code.data or "",
            routine_use_code=self.routine_use_code.data or None,
            authority=self.authority.data or "",
            order_reference=self.order_reference.data or "",
            purpose=self.purpose.data or "",
            referral=self._referrals.get(self.referral.data),
            persons=[row for n, row in self._subjects.items() if n in chosen],
        )


class TransmitForm(AddressForm):
    """A report for a prosecutor: to whom, on which basis, with which of its exhibits."""

    referral = Code(
        "Referred to",
        optional=True,
        blank="An office that is not on record here",
        hint="The prosecuting office that has this subject’s case.",
    )
    recipient_name = Text(
        "Recipient", optional=True, limit=160, hint="The prosecutor of the referral, if left blank"
    )
    recipient_address = LongText(
        "Office and address",
        optional=True,
        limit=300,
        rows=2,
        hint="The office of the referral, if left blank",
    )
    exhibits = Codes("Exhibits that go with it", optional=True)

    def offer_report(self, report: Report) -> None:
        """Offer the referrals of the case, and the exhibits that may go to a prosecutor."""
        self.offer(report.case)
        del self.recipient_code
        found = [row for row in referrals_of(report.case) if row.status not in _OVER]
        self._referrals = {row.n: row for row in found}
        self.referral.offer(
            (n, ", ".join(filter(None, (row.office, row.prosecutor, _about(row)))))
            for n, row in self._referrals.items()
        )
        rows = exhibits_for(report)
        self.kept = [row for row in rows if row.shut]
        may_go = [row for row in rows if not row.shut]
        self.exhibits.offer((row.value, row.label) for row in may_go)
        if not self.is_submitted():
            self.exhibits.data = [row.value for row in may_go]
            self.condition_code.data, self.routine_use_code.data = _BASIS
            self.referral.data = next(iter(self._referrals), None)

    def told(self) -> Addressed:
        """What the form says; what the referral says where a name was left blank."""
        told = replace(super().told(), recipient_code=PROSECUTOR)
        return addressed(told.referral, told)


def _about(row: ProsecutionReferral) -> str:
    return f"about {row.party.name}" if row.party else ""


class RecordsForm(BaseForm):
    """What goes into a package."""

    version = Version()
    records = Codes("Records", needed="Choose at least one record")

    def offer(self, rows: Sequence[Candidate]) -> None:
        """Offer what can go."""
        self.records.offer(Choice(row.value, row.label, "", row.group) for row in rows)


class StepForm(BaseForm):
    """A step that needs no word."""

    version = Version()


class ReasonForm(BaseForm):
    """A step that needs its reason."""

    version = Version()
    reason = LongText("Reason", limit=2000, rows=3, needed="Write the reason")


class HandedForm(BaseForm):
    """When and how the recipient got it."""

    version = Version()
    on = UsDate("Handed over on", needed="Enter the date")
    how = Text("How", limit=200, hint="For example: by courier, on an encrypted drive")

    def offer(self, case: Case) -> None:
        """Offer today."""
        self.on.latest = clock.today(case.agency.zone)
        if not self.is_submitted():
            self.on.data = self.on.latest


def chosen_in(package: ExportPackage) -> Iterable[str]:
    """The values of what a package holds, as `RecordsForm` offers them."""
    return (value_of(row.record, row.exhibit) for row in package.contents)
