"""Forms of requests about witnesses."""

from datetime import timedelta
from typing import Any

from jicms.access.actor import Actor
from jicms.core import clock
from jicms.disclosure.models import Basis
from jicms.web.forms import BaseForm, Code, File, LongText, Number, Text, UsDate, Version

_YES = {"yes": True, "no": False}


class Dated(BaseForm):
    """A form with days up to today."""

    def offer(self, actor: Actor) -> None:
        """Nothing lies in the future, but a due day."""
        for field in self:
            if isinstance(field, UsDate) and field.short_name != "due_on":
                field.latest = clock.today(actor.zone)


class RequestForm(Dated):
    """A request as it came."""

    basis = Code("Request under")
    requester = Text("Requester", limit=160, hint="Prosecutor, with title")
    office = Text("Prosecuting office and address", limit=200)
    defendant = Text("Defendant", limit=160)
    docket = Text("Court and docket", limit=120)
    employee_number = Text("Employee number of the witness", limit=40)
    received_on = UsDate("Received on")
    due_on = UsDate("Due on")

    def offer(self, actor: Actor) -> None:
        """The three lines of cases; due within thirty days unless the request says otherwise."""
        super().offer(actor)
        self.basis.offer((one, one.value.capitalize()) for one in Basis)
        if not self.is_submitted():
            self.due_on.data = clock.today(actor.zone) + timedelta(days=30)


class SourceForm(Dated):
    """A place that was searched."""

    source = Text("Where", limit=200, hint="For example the supervisor’s file")
    searched_on = UsDate("Searched on")
    is_found = Code("Something to consider was found", display="radios")
    result = LongText("Result", limit=4000, rows=4)

    def offer(self, actor: Actor) -> None:
        """Yes or no."""
        super().offer(actor)
        self.is_found.offer([("yes", "Yes"), ("no", "No")])

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        return self.values() | {"is_found": _YES[self.is_found.data]}


class ReviewForm(BaseForm):
    """What counsel decides."""

    discloses = Code("Is something disclosed?", display="radios")
    review = LongText("Review", limit=8000, rows=6, hint="What you read, and why")
    version = Version()

    def offer(self) -> None:
        """Yes or no."""
        self.discloses.offer([("yes", "Disclose"), ("no", "Nothing to disclose")])

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        return self.values() | {"discloses": _YES[self.discloses.data]}


class DisclosedForm(BaseForm):
    """Which package went out."""

    number = Text("Case", limit=40)
    export = Number("Export package", low=1, high=9999, hint="Its number within the case")
    what = LongText("What was disclosed", limit=4000, rows=4)


class AnswerForm(Dated):
    """The reply letter."""

    answered_on = UsDate("Sent on")
    file = File("Reply letter", resumable=True)
    version = Version()


class FlagForm(BaseForm):
    """The decision on a flag."""

    is_set = Code("Decision", display="radios")
    reason = LongText("Reason", limit=4000, rows=4)
    version = Version()

    def offer(self, *, standing: bool) -> None:
        """Set it or not; a flag that stands may be lifted."""
        no = ("no", "Lift the flag" if standing else "No flag")
        self.is_set.offer([no] if standing else [("yes", "Set the flag"), no])

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        return self.values() | {"is_set": _YES[self.is_set.data]}


class CustodianForm(BaseForm):
    """What counsel may know of a shut matter."""

    is_shared = Code("Answer", display="radios")
    said = LongText(
        "What counsel is to know",
        optional=True,
        limit=4000,
        rows=4,
        hint="Counsel reads these words and nothing else of the case",
    )
    version = Version()

    def offer(self) -> None:
        """Tell counsel something, or nothing."""
        self.is_shared.offer([("yes", "Tell counsel"), ("no", "Nothing to tell")])

    def told(self) -> dict[str, Any]:
        """The values as the service takes them."""
        return {"is_shared": _YES[self.is_shared.data], "said": self.said.data or ""}
