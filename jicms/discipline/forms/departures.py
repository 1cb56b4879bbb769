"""Forms of a departure, one per step of its track."""

from typing import Any

from jicms.discipline.forms.offers import codes
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_departures import Departure, DepartureKind
from jicms.discipline.queries_departures import counsel
from jicms.discipline.service import today_of
from jicms.discipline.service.departures import NATURE
from jicms.refdata.models import NatureOfAction, ServiceMethod
from jicms.web.forms import BaseForm, Choice, Code, File, LongText, Text, UsDate, Version


class DepartureForm(BaseForm):
    """How and when the employee left."""

    kind = Code("How the employee left", display="radios")
    left_on = UsDate("Left on")
    nature_code = Code("Nature-of-action code", hint="Of the personnel action")
    reason = LongText("Reason", limit=4000, rows=3, hint="As the employee gave it")
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Resigned or retired, and the codes of both."""
        self.left_on.latest = today_of(action)
        self.kind.offer((one, one.value.capitalize()) for one in DepartureKind)
        said = dict(codes(NatureOfAction, today_of(action)))
        fits = [code for found in NATURE.values() for code in found if code in said]
        self.nature_code.offer(Choice(code, f"{code} {said[code]}") for code in fits)


class StepForm(BaseForm):
    """A step of the track: days up to today."""

    version = Version()

    def offer(self, departure: Departure) -> None:
        """What may be chosen."""
        for field in self:
            if isinstance(field, UsDate):
                field.latest = today_of(departure.action)

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        found = self.values()
        return {
            key: _ANSWER.get(value, value) if key in _YES_NO else value
            for key, value in found.items()
        }


#: Choices that stand for yes or no.
_YES_NO = ("is_covered", "is_adverse", "is_notation", "is_reversed")
_ANSWER = {"yes": True, "no": False}


class CounselForm(StepForm):
    """Who of counsel determines."""

    counsel = Code("Counsel")

    def offer(self, departure: Departure) -> None:
        """Counsel of the agency."""
        self.people = {user.id: user for user in counsel(departure.action)}
        self.counsel.offer((user.id, user.name) for user in self.people.values())

    def said(self) -> dict[str, Any]:
        """The account that was chosen."""
        return {"counsel": self.people[self.counsel.data]}


class DetermineForm(StepForm):
    """Covered or not."""

    is_covered = Code("5 USC 3322", display="radios")
    covered_why = LongText("Reasons", limit=8000, rows=5)

    def offer(self, departure: Departure) -> None:
        """A retirement stands at "not covered" until counsel says otherwise."""
        self.is_covered.offer([("yes", "Covers this departure"), ("no", "Does not cover it")])
        if not self.is_submitted() and departure.kind is DepartureKind.RETIRED:
            self.is_covered.data = "no"


class ResolveForm(StepForm):
    """How the investigation was resolved."""

    resolved_on = UsDate("Resolved on")
    is_adverse = Code("Finding", display="radios")
    finding = LongText("What was found", limit=8000, rows=4)

    def offer(self, departure: Departure) -> None:
        """Adverse or not."""
        super().offer(departure)
        self.is_adverse.offer([("yes", "Adverse"), ("no", "Not adverse")])


class NotifyForm(StepForm):
    """The notice to the former employee."""

    noticed_on = UsDate("Received on")
    notice_code = Code("How it was delivered")
    proof = Text("Proof of service", limit=300, hint="Receipt number, who signed")

    def offer(self, departure: Departure) -> None:
        """Methods of service."""
        super().offer(departure)
        self.notice_code.offer(codes(ServiceMethod, today_of(departure.action)))


class RespondForm(StepForm):
    """The former employee's response."""

    responded_on = UsDate("Received on")
    response = LongText("What was answered", limit=8000, rows=5)


class DecideForm(StepForm):
    """The written decision."""

    decided_on = UsDate("Decided on")
    is_notation = Code("Decision", display="radios")
    decision = LongText("Reasons", limit=8000, rows=4)
    file = File("Written decision", resumable=True)

    def offer(self, departure: Departure) -> None:
        """Notation or none."""
        super().offer(departure)
        self.is_notation.offer([("yes", "A notation is made"), ("no", "No notation")])


class NoteForm(StepForm):
    """The notation stands."""

    noted_on = UsDate("Noted on")


class AppealForm(StepForm):
    """An appeal came."""

    appealed_on = UsDate("Appealed on")


class AppealNotedForm(StepForm):
    """The file says so."""

    appeal_noted_on = UsDate("Noted on")


class AppealEndForm(StepForm):
    """How the appeal ended."""

    appeal_decided_on = UsDate("Decided on")
    is_reversed = Code("Outcome", display="radios")

    def offer(self, departure: Departure) -> None:
        """The notation stands or not."""
        super().offer(departure)
        self.is_reversed.offer(
            [("yes", "The notation does not stand"), ("no", "The notation stands")]
        )


class RemoveForm(StepForm):
    """The notation was removed."""

    removed_on = UsDate("Removed on")
