"""Forms about the reports of the public page."""

from sqlalchemy import select

from jicms.cases.forms import RevealForm as CaseRevealForm
from jicms.core import clock, unit_of_work
from jicms.intake.models_received import ReceivedReport
from jicms.refdata.models import ClosureReason
from jicms.web.forms import BaseForm, Code, LongText


class RevealForm(CaseRevealForm):
    """Why something of a confidential reporter is opened."""

    def reason(self) -> dict[str, str]:
        """What the services take."""
        return {"reason_code": self.reason_code.data, "note": self.note.data or ""}


class DismissForm(BaseForm):
    """Why no case is made of it."""

    reason_code = Code("Reason")
    note = LongText("Note", optional=True, limit=2000, rows=3)

    def offer(self, report: ReceivedReport) -> None:
        """Offer the reasons for closing at triage."""
        today = clock.today(report.office.agency.zone)
        rows = unit_of_work.session().scalars(
            select(ClosureReason)
            .where(ClosureReason.offered(today), ClosureReason.at_triage)
            .order_by(ClosureReason.sort_order)
        )
        self.reason_code.offer(rows)


class AskForm(BaseForm):
    """What the reporter is asked."""

    text = LongText(
        "Message to the reporter",
        limit=4000,
        rows=6,
        hint="Whoever has code and passphrase reads this. Name nobody, and give no case number.",
        needed="Write the message",
    )
