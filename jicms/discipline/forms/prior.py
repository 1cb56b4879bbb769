"""Forms of prior discipline and of what becomes of an action's record."""

import zlib
from collections.abc import Sequence

from jicms.discipline.earlier import Earlier
from jicms.discipline.models_prior import MarkKind, PriorDiscipline
from jicms.discipline.service.prior import Considered
from jicms.web.dates import day
from jicms.web.forms import BaseForm, Choice, Code, Codes, LongText, Text, UsDate, Version

#: What the form's hidden field takes.
LARGEST = 999_999_999


class PriorForm(BaseForm):
    """Which earlier actions the proposal cites."""

    cited = Codes("Cited in the proposal", optional=True)
    outside = Codes("Cited from outside the system", optional=True)
    version = Version()

    def offer(self, found: Sequence[Considered]) -> None:
        """The actions that count."""
        counted = [row.earlier for row in found if row.counts]
        self.cited.offer(_choice(row) for row in counted if row.outside is None)
        self.outside.offer(_choice(row) for row in counted if row.outside is not None)


def _choice(row: Earlier) -> Choice:
    by = f", {row.outside.imposed_by}" if row.outside is not None else ""
    return Choice(row.id, f"{row.penalty}, {day(row.decided_on)}{by}")


class Choices:
    """What is chosen now. `version` changes with each choice, which writes its rows anew."""

    def __init__(self, rows: Sequence[PriorDiscipline]) -> None:
        cited = [row for row in rows if row.cited]
        self.cited = [row.prior_action_id for row in cited if row.prior_action_id is not None]
        self.outside = [row.outside_id for row in cited if row.outside_id is not None]
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
