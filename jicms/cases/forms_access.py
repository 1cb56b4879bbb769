"""Forms about who is who in a case and who gets to it late."""

from jicms.cases.forms import ReasonForm, ShareForm
from jicms.cases.kinds import GrantLevel
from jicms.cases.models import Case
from jicms.cases.service.grants import Shareable, shareable_of
from jicms.web.forms import BaseForm, Choice, Code, Codes, Hidden, LongText, Text, Version


class IdentifyForm(BaseForm):
    """Who a party is that was only described."""

    unread = {"who": "finds a person of the directory, whom the case protects where it has to"}

    who = Text("Who", limit=200, hint="Name or employee number.", needed="Say who it is")
    person_id = Hidden("Person")
    version = Version()


class AliasForm(ReasonForm):
    """Why a role of a protected person stands apart, or no longer does."""

    unread = {"reason": "encrypted, and read by the supervisors who decide on it alone"}


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


class ShareRecordsForm(ShareForm):
    """Opening the case, or chosen records of it."""

    records = Codes("Chosen records", optional=True)
    shareable: list[Shareable]

    def offer(self, case: Case) -> None:
        """Offer the records beside what any share offers."""
        super().offer(case)
        self.shareable = shareable_of(case)
        words = "The header of the case, and the records that are ticked below. Nothing else."
        if self.shareable:
            alone = Choice(GrantLevel.ITEMS, "Chosen records", words)
            self.level.offer([*self.level.choices, alone])
        self.records.offer(Choice(row.key, row.label, row.group) for row in self.shareable)

    @property
    def rows(self) -> list[object]:
        """The rows of the records that were ticked."""
        ticked = set(self.records.data or ())
        return [one for row in self.shareable if row.key in ticked for one in row.rows]
