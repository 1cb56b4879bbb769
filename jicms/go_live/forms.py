"""Forms of the checklists."""

from jicms.web.forms import BaseForm, LongText, Text, UsDate


class FillForm(BaseForm):
    """What was done, and when."""

    reference = Text("Reference", limit=300)
    dated = UsDate("Date")


class StartForm(BaseForm):
    """The first day of use."""

    reference = Text("Remark", limit=300, optional=True)
    dated = UsDate("First day of use")


class EndForm(BaseForm):
    """Why an answer is taken back."""

    reason = LongText("Reason", limit=300, rows=2)
