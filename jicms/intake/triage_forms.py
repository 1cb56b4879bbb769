"""Forms of triage and of the Inspector General."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import select

from jicms.allegations.models import AllegationSubject
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.intake.service.triage import (
    CLOSED_AT_TRIAGE,
    FOR_ACTION,
    MANAGEMENT_INQUIRY,
    OF_MANAGEMENT,
    TO_MANAGEMENT,
)
from jicms.refdata import queries as lists
from jicms.refdata.models import AdminCloseReason, CaseType, ClosureReason, Way
from jicms.routing.forms import SendingFields
from jicms.routing.referrals import Sending
from jicms.web.forms import BaseForm, Choice, Code, Codes, LongText, Text, UsDate, Version

#: The names of the fields that stand for one allegation and subject begin with it.
ROW = "row_"


class AcceptForm(BaseForm):
    """The case is worked here. The desk leaves its type as it is."""

    case_type = Code("Case type", optional=True)
    reason = LongText("Note", optional=True, limit=2000, rows=3)

    def offer(self, case: Case, *, decides: bool) -> None:
        """Offer the types to whoever may set one."""
        types = _types(case) if decides else []
        self.case_type.offer(row for row in types if row[0] not in OF_MANAGEMENT)
        if not self.is_submitted() and case.case_type_code not in OF_MANAGEMENT:
            self.case_type.data = case.case_type_code

    def ask_why(self) -> None:
        """A rule suggests another way: the note has to say why not."""
        self.reason.optional = False
        self.reason.label.text = "Note: why not as the rule suggests"
        self.reason.needed = "Write why not as the rule suggests"


class ManagementForm(BaseForm):
    """Management works it; what is sent for action has a recipient and a reply."""

    case_type = Code("How", display="radios")
    recipient = Text(
        "Manager or office", optional=True, limit=160, hint="Needed for a referral for action."
    )
    sent_on = UsDate("Sent", optional=True)
    sent_what = LongText("What was sent", optional=True, limit=2000, rows=2)
    reason = LongText("Reason", limit=2000, rows=3, needed="Write the reason")

    def offer(self, case: Case, advised: Way) -> None:
        """Offer the types that management works, and what the rules advise."""
        kinds = [row for row in _types(case) if row[0] in OF_MANAGEMENT]
        self.case_type.offer(Choice(code, label, MANAGED[code]) for code, label in kinds)
        self.sent_on.latest = clock.today(case.agency.zone)
        if not self.is_submitted():
            fits = [code for code, way in OF_MANAGEMENT.items() if way is advised]
            self.case_type.data = fits[-1] if fits else MANAGEMENT_INQUIRY
            self.sent_on.data = self.sent_on.latest

    @property
    def sending(self) -> Sending | None:
        """What went to whom, if anything did."""
        if not (self.recipient.data or self.sent_what.data):
            return None
        day = self.sent_on.data or self.sent_on.latest
        assert day is not None
        return Sending(TO_MANAGEMENT, day, self.sent_what.data or "", self.recipient.data or "")


class ReferOutForm(SendingFields):
    """Another body works it, and the case ends here."""

    reason = LongText("Reason", limit=2000, rows=3, needed="Write the reason")


class InformationForm(BaseForm):
    """Nothing is to be done."""

    closure_code = Code("Reason for closing the case")
    otherwise = Code("Reason for each allegation and subject", optional=True, blank="")
    reason = LongText("Reason in words", limit=2000, rows=3, needed="Write the reason")

    def offer(self, case: Case) -> None:
        """Offer the reasons that close a case from triage."""
        today = clock.today(case.agency.zone)
        rows = unit_of_work.session().scalars(
            select(ClosureReason)
            .where(ClosureReason.offered(today), ClosureReason.at_triage)
            .order_by(ClosureReason.sort_order)
        )
        self.closure_code.offer(row for row in rows if row.code != "ENTERED_IN_ERROR")
        reasons = lists.choices(unit_of_work.session(), AdminCloseReason, today)
        for field in (self.otherwise, *self.rows().values()):
            field.offer(reasons)
        if not self.is_submitted():
            self.closure_code.data = "INFORMATION_ONLY"
            self.otherwise.data = CLOSED_AT_TRIAGE

    def rows(self) -> dict[int, Code]:
        """The reasons of single allegations and subjects, by the row's id."""
        named = {name.removeprefix(ROW): name for name in self._fields if name.startswith(ROW)}
        return {int(number): self._fields[name] for number, name in named.items()}

    def coded(self) -> dict[int, str]:
        """Those that differ from the reason for all."""
        return {number: field.data for number, field in self.rows().items() if field.data}


def information_form(charges: Sequence[AllegationSubject]) -> InformationForm:
    """The form with a reason for each row that a closing would code."""
    rows = {
        f"{ROW}{charge.id}": Code(_named(charge), optional=True, blank="As for each")
        for charge in charges
    }
    return cast("InformationForm", type("InformationForm", (InformationForm,), rows)())


def _named(charge: AllegationSubject) -> str:
    """`1.1 COR-01 Bribery, R. Doe`."""
    category = charge.allegation.category
    words = f"{charge.label} {category.code} {category.label}" if category else charge.label
    return f"{words}, {charge.party.name}"


class DeskReturnForm(BaseForm):
    """What the desk has to add."""

    missing = LongText("What is missing", limit=2000, rows=4, needed="Write what is missing")


class CompleteForm(BaseForm):
    """What the desk added."""

    version = Version()
    answer = LongText(
        "What was added", limit=2000, rows=3, needed="Write what was added, or why it can’t be"
    )


class UndoForm(BaseForm):
    """Why an acceptance is taken back."""

    reason = LongText("Reason", limit=2000, rows=3, needed="Write the reason")


MANAGED = {
    MANAGEMENT_INQUIRY: "A fact-finder in the field finds out what happened.",
    "IMMEDIATE_MANAGEMENT_ACTION": "The facts are undisputed; management acts on them.",
    FOR_ACTION: "It is sent to a manager, who acts and replies by a date.",
}


def _types(case: Case) -> list[tuple[str, str]]:
    today = clock.today(case.agency.zone)
    return lists.choices(unit_of_work.session(), CaseType, today, keep=case.case_type_code)


class OigReferralForm(BaseForm):
    """Allegations sent to the Inspector General."""

    allegations = Codes("Allegations", needed="Choose the allegations")
    sent_on = UsDate("Sent", needed="Enter the date it was sent")
    oig_number = Text("OIG number", optional=True, limit=60)
    note = LongText("Note", optional=True, limit=2000, rows=3)


class OigAnswerForm(BaseForm):
    """The Inspector General's answer."""

    status = Code("Answer", display="radios")
    answered_on = UsDate("Date of the answer")
    returned = Codes("Allegations returned", optional=True)
    oig_number = Text("OIG number", optional=True, limit=60)
    note = LongText(
        "Note or reason",
        optional=True,
        limit=2000,
        rows=3,
        hint="The reason is needed where no answer came in time.",
    )


class ExigentForm(BaseForm):
    """A start that cannot wait for the answer."""

    allegations = Codes("Allegations", needed="Choose the allegations")
    reason = LongText("Reason", limit=2000, rows=3, needed="Write why the start can’t wait")


class OigNoticeForm(BaseForm):
    """The Inspector General was told of an unlisted matter."""

    on = UsDate("Date of the notice")
    note = LongText("Note", optional=True, limit=2000, rows=3)


class ReceiptForm(BaseForm):
    """A receipt code that an anonymous reporter reads out."""

    code = Text("Receipt code", limit=20, needed="Enter the code")
