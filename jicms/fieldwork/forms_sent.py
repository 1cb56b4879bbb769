"""Forms of leads that another office is asked to follow."""

from collections.abc import Sequence

from jicms.auth.models import Office
from jicms.fieldwork.kinds import SentState
from jicms.fieldwork.models_requests import Lead
from jicms.fieldwork.service.common import today_of
from jicms.web.forms import BaseForm, Code, LongText, UsDate, Version


class SendForm(BaseForm):
    """What another office is asked."""

    office = Code("Office", blank="Choose an office")
    text = LongText(
        "What it is asked",
        limit=4000,
        rows=6,
        hint="The other office reads this text alone: write all that it needs, and no more.",
    )
    due_on = UsDate("Answer by", optional=True)

    def offer(self, lead: Lead, offices: Sequence[Office]) -> None:
        """Offer the other offices; the lead's own words to begin with."""
        self.office.offer((row.id, f"{row.name} ({row.agency.code})") for row in offices)
        self.due_on.earliest = today_of(lead.investigation)
        if not self.is_submitted():
            self.text.data, self.due_on.data = lead.what, lead.due_on


class GiveForm(BaseForm):
    """Who follows it."""

    owner_id = Code("Who follows it", blank="Choose an investigator")
    version = Version()


class AnswerForm(BaseForm):
    """What came of it."""

    state = Code("Answer", display="radios")
    answer = LongText("What came of it", limit=8000, rows=8)

    def offer(self) -> None:
        """Offer the two ways to answer."""
        followed = "Followed: this is what came of it"
        self.state.offer(
            ((SentState.ANSWERED, followed), (SentState.DECLINED, "Not followed, for this reason"))
        )
