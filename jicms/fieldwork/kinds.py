"""The few words that rules of fieldwork hang on. What an agency may add to is a code list."""

from enum import StrEnum

from jicms.core.words import words


class ElementState(StrEnum):
    """How far an element of an allegation is proved."""

    OPEN = "OPEN"
    SHOWN = "SHOWN"
    NOT_SHOWN = "NOT_SHOWN"

    @property
    def label(self) -> str:
        """The state as a user reads it."""
        return words(self.value)


class StepKind(StrEnum):
    """What a line of a plan asks for."""

    WITNESS = "WITNESS"
    RECORD = "RECORD"
    DATE = "DATE"


class Authority(StrEnum):
    """What a request for records rests on."""

    VOLUNTARY = "VOLUNTARY"
    CONSENT = "CONSENT"
    ADMINISTRATIVE_SUBPOENA = "ADMINISTRATIVE_SUBPOENA"
    COURT_ORDER = "COURT_ORDER"
    GRAND_JURY = "GRAND_JURY"

    @property
    def label(self) -> str:
        """The authority as a user reads it."""
        if self is Authority.GRAND_JURY:
            return "Grand jury subpoena"
        return words(self.value)


class RequestState(StrEnum):
    """Where a request stands."""

    OPEN = "OPEN"
    PARTIAL = "PARTIAL"
    COMPLETE = "COMPLETE"
    REFUSED = "REFUSED"
    NO_RECORDS = "NO_RECORDS"
    WITHDRAWN = "WITHDRAWN"

    @property
    def label(self) -> str:
        """The state as a user reads it."""
        return _REQUEST_LABELS[self]

    @property
    def is_waiting(self) -> bool:
        """More is expected."""
        return self in WAITING


#: More is expected of a request in one of these.
WAITING = (RequestState.OPEN, RequestState.PARTIAL)

_REQUEST_LABELS = {
    RequestState.OPEN: "Awaiting reply",
    RequestState.PARTIAL: "Partial reply",
    RequestState.COMPLETE: "Complete",
    RequestState.REFUSED: "Refused",
    RequestState.NO_RECORDS: "No records",
    RequestState.WITHDRAWN: "Withdrawn",
}


class ReplyKind(StrEnum):
    """What came back, or what was done with the request."""

    PARTIAL = "PARTIAL"
    COMPLETE = "COMPLETE"
    REFUSED = "REFUSED"
    NO_RECORDS = "NO_RECORDS"
    EXTENDED = "EXTENDED"
    WITHDRAWN = "WITHDRAWN"

    @property
    def label(self) -> str:
        """The reply as a user reads it."""
        return _REPLY_LABELS[self]

    @property
    def state(self) -> RequestState | None:
        """Where the request stands after it; None leaves it where it is."""
        return None if self is ReplyKind.EXTENDED else RequestState(self.value)


_REPLY_LABELS = {
    ReplyKind.PARTIAL: "Part of the records came",
    ReplyKind.COMPLETE: "All of the records came",
    ReplyKind.REFUSED: "Refused",
    ReplyKind.NO_RECORDS: "They have no such records",
    ReplyKind.EXTENDED: "More time given",
    ReplyKind.WITHDRAWN: "Withdrawn by us",
}


class LeadState(StrEnum):
    """Where a lead stands."""

    OPEN = "OPEN"
    DONE = "DONE"
    NOT_PURSUED = "NOT_PURSUED"

    @property
    def label(self) -> str:
        """The state as a user reads it."""
        return words(self.value)


class SentState(StrEnum):
    """Where a lead stands that another office was asked to follow."""

    SENT = "SENT"
    ANSWERED = "ANSWERED"
    DECLINED = "DECLINED"
    RECALLED = "RECALLED"

    @property
    def label(self) -> str:
        """The state as a user reads it."""
        return words(self.value)
