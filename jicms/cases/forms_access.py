"""Forms about who is who in a case and who gets to it late."""

from jicms.cases.forms import ReasonForm
from jicms.web.forms import BaseForm, Choice, Code, Hidden, LongText, Text, Version


class IdentifyForm(BaseForm):
    """Who a party is that was only described."""

    who = Text("Who", limit=200, hint="Name or employee number.", needed="Say who it is")
    person_id = Hidden("Person")
    version = Version()


class GlassForm(BaseForm):
    """A request for a case by its number."""

    number = Text("Case number", limit=20, needed="Write the number")
    reason = LongText("Reason", limit=2000, rows=3, needed="Write the reason")


class GlassDecisionForm(ReasonForm):
    """The decision on a request."""

    decision = Code("Decision", display="radios")

    def offer(self) -> None:
        """Offer both decisions."""
        self.decision.offer(
            (
                Choice("open", "Open the case", "To the asker alone, for 24 hours."),
                Choice("refuse", "Refuse", "The asker is not told."),
            )
        )
