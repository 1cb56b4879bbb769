"""Forms of what a judge orders and hears, of stays, and of the outcome."""

from datetime import date
from typing import Any

from jicms.appeals.forms import ReceivedForm
from jicms.appeals.models import Appeal
from jicms.appeals.models_hearing import (
    CalledBy,
    DateKind,
    DateState,
    HearingMode,
    HearingState,
    Ruling,
)
from jicms.appeals.outcomes import CHANGING
from jicms.core import unit_of_work
from jicms.discipline.forms.offers import types_of
from jicms.discipline.service import today_of
from jicms.discipline.service.penalties import LADDER
from jicms.refdata.models import AppealOutcome
from jicms.refdata.queries import choices
from jicms.web.forms import (
    Amount,
    BaseForm,
    Choice,
    Code,
    LocalTime,
    LongText,
    Number,
    Text,
    UsDate,
    Version,
)


class Told(BaseForm):
    """A form whose texts may be left blank."""

    blank: tuple[str, ...] = ()

    def said(self) -> dict[str, Any]:
        """The values as the service takes them; texts that were left blank are empty."""
        return self.values() | {name: self[name].data or "" for name in self.blank}


class OutcomeForm(ReceivedForm):
    """How a filing ended."""

    page_order = ("outcome_code", "on")

    outcome_code = Code("Outcome", blank="Choose")
    action_type_code = Code(
        "What stands now",
        optional=True,
        blank="Nothing changed",
        hint="Asked where it was mitigated, reversed or settled",
    )
    days = Number("Days", low=1, high=999, optional=True, hint="For a suspension")
    reason = LongText("Reasons", optional=True, limit=4000, rows=4)
    back_pay = Amount("Back pay, dollars", optional=True)
    fees = Amount("Attorney fees, dollars", optional=True)
    comply_by = UsDate("To be complied with by", optional=True)
    version = Version()

    def offer(self, appeal: Appeal) -> None:
        """Outcomes, and penalties from none to removal."""
        super().offer(appeal)
        today = today_of(appeal.action)
        self.outcome_code.offer(choices(unit_of_work.session(), AppealOutcome, today))
        self.action_type_code.offer(
            Choice(row.code, row.label)
            for row in types_of(appeal.action)
            if row.penalty_group in LADDER
        )

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        return self.values() | {name: self[name].data or "" for name in ("proof", "reason")}

    @property
    def changing(self) -> tuple[str, ...]:
        """The outcomes after which another penalty stands."""
        return CHANGING


class DateForm(Told):
    """A date by order."""

    blank = ("what", "order")

    kind = Code("What is due", blank="Choose")
    what = Text("In words", optional=True, limit=200, hint="Asked for another kind")
    ordered_on = UsDate("Order of")
    due_on = UsDate("Due on")
    order = Text("Order, title or number", optional=True, limit=200)

    def offer(self, appeal: Appeal) -> None:
        """What may be ordered."""
        self.kind.offer((kind, kind.label) for kind in DateKind)
        self.ordered_on.earliest = self.due_on.earliest = appeal.filed_on
        self.ordered_on.latest = today_of(appeal.action)


class MoveDateForm(BaseForm):
    """Another order moves a date."""

    due_on = UsDate("New date")
    ordered_on = UsDate("Order of")
    reason = LongText("Reason", limit=2000, rows=2)
    version = Version()

    def offer(self, today: date) -> None:
        """Orders up to today."""
        self.ordered_on.latest = today


class EndDateForm(BaseForm):
    """What became of an ordered date."""

    state = Code("What became of it", display="radios")
    on = UsDate("On")
    version = Version()

    def offer(self, today: date) -> None:
        """Done, or vacated."""
        self.on.latest = today
        words = {DateState.MET: "It was done", DateState.VACATED: "The order was vacated"}
        self.state.offer(words.items())


class HearingForm(Told):
    """A hearing that is set."""

    blank = ("place", "official")

    day = UsDate("Date")
    time = LocalTime("Time", hint="Of the office, for example 9:30 am")
    days = Number("Days", low=1, high=60)
    mode = Code("How it is held", blank="Choose")
    place = Text("Place or link", optional=True, limit=200)
    official = Text("Held by", optional=True, limit=160, hint="Left blank: the judge of the filing")

    def offer(self) -> None:
        """In person, by video, by telephone."""
        self.mode.offer((mode, mode.value.replace("_", " ").capitalize()) for mode in HearingMode)

    def told(self) -> dict[str, Any]:
        """All but the day and the time, which together are one moment."""
        return {name: value for name, value in self.said().items() if name not in {"day", "time"}}


class EndHearingForm(BaseForm):
    """What became of a hearing."""

    state = Code("What became of it", display="radios")
    reason = LongText("Reason", optional=True, limit=2000, rows=2, hint="Unless it was held")
    version = Version()

    def offer(self) -> None:
        """Held, continued, cancelled."""
        words = {
            HearingState.HELD: "It was held",
            HearingState.CONTINUED: "It was continued to another day",
            HearingState.CANCELLED: "It was cancelled",
        }
        self.state.offer(words.items())


class WitnessForm(Told):
    """A witness and what the testimony proves."""

    blank = ("title", "available")

    name = Text("Name", limit=160)
    title = Text("Position", optional=True, limit=160)
    called_by = Code("Called by", blank="Choose")
    proves = LongText("What the testimony proves", limit=4000, rows=3)
    available = Text("Available", optional=True, limit=300, hint="Days and how to be reached")
    sworn_on = UsDate("Availability sworn on", optional=True)
    version = Version()

    def offer(self, today: date) -> None:
        """Who calls a witness."""
        self.sworn_on.latest = today
        self.called_by.offer((one, one.value.capitalize()) for one in CalledBy)


class RulingForm(Told):
    """What the judge said of a witness."""

    blank = ("note",)

    ruling = Code("Ruling", display="radios")
    ruled_on = UsDate("Ruled on")
    note = Text("Note", optional=True, limit=400)
    version = Version()

    def offer(self, today: date) -> None:
        """Approved, or denied."""
        self.ruled_on.latest = today
        said = {Ruling.APPROVED: "The witness is heard", Ruling.DENIED: "The witness is not heard"}
        self.ruling.offer(said.items())


class StayForm(Told):
    """A stay that was asked for."""

    blank = ("note",)

    requested_on = UsDate("Asked for on")
    requested_by = Text("Who asked", limit=160, hint="The Special Counsel, the appellant")
    note = LongText("Note", optional=True, limit=2000, rows=2)

    def offer(self, today: date) -> None:
        """Days up to today."""
        self.requested_on.latest = today


class MoveStayForm(Told):
    """What was ordered on a stay."""

    blank = ("note",)

    said_ = Code("What was ordered", blank="Choose")
    on = UsDate("On")
    until_on = UsDate("Until", optional=True, hint="MM/DD/YYYY. The last day, where one is set")
    note = LongText("Note", optional=True, limit=2000, rows=2)
    version = Version()

    def offer(self, today: date, steps: list[str]) -> None:
        """What may be said next."""
        self.on.latest = today
        self.said_.offer((said, said.capitalize()) for said in steps)

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        told = super().said()
        said = told.pop("said_")
        return {**told, "said": said}
