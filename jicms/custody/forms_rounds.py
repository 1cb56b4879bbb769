"""Forms of inventory rounds and of media."""

from collections.abc import Iterable
from typing import Any

from jicms.web.forms import BaseForm, Code, File, LongText, Text

LIST_MB = 30
#: Characters of a list that is pasted; a longer one is uploaded.
PASTED = 1_000_000
CONDITIONS = ("Seal intact", "Seal broken", "No seal", "Damaged")


class RoundForm(BaseForm):
    """Beginning a round."""

    location = Code("Where", optional=True, blank="Everything that the office holds")

    def offer(self, places: Iterable[str]) -> None:
        """The places at which something is kept."""
        self.location.offer((place, place) for place in places)


class ConfirmForm(BaseForm):
    """An item that was met."""

    typed = Text("Number on the label", limit=40, needed="Type or scan the number on the label")
    seen_at = Text("Where it is", optional=True, limit=160, hint="Left blank: where it should be")
    condition = Code("Condition", optional=True, blank="Not looked at")

    def offer(self) -> None:
        """What can be seen of an item without opening it: no words, for the page knows no case."""
        self.condition.offer([(said, said) for said in CONDITIONS])


class MediumForm(BaseForm):
    """The medium of an item, and the list of its hashes."""

    serial = Text("Serial number of the medium", optional=True, limit=120)
    path = Text("Path of the image on it", optional=True, limit=300)
    hashes = LongText(
        "Output of sha256sum",
        optional=True,
        limit=PASTED,
        rows=8,
        hint="One file a line: 64 digits, two blanks, the path",
    )
    list_file = File("Or its file", optional=True, limit_mb=LIST_MB)

    def __init__(self, *, known: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if known:
            del self.serial, self.path
