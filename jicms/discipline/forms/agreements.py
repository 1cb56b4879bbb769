"""Forms of agreements and of what breaks them."""

from typing import Any

from jicms.discipline.forms.offers import codes, types_of
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_agreements import Agreement, AgreementKind, BreachEvent, SignedAs
from jicms.discipline.service import today_of
from jicms.discipline.service.penalties import LADDER
from jicms.refdata.models import PenaltyGroup, ServiceMethod
from jicms.web.forms import (
    Amount,
    BaseForm,
    Choice,
    Code,
    File,
    Flag,
    LongText,
    Number,
    Repeat,
    SubForm,
    Text,
    UsDate,
    Version,
)


class TermForm(SubForm):
    """One term."""

    text = LongText("Term", limit=4000, rows=2)


class AgreementForm(BaseForm):
    """What is to be agreed."""

    kind = Code("Kind")
    starts_on = UsDate("Starts")
    ends_on = UsDate("Ends", optional=True, hint="A last-chance or abeyance agreement has an end")
    terms = Repeat(TermForm, title="Term", low=1, high=30)
    held_code = Code("Penalty that a breach imposes", optional=True, blank="None is held")
    held_days = Number("Days of the held penalty", low=1, high=999, optional=True)
    breach_test = LongText("What counts as a breach", optional=True, limit=4000, rows=3)
    agreed_code = Code("Penalty that is agreed on", optional=True, blank="None")
    agreed_days = Number("Days of the agreed penalty", low=1, high=999, optional=True)
    waives_appeal = Flag("The employee waives the appeal")
    waiver = LongText("What is waived", optional=True, limit=4000, rows=2)
    cleans_record = Flag("The record is cleaned")
    clean_what = LongText("What is cleaned", optional=True, limit=4000, rows=2)
    clean_on = UsDate("To be cleaned on", optional=True)
    amount = Amount("Money, dollars", optional=True)
    amount_for = Text("What the money is for", optional=True, limit=300)
    version = Version()

    @classmethod
    def of(cls, agreement: Agreement) -> "AgreementForm":
        """The form of a draft, filled."""
        terms = [{"text": row.text} for row in agreement.terms]
        return cls(obj=agreement, data={"terms": terms})

    def offer(self, action: DisciplinaryAction) -> None:
        """The four kinds, and the penalties."""
        self.kind.offer((kind, kind.label) for kind in AgreementKind)
        for field in (self.held_code, self.agreed_code):
            field.offer(
                Choice(row.code, row.label)
                for row in types_of(action)
                if row.penalty_group in LADDER and row.penalty_group is not PenaltyGroup.NO_ACTION
            )

    def said(self) -> dict[str, Any]:
        """The values as the service takes them; texts that were left blank are empty."""
        blank = ("breach_test", "waiver", "clean_what", "amount_for")
        found = self.values() | {name: self[name].data or "" for name in blank}
        return found | {"terms": [sub.text.data or "" for sub in self.terms.forms]}


class SignatureForm(BaseForm):
    """A signature on the paper."""

    signed_as = Code("Signs as")
    name = Text("Who signed", limit=160)
    signed_on = UsDate("Signed on")

    def offer(self, action: DisciplinaryAction) -> None:
        """For whom somebody signs, and days up to today."""
        self.signed_as.offer((one, one.value.capitalize()) for one in SignedAs)
        self.signed_on.latest = today_of(action)


class EffectForm(BaseForm):
    """What makes an agreement take effect."""

    effective_on = UsDate("Takes effect on")
    file = File("Signed copy", resumable=True)
    statement = LongText(
        "Whistleblower statement, as the signed copy carries it",
        limit=8000,
        rows=6,
        hint="5 USC 2302(b)(13). An agreement without it can’t take effect.",
    )
    confirmed = Flag(
        "I have read the signed copy: it carries this statement",
        needed="Confirm that the signed copy carries the statement",
    )
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Days up to today."""
        self.effective_on.latest = today_of(action)


class BreachForm(BaseForm):
    """What may have broken the agreement."""

    happened_on = UsDate("Happened on")
    facts = LongText("Facts", limit=8000, rows=5)
    evidence = LongText("Evidence", limit=4000, rows=3)
    file = File("Document", optional=True, resumable=True)

    def offer(self, action: DisciplinaryAction) -> None:
        """Days up to today."""
        self.happened_on.latest = today_of(action)


class BreachNoticeForm(BaseForm):
    """How the employee was told."""

    noticed_on = UsDate("Received on")
    notice_code = Code("How it was delivered")
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Methods of service, and days up to today."""
        self.noticed_on.latest = today_of(action)
        self.notice_code.offer(codes(ServiceMethod, today_of(action)))


class BreachDecisionForm(BaseForm):
    """What the deciding official decided."""

    is_breach = Code("Decision", display="radios")
    decided_on = UsDate("Decided on")
    answer = LongText("What the employee answered", optional=True, limit=8000, rows=3)
    reason = LongText("Reasons", limit=8000, rows=4)
    effective_on = UsDate("Held penalty takes effect on", optional=True)
    received_on = UsDate(
        "Employee received the decision on",
        optional=True,
        hint="Starts the time to appeal, where it was not waived",
    )
    version = Version()

    def offer(self, event: BreachEvent) -> None:
        """Broken or not."""
        self.decided_on.latest = today_of(event.action)
        self.is_breach.offer([("yes", "The agreement was broken"), ("no", "It was not broken")])

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        broken = {"is_breach": self.is_breach.data == "yes", "answer": self.answer.data or ""}
        return self.values() | broken


class CleanedForm(BaseForm):
    """When the record was cleaned."""

    cleaned_on = UsDate("Cleaned on")
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Days up to today."""
        self.cleaned_on.latest = today_of(action)
