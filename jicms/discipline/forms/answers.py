"""Forms of what stands between the notice and the decision, and of its personnel action."""

from collections.abc import Sequence
from typing import Any

from jicms.auth.models import User
from jicms.discipline.forms.offers import codes
from jicms.discipline.kinds import Channel, Side
from jicms.discipline.models import AnswerKind, DisciplinaryAction
from jicms.discipline.models_answers import ExtensionOutcome, HearerPower, OralOutcome
from jicms.discipline.service import today_of
from jicms.discipline.service.furnishing import piece_name
from jicms.refdata.models import NatureOfAction, ServiceMethod
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    Codes,
    File,
    LocalTime,
    LongText,
    Text,
    UsDate,
    Version,
)


def offer_labels(field: Code, kinds: Any) -> None:
    """The members of an enumeration, in words."""
    field.offer(Choice(each, each.label) for each in kinds)


class FurnishForm(BaseForm):
    """Material of the notice, given apart from it."""

    on = UsDate("Furnished on")
    to = Code("To", display="radios")
    recipient = Text("Received by", limit=120, hint="Name of who got it")
    method_code = Code("How it was delivered")
    pieces = Codes("What was furnished")
    proof = LongText("Proof of receipt", optional=True, limit=1000, rows=2)
    proof_file = File("Proof as a file", optional=True, resumable=True)
    version = Version()

    def offer(self, action: DisciplinaryAction, material: Sequence[Any]) -> None:
        """Sides, methods, and the material of the notice."""
        offer_labels(self.to, Side)
        self.method_code.offer(codes(ServiceMethod, today_of(action)))
        self.pieces.offer(Choice(piece.id, piece_name(piece)) for piece in material)


class AskExtensionForm(BaseForm):
    """A request for more time to answer."""

    asked_on = UsDate("Asked on")
    asked_by = Code("Asked by", display="radios")
    channel = Code("How it was asked")
    reason = LongText("Reason given", optional=True, limit=2000, rows=3)
    file = File("Request as a file", optional=True, resumable=True)
    version = Version()

    def offer(self) -> None:
        """Sides and channels."""
        offer_labels(self.asked_by, Side)
        offer_labels(self.channel, Channel)


class ExtensionForm(BaseForm):
    """What became of a request for more time, or more time that nobody asked for."""

    outcome = Code("Outcome", display="radios")
    until = UsDate("New answer date", optional=True, hint="MM/DD/YYYY; if it is granted")
    decided_on = UsDate("Decided on")
    decided_by = Text("Decided by", limit=120)
    reason = LongText(
        "Reason", optional=True, limit=2000, rows=3, hint="Always where it is refused"
    )
    file = File("Answer to the request as a file", optional=True, resumable=True)
    version = Version()

    def offer(self, *, asked: bool) -> None:
        """Granted; refused, only where somebody asked."""
        offered = list(ExtensionOutcome) if asked else [ExtensionOutcome.GRANTED]
        offer_labels(self.outcome, offered)


class RequestOralForm(BaseForm):
    """The employee wants to answer orally."""

    requested_on = UsDate("Asked on")
    requested_by = Code("Asked by", display="radios")
    channel = Code("How it was asked")
    version = Version()

    def offer(self) -> None:
        """Sides and channels."""
        offer_labels(self.requested_by, Side)
        offer_labels(self.channel, Channel)


class ScheduleOralForm(BaseForm):
    """When, where and by whom an oral answer is heard."""

    on = UsDate("Heard on")
    at = LocalTime("Heard at", hint="Local time, such as 10:22 a.m.")
    place = Text("Place", limit=200, hint="Room, or by video")
    hearer = Code("Heard by")
    power = Code("Authority", display="radios")
    version = Version()

    def offer(self, people: Sequence[User]) -> None:
        """Officials of the agency, and what they may do."""
        self.hearer.offer(Choice(user.id, user.name) for user in people)
        offer_labels(self.power, HearerPower)


class HoldOralForm(BaseForm):
    """The summary of an oral answer that was held."""

    received_on = UsDate("Held on")
    received_time = LocalTime("Held at", hint="Local time, such as 10:22 a.m.")
    representative = Text("Representative", limit=120, optional=True)
    summary_by = Text("Summary written by", limit=120)
    summary = LongText("Summary", optional=True, hint="Here, or as a file, or both")
    file = File("Summary as a file", optional=True, resumable=True)
    version = Version()


class EndOralForm(BaseForm):
    """An oral answer that did not take place."""

    outcome = Code("What happened", display="radios")
    on = UsDate("On")
    note = LongText("Remark", optional=True, limit=2000, rows=3)
    version = Version()

    def offer(self) -> None:
        """Waived, or not appeared."""
        offer_labels(self.outcome, [each for each in OralOutcome if each is not OralOutcome.HELD])


class SummaryForm(BaseForm):
    """The employee got the summary."""

    on = UsDate("Furnished on")
    method_code = Code("How it was delivered")
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Service methods."""
        self.method_code.offer(codes(ServiceMethod, today_of(action)))


class NatureForm(BaseForm):
    """The personnel action that gives effect to the decision."""

    nature_code = Code("Nature-of-action code", optional=True, blank="None: no SF-50")
    nature_reason = LongText(
        "Why it is not the procedure’s code", optional=True, limit=2000, rows=2
    )
    file = File("SF-50 as a file", optional=True, resumable=True)
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """The codes in use, each with its number."""
        listed = codes(NatureOfAction, today_of(action))
        self.nature_code.offer(Choice(code, f"{code} {label}") for code, label in listed)


class AnswerForm(BaseForm):
    """A written answer, or that none came. An oral one has steps of its own."""

    kind = Code("Kind", display="radios")
    received_on = UsDate("Received on")
    received_time = LocalTime("Received at", hint="Local time, such as 10:22 a.m.")
    channel = Code("How it came", optional=True, blank="None came")
    submitted_by = Code("Submitted by", optional=True, blank="None came")
    representative = Text("Representative", limit=120, optional=True)
    summary = LongText("Summary", optional=True, hint="If there is no file")
    file = File("Answer as a file", optional=True, resumable=True)
    version = Version()

    def offer(self) -> None:
        """Written or none."""
        self.kind.offer(
            [
                Choice(AnswerKind.WRITTEN, "Written"),
                Choice(AnswerKind.NONE, "None came", "Only when the time to answer is over"),
            ]
        )
        offer_labels(self.channel, Channel)
        offer_labels(self.submitted_by, Side)
