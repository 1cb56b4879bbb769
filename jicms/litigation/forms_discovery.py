"""Forms of discovery, the privilege log, and the completeness check."""

from collections.abc import Iterable
from typing import Any

from jicms.appeals.models import Appeal
from jicms.discipline.service import today_of
from jicms.litigation.models_discovery import Direction, DiscoveryKind, DueBasis, Privilege
from jicms.litigation.service.discovery import Asked, Withheld
from jicms.web.forms import (
    BaseForm,
    Code,
    Codes,
    File,
    LongText,
    Repeat,
    SubForm,
    Text,
    UsDate,
    Version,
)


class ItemForm(SubForm):
    """One numbered item."""

    text = LongText("What is asked", limit=4000, rows=2)


class DiscoveryForm(BaseForm):
    """A request as it was served."""

    direction = Code("Direction", display="radios")
    kind = Code("Kind", display="radios")
    party_name = Text("Who asks, or is asked", limit=160)
    address = LongText("Address", limit=300, rows=2)
    served_on = UsDate("Served on")
    due_on = UsDate("Answer due", optional=True)
    due_basis = Code("The due day was", optional=True, blank="No day is known")
    items = Repeat(ItemForm, title="Item", low=1, high=60)
    file = File("Request as it was served", optional=True, resumable=True)

    def offer(self, appeal: Appeal) -> None:
        """Directions, kinds, and days up to today."""
        self.direction.offer((one, one.label) for one in Direction)
        self.kind.offer((one, one.label) for one in DiscoveryKind)
        self.due_basis.offer((one, one.label) for one in DueBasis)
        self.served_on.latest = today_of(appeal.action)

    def told(self) -> Asked:
        """What the form says."""
        return Asked(
            direction=self.direction.data,
            kind=self.kind.data,
            party_name=self.party_name.data or "",
            address=self.address.data or "",
            served_on=self.served_on.data,
            due_on=self.due_on.data,
            due_basis=self.due_basis.data or None,
            items=[sub.text.data or "" for sub in self.items.forms],
        )


class DiscoveryItemForm(BaseForm):
    """What is answered to an item."""

    answer = LongText("Answer", limit=8000, rows=4, optional=True)
    objection = LongText("Objection", limit=8000, rows=3, optional=True)
    produced = LongText(
        "Documents produced",
        limit=4000,
        rows=2,
        optional=True,
        hint="By their numbers in the file that was produced",
    )
    version = Version()

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        return {name: text or "" for name, text in self.values().items()}


class ServedForm(BaseForm):
    """The answer as it was served."""

    answered_on = UsDate("Served on")
    file = File("Answer as it was served", resumable=True)
    version = Version()

    def offer(self, appeal: Appeal) -> None:
        """Days up to today."""
        self.answered_on.latest = today_of(appeal.action)


class PrivilegeForm(BaseForm):
    """A line of the privilege log."""

    document = Text("Document", limit=200, hint="Its kind and number, such as: E-mail 4")
    dated_on = UsDate("Dated", optional=True)
    author = Text("Author", limit=160)
    recipients = Text("Recipients", limit=300, optional=True)
    privilege = Code("Privilege claimed")
    description = LongText(
        "Description", limit=4000, rows=3, hint="Without revealing what is withheld"
    )

    def offer(self) -> None:
        """The privileges."""
        self.privilege.offer((one, one.label) for one in Privilege)

    def told(self) -> Withheld:
        """What the form says."""
        return Withheld(
            document=self.document.data or "",
            author=self.author.data or "",
            privilege=self.privilege.data,
            description=self.description.data or "",
            dated_on=self.dated_on.data,
            recipients=self.recipients.data or "",
        )


class CheckForm(BaseForm):
    """What the appeal holds."""

    present = Codes("The appeal holds", optional=True)
    looked_on = UsDate("Looked at on")

    def offer(self, appeal: Appeal, rows: Iterable[tuple[str, str]], held: Iterable[str]) -> None:
        """The elements, those that were found before ticked."""
        self.present.offer(rows)
        self.looked_on.latest = today_of(appeal.action)
        if not self.is_submitted():
            self.present.data, self.looked_on.data = list(held), self.looked_on.latest
