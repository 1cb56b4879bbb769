"""Forms of what comes before a proposal."""

from collections.abc import Sequence

from jicms.auth.models import User
from jicms.discipline.models_steps import Recommendation, ReviewResult
from jicms.web.forms import BaseForm, Choice, Code, File, LongText, Text, UsDate, Version


class AnalysisForm(BaseForm):
    """Who analyzed the case, when, and what the analysis recommends."""

    done_on = UsDate("Analysis made on")
    analyst = Code("Made by")
    recommends = Code("It recommends", display="radios")
    text = LongText(
        "Analysis", optional=True, limit=20000, rows=10, hint="Here, or as a file, or both"
    )
    file = File("Analysis as a file", optional=True, resumable=True)
    version = Version()

    def offer(self, people: Sequence[User]) -> None:
        """The office’s people, and what an analysis may recommend."""
        self.analyst.offer(Choice(user.id, user.name) for user in people)
        self.recommends.offer(Choice(each, each.label) for each in Recommendation)


class ReviewForm(BaseForm):
    """When counsel reviewed the proposal, who, and with what result."""

    legal_review_on = UsDate("Reviewed on")
    legal_review_by = Text("Reviewing counsel", limit=120)
    result = Code("Result", display="radios")
    note = LongText(
        "What counsel says",
        optional=True,
        limit=8000,
        rows=4,
        hint="Needed unless the proposal is legally sufficient; here or as a file",
    )
    file = File("Review as a file", optional=True, resumable=True)
    version = Version()

    def offer(self) -> None:
        """What a review may find."""
        self.result.offer(Choice(each, each.label) for each in ReviewResult)
