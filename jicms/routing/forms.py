"""Forms of transfers and of referrals out."""

from collections.abc import Sequence
from typing import Any

from jicms.auth.models import Office
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.refdata import queries as lists
from jicms.refdata.models import ReferOutTarget
from jicms.routing.models import OutsideReferral
from jicms.routing.referrals import Sending
from jicms.web.forms import BaseForm, Choice, Code, Flag, LongText, Text, UsDate, Version
from jicms.workflow.engine import Transition


class SendForm(BaseForm):
    """Another office is to lead the case."""

    office = Code("Office")
    reason = LongText("Reason", limit=2000, rows=3, needed="Write the reason")

    def offer(self, offices: Sequence[Office]) -> None:
        """Offer the offices that may lead it."""
        self.office.offer((row.id, f"{row.short_name}, {row.name}") for row in offices)


class AcceptForm(BaseForm):
    """Nothing but the token: the page says what follows."""

    version = Version()


class BackForm(BaseForm):
    """A case goes back to the office that sent it."""

    version = Version()
    reason = LongText("Reason", limit=2000, rows=3, needed="Write the reason")


class SendingFields(BaseForm):
    """What went to whom."""

    target_code = Code("Referred to")
    recipient = Text(
        "Office or official",
        optional=True,
        limit=160,
        hint="Who there receives it, as far as known.",
    )
    sent_on = UsDate("Sent", needed="Enter the date it was sent")
    their_number = Text("Their number", optional=True, limit=60)
    sent_what = LongText("What was sent", limit=2000, rows=3, needed="Write what was sent")

    def offer_to(self, case: Case) -> None:
        """Offer the bodies in use, and today."""
        today = clock.today(case.agency.zone)
        self.target_code.offer(lists.choices(unit_of_work.session(), ReferOutTarget, today))
        self.sent_on.latest = today
        if not self.is_submitted():
            self.sent_on.data = today

    def sending(self, *, needs_reply: bool = True) -> Sending:
        """What the form says."""
        return Sending(
            self.target_code.data or "",
            self.sent_on.data,
            self.sent_what.data or "",
            self.recipient.data or "",
            self.their_number.data or "",
            needs_reply=needs_reply,
        )


class ReferralForm(SendingFields):
    """A referral beside which the case goes on here."""

    for_information = Flag("For their information: no reply is expected")


ANSWERS = {
    "accept": "They work it. The outcome is due next.",
    "outcome": "They said what came of it. Write it below.",
    "return": "They send it back. Write their reasons below.",
    "no_reply": "The day has passed without a reply, and none is expected any more. Write why.",
}


class ReplyForm(BaseForm):
    """What came back."""

    version = Version()
    state = Code("Reply", display="radios")
    replied_on = UsDate("Date of the reply", needed="Enter the date of the reply")
    their_number = Text("Their number", optional=True, limit=60)
    note = LongText(
        "Outcome or reasons",
        optional=True,
        limit=2000,
        rows=3,
        hint="Needed for every reply but Accepted.",
    )

    def offer(self, referral: OutsideReferral, steps: Sequence[Transition]) -> None:
        """Offer the replies that fit."""
        self.state.offer(Choice(row.to, row.label, ANSWERS[row.name]) for row in steps)
        self.replied_on.latest = clock.today(referral.case.agency.zone)
        if not self.is_submitted():
            self.replied_on.data = self.replied_on.latest
            self.their_number.data = referral.their_number

    def reply(self) -> dict[str, Any]:
        """What the form says; what was left empty is an empty text."""
        return self.values() | {
            "note": self.note.data or "",
            "their_number": self.their_number.data or "",
        }
