"""Forms of counsel, privileged notes, and information requests."""

from collections.abc import Sequence
from typing import Any

from jicms.auth.models import User
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service import today_of
from jicms.evidence.models import Document, Exhibit
from jicms.litigation.models import PrivilegedNote
from jicms.litigation.models_requests import InformationItem, ItemOutcome
from jicms.litigation.service.requests import Asked, ItemAnswer
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    Codes,
    File,
    LongText,
    Repeat,
    SubForm,
    Text,
    UsDate,
    Version,
)


class CounselForm(BaseForm):
    """Who of counsel works the action."""

    counsel = Code("Counsel")

    def offer(self, people: Sequence[User]) -> None:
        """Counsel of the agency who may act here."""
        self.people = {user.id: user for user in people}
        self.counsel.offer((user.id, user.name) for user in people)


class EndForm(BaseForm):
    """Why an assignment ends."""

    reason = LongText("Reason", limit=2000, rows=3)
    version = Version()


class NoteForm(BaseForm):
    """A privileged note."""

    text = LongText("Privileged note", limit=8000, rows=8)
    corrects = Code("Corrects an earlier note", optional=True, blank="No, a new note")

    def offer(self, notes: Sequence[PrivilegedNote]) -> None:
        """The notes so far."""
        self.corrects.offer((note.n, f"Note {note.n}, {note.author.name}") for note in notes)


class ItemForm(SubForm):
    """One item that is asked for."""

    text = LongText("What is asked for", limit=4000, rows=2)


class RequestForm(BaseForm):
    """A request as it came."""

    union_name = Text("Union", limit=200)
    requester = Text("Requester", limit=160, hint="Name and office in the union")
    address = LongText("Address", limit=300, rows=2, hint="The accounting of disclosures asks it")
    received_on = UsDate("Received on")
    due_on = UsDate("Answer agreed by", optional=True, hint="Law sets no number of days")
    need = LongText("Statement of particularized need", limit=8000, rows=4)
    items = Repeat(ItemForm, title="Item", low=1, high=40)
    file = File("Request as it came", optional=True, resumable=True)

    def offer(self, action: DisciplinaryAction) -> None:
        """Days up to today; the union of the employee, where it is known."""
        self.received_on.latest = today_of(action)
        job = action.party and (action.party.at_incident or action.party.at_opening)
        if not self.is_submitted() and job and job.bargaining_unit:
            self.union_name.data = job.bargaining_unit

    def told(self) -> Asked:
        """What the form says."""
        return Asked(
            union_name=self.union_name.data or "",
            requester=self.requester.data or "",
            address=self.address.data or "",
            received_on=self.received_on.data,
            need=self.need.data or "",
            due_on=self.due_on.data,
            items=[sub.text.data or "" for sub in self.items.forms],
        )


def record_key(row: Exhibit | Document) -> str:
    """How a record is written in a form."""
    return f"{row.__tablename__}-{row.id}"


def record_name(row: Exhibit | Document) -> str:
    """How a record is read in a form."""
    if isinstance(row, Document):
        return f"{row.key}: {row.title}"
    return f"Report {row.report.n:03d}, exhibit {row.n}: {row.description}"


class ItemAnswerForm(BaseForm):
    """The answer to one item."""

    outcome = Code("Answer", display="radios")
    answer = LongText("What is answered", optional=True, limit=8000, rows=4)
    ground = LongText(
        "Ground of what is not given", optional=True, limit=4000, rows=3, hint="Cite law or policy"
    )
    redactions = LongText("What is left out, and why", optional=True, limit=4000, rows=3)
    records = Codes("Records of the case that go with it", optional=True)
    file = File("Redacted copy", optional=True, resumable=True)
    version = Version()

    def offer(self, item: InformationItem, rows: Sequence[Exhibit | Document]) -> None:
        """The outcomes, and what the writer sees of the case."""
        self.outcome.offer((one, one.label) for one in ItemOutcome if one is not ItemOutcome.OPEN)
        self.rows = {record_key(row): row for row in rows}
        self.records.offer(Choice(key, record_name(row)) for key, row in self.rows.items())
        if not self.is_submitted():
            if item.outcome is ItemOutcome.OPEN:
                self.outcome.data = None
            given = (row.exhibit or row.document for row in item.given)
            self.records.data = [record_key(row) for row in given if row is not None]

    def told(self, redacted: Any) -> ItemAnswer:
        """What the form says."""
        return ItemAnswer(
            outcome=self.outcome.data,
            answer=self.answer.data or "",
            ground=self.ground.data or "",
            redactions=self.redactions.data or "",
            records=[self.rows[key] for key in self.records.data or ()],
            redacted=redacted,
        )


class AnsweredForm(BaseForm):
    """The letter with the answer."""

    answered_on = UsDate("Served on")
    file = File("Answer letter", resumable=True)
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Days up to today."""
        self.answered_on.latest = today_of(action)
