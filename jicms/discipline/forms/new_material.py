"""Forms about what comes after the notice."""

from collections.abc import Sequence
from typing import Any

from jicms.discipline.forms.delivery import DeliveryForm
from jicms.discipline.forms.offers import codes, key_of, name_of
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_package import NewKind
from jicms.discipline.service import today_of
from jicms.refdata.models import ServiceMethod
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    File,
    LongText,
    Text,
    UsDate,
    Version,
)

KINDS = (
    Choice(
        NewKind.DOCUMENT, "Document", "Also what came with the answer and is not the employee’s"
    ),
    Choice(NewKind.EXHIBIT, "Exhibit", "Of a report that the notice did not rely on"),
    Choice(NewKind.FACT, "Fact", "Something learned, without a paper"),
    Choice(NewKind.CONTACT, "Contact", "What the official was told outside the package"),
)


class NewMaterialForm(BaseForm):
    """Something that came after the notice."""

    kind = Code("Kind", display="radios")
    title = Text("What it is", limit=200)
    source = Text("Where it comes from", limit=200)
    matters = LongText("Why it matters", limit=4000, rows=3)
    arrived_on = UsDate("Came on")
    chosen = Code("Exhibit or document of the case", optional=True, blank="None")
    text = LongText("What it says", optional=True, limit=8000, rows=5)
    file = File("As a file", optional=True, resumable=True)
    version = Version()

    def offer(self, rows: Sequence[Any]) -> None:
        """Kinds, and what of the case is not in the notice."""
        self.kind.offer(KINDS)
        self.chosen.offer(Choice(key_of(row), name_of(row)) for row in rows)


class ServeNewForm(DeliveryForm):
    """When and how the employee got new material."""

    answer_by = UsDate(
        "Answer date in the letter", optional=True, hint="MM/DD/YYYY; if it gives more than the law"
    )
    file = File("Letter as served", optional=True, resumable=True)
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Service methods."""
        self.method_code.offer(codes(ServiceMethod, today_of(action)))


class ContactForm(BaseForm):
    """What the deciding official was told outside the package."""

    who = Text("Who told you", limit=200)
    on = UsDate("On")
    said = LongText("What you were told", limit=8000, rows=5)
    version = Version()
