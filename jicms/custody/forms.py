"""Forms of custody."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from jicms.access.actor import Actor
from jicms.cases.models import Case
from jicms.core import clock
from jicms.core.errors import RuleBroken
from jicms.custody import people
from jicms.custody.kinds import DISPOSALS, GOES_OUT, HAND_OVERS, OutsideKind
from jicms.custody.kinds import CustodyKind as Kind
from jicms.custody.service import Told
from jicms.files.models import StoredFile
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    File,
    LocalTime,
    LongText,
    Text,
    UsDate,
    moment_of,
)

RECEIPT_MB = 60
#: What a kind means, beside its name.
MEANT = {
    Kind.TRANSFERRED: "It has another keeper from now on",
    Kind.CHECKED_OUT: "It comes back by a day that you enter",
    Kind.RETURNED: "It goes back to whoever keeps it",
    Kind.SENT_TO_LAB: "It comes back by a day that you enter",
    Kind.RELEASED_TO_OWNER: "Its owner gets it back",
    Kind.TURNED_OVER: "Another agency or a court keeps it",
    Kind.DESTROYED: "It is destroyed before a witness",
}
_DIGITS = 64
#: What a step tells, by the names of its fields.
_TOLD = (
    *("place", "location", "purpose", "seal", "condition", "due_on", "authority"),
    *("late_reason", "unsigned_reason", "hash_before", "hash_after"),
)


class EventForm(BaseForm):
    """What every event has: when, where, what for, and how the item was."""

    on = UsDate("Date", optional=True, hint="Left blank: now")
    at = LocalTime("Time", optional=True, hint="For example 2:05 p.m.")
    place = Text("Where it happened", optional=True, limit=200)
    seal = Text("Seal or bag number", optional=True, limit=60)
    condition = Text("Condition", optional=True, limit=400, hint="For example Seal intact")
    late_reason = Text(
        "Why it is recorded later", optional=True, limit=400, hint="Needed after 15 minutes"
    )

    def moment(self, case: Case) -> datetime | None:
        """When it happened; None is now."""
        if self.on.data is None and self.at.data is None:
            return None
        if self.at.data is None:
            raise RuleBroken("Enter the time too.", field="at")
        day = self.on.data or clock.today(case.agency.zone)
        return moment_of(day, self.at.data, case.agency.zone, "at")

    def told(self, receipt: StoredFile | None = None) -> Told:
        """What it tells."""
        given = {name: self._fields[name].data for name in _TOLD if name in self._fields}
        texts = {name: value for name, value in given.items() if value is not None}
        return Told(**texts, receipt=receipt)


class SecondForm(EventForm):
    """An event that a second person confirms."""

    second = Code("Second person", blank="Choose somebody", needed="Choose who confirms it")

    def offer(self, case: Case, actor: Actor, kinds: Iterable[Kind] = ()) -> None:
        """Offer the people, and what it can be."""
        self.second.offer(people.offered(case, actor))
        if "kind" in self._fields:
            said = (Choice(kind.value, kind.label, MEANT.get(kind, "")) for kind in kinds)
            self._fields["kind"].offer(said)

    def person(self) -> Any:
        """The second person's account."""
        found = people.account(self.second.data)
        if found is None:
            raise RuleBroken("Choose somebody of this list.", field="second")
        return found


class HandOverForm(SecondForm):
    """To somebody with an account."""

    kind = Code("What for", display="radios", needed="Choose what it is handed over for")
    location = Text("Kept at from then on", optional=True, limit=160)
    purpose = Text("Purpose", optional=True, limit=400)
    due_on = UsDate("Due back", optional=True, hint="Needed where it is checked out")

    def offer_all(self, case: Case, actor: Actor) -> None:
        """Offer people and kinds."""
        self.offer(case, actor, HAND_OVERS)
        self.due_on.earliest = clock.today(case.agency.zone)


class OutForm(SecondForm):
    """To somebody without an account, who signed a receipt."""

    kind = Code("What for", display="radios", needed="Choose what it is handed over for")
    outside = Code("To whom", blank="Choose", needed="Choose to whom")
    name = Text("Name", limit=120, hint="Person and laboratory, court or firm")
    purpose = Text("Purpose", optional=True, limit=400)
    due_on = UsDate("Due back", optional=True, hint="Needed for a laboratory")
    receipt = File("Scan of the signed receipt", limit_mb=RECEIPT_MB, resumable=True)

    def offer_all(self, case: Case, actor: Actor) -> None:
        """Offer people, kinds and hands."""
        self.offer(case, actor, GOES_OUT)
        self.outside.offer((kind.value, kind.label) for kind in OutsideKind)
        self.due_on.earliest = clock.today(case.agency.zone)


class TakeForm(SecondForm):
    """From somebody without an account, or who can't sign."""

    location = Text("Kept at from then on", optional=True, limit=160)
    unsigned_reason = Text(
        "Why the giving hand does not sign",
        optional=True,
        limit=400,
        hint="Only where there is no signed receipt. It shows.",
    )
    receipt = File("Scan of the signed receipt", optional=True, limit_mb=RECEIPT_MB, resumable=True)

    def offer_all(self, case: Case, actor: Actor) -> None:
        """Offer people."""
        self.offer(case, actor)


class DisposeForm(SecondForm):
    """The end of the item's way."""

    kind = Code("How", display="radios", needed="Choose how it is disposed of")
    to = Text("To whom", optional=True, limit=120, hint="Left blank where it is destroyed")
    authority = Text("Authority", limit=200, hint="Order or schedule, with its number and date")
    purpose = Text("Remark", optional=True, limit=250)
    receipt = File(
        "Scan of the signed receipt",
        optional=True,
        limit_mb=RECEIPT_MB,
        resumable=True,
        hint="Needed where somebody receives it",
    )

    def offer_all(self, case: Case, actor: Actor) -> None:
        """Offer people and kinds."""
        self.offer(case, actor, DISPOSALS)


class RecordForm(EventForm):
    """What the holder records alone."""

    kind = Code("What was done", display="radios", needed="Choose what was done")
    purpose = Text("What for", limit=400)
    hash_before = Text("SHA-256 before", optional=True, limit=_DIGITS)
    hash_after = Text("SHA-256 after, or of the copy", optional=True, limit=_DIGITS)

    def offer_kinds(self, kinds: Iterable[Kind]) -> None:
        """Offer what can be done."""
        self.kind.offer((kind.value, kind.label) for kind in kinds)


class AnswerForm(BaseForm):
    """Confirming or declining what one is asked."""

    reason = LongText("Why not", optional=True, limit=400, rows=2, hint="Needed where you decline")


class WithdrawForm(BaseForm):
    """Taking back a step that nobody answered."""

    reason = LongText("Why", limit=400, rows=2)
