"""Forms of early notice."""

from jicms.early_notice.models import Disposition
from jicms.web.forms import BaseForm, Code, Flag, LongText, Number, Text, UsDate


class ReviewForm(BaseForm):
    """What was done after looking."""

    disposition = Code("What was done", display="radios")
    reason = LongText(
        "Reason",
        limit=2000,
        rows=4,
        hint="Other supervisors read it who may see fewer cases: name no case and no allegation.",
    )

    def offer(self) -> None:
        """The dispositions; none of them is discipline."""
        self.disposition.offer([(each.value, each.label) for each in Disposition])


class ThresholdForm(BaseForm):
    """From how many cases on a supervisor is asked to look."""

    group = Code("Category group", optional=True, blank="Each group by itself")
    together = Flag("All groups together")
    cases = Number("Cases", low=2, high=100)
    months = Number("In months", low=1, high=120)
    min_months = Number("Months in post at least", low=0, high=120)
    min_unit = Number("Employees of a unit at least", low=5, high=10_000)
    valid_from = UsDate("From", needed="Enter the first day")
    source = Text("Source", limit=200, optional=True)
    verified = Flag("Verified by the threshold review")
