"""Forms of what becomes of a contractor."""

from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_contractors import ContractorKind
from jicms.discipline.service import today_of
from jicms.web.forms import BaseForm, Code, LongText, Text, UsDate, Version


class OutcomeForm(BaseForm):
    """One outcome."""

    kind = Code("Outcome", display="radios")
    happened_on = UsDate("On")
    addressed_to = Text("Addressed to", optional=True, limit=200, hint="The contracting officer")
    contract = Text("Contract", optional=True, limit=120)
    reply_due_on = UsDate("Reply due on", optional=True, hint="A referral asks for a reply")
    note = LongText("Note", optional=True, limit=4000, rows=3)

    def offer(self, action: DisciplinaryAction) -> None:
        """The outcomes, and days up to today."""
        self.kind.offer((one, one.label) for one in ContractorKind)
        self.happened_on.latest = today_of(action)


class ReplyForm(BaseForm):
    """The reply to a referral."""

    replied_on = UsDate("Received on")
    reply = LongText("Reply", limit=8000, rows=5)
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Days up to today."""
        self.replied_on.latest = today_of(action)
