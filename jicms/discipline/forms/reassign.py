"""Many actions to another specialist."""

from collections.abc import Sequence
from typing import Any

from jicms.auth.models import User
from jicms.discipline.forms.offers import chosen
from jicms.web.forms import BaseForm, Choice, Code, LongText


class ReassignForm(BaseForm):
    """Who gets the chosen actions, and why."""

    specialist = Code("New specialist")
    reason = LongText("Reason", limit=500, rows=2, hint="Stays with the access that is given")

    def offer(self, people: Sequence[User]) -> None:
        """The specialists of the office."""
        self.people = people
        self.specialist.offer(Choice(user.id, user.name) for user in people)

    @property
    def user(self) -> User:
        """The account that was chosen."""
        found = chosen(self.people, self.specialist.data)
        assert found is not None
        return found

    def said(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        return {"user": self.user, "reason": self.reason.data or ""}
