"""Forms of prior discipline and of what becomes of an action's record."""

import zlib
from collections.abc import Sequence

from jicms.discipline.models_prior import MarkKind, PriorDiscipline
from jicms.discipline.service.prior import Considered
from jicms.web.dates import day
from jicms.web.forms import BaseForm, Choice, Code, Codes, LongText, Text, UsDate, Version

#: What the form's hidden field takes.
LARGEST = 999_999_999


class PriorForm(BaseForm):
    """Which earlier actions the proposal cites."""

    cited = Codes("Cited in the proposal", optional=True)
    version = Version()

    def offer(self, found: Sequence[Considered]) -> None:
        """The actions that count."""
        self.cited.offer(
            Choice(row.earlier.id, f"{row.earlier.penalty}, {day(row.earlier.decided_on)}")
            for row in found
            if row.counts
        )


class Choices:
    """What is chosen now. `version` changes with each choice, which writes its rows anew."""

    def __init__(self, rows: Sequence[PriorDiscipline]) -> None:
        self.cited = [row.prior_action_id for row in rows if row.cited]
        said = ",".join(f"{row.id}" for row in rows)
        self.version = zlib.crc32(said.encode()) % LARGEST


class RecordForm(BaseForm):
    """What happens to the record of an action."""

    kind = Code("What to do", display="radios")
    on = UsDate("Expires on", optional=True, hint="MM/DD/YYYY; only for an earlier expiry")
    agreement = Text("Agreement", limit=200, optional=True, hint="Its date and paragraph")
    reason = LongText("Reason", limit=2000, needed="Write the reason")

    def offer(self) -> None:
        """Earlier expiry, cancelled, cleared."""
        self.kind.offer(
            [
                Choice(MarkKind.EXPIRES, "Let it expire earlier"),
                Choice(
                    MarkKind.CANCELLED,
                    "Cancel it",
                    "It stays in the history as cancelled; nothing may rely on it",
                ),
                Choice(
                    MarkKind.CLEARED,
                    "Clear it, as an agreement asks",
                    "It leaves the history and every list of earlier discipline; only labor "
                    "relations supervisors of this office still see it",
                ),
            ]
        )
