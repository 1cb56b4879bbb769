"""Forms of items, statements, documents and exhibits."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import ValidationError

from jicms.auth.passwords import MIN_LENGTH
from jicms.cases import queries as case_queries
from jicms.cases.handling import Handling
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.evidence import chains, from_interview, queries, service
from jicms.evidence.models import EvidenceItem, Statement
from jicms.evidence.models_weighing import Weight
from jicms.refdata import queries as lists
from jicms.refdata.models import EvidenceKind, HandlingFlag, StatementKind
from jicms.refdata.models_interviews import InterviewWarning
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    Codes,
    File,
    Flag,
    LocalTime,
    LongText,
    Number,
    Password,
    Text,
    UsDate,
)

UPLOAD_MB = 60
TEXT_LIMIT = 100_000
#: What PDF readers take of a password, in bytes.
PASSWORD_LIMIT = 127


class MarkedForm(BaseForm):
    """What every record with content carries: handling marks, and who may see it."""

    handling = Codes("Handling", optional=True)
    named = Codes(
        "Access list",
        optional=True,
        hint="Who sees it beside you: grand jury, prosecutor-only and classified material only.",
    )

    def offer_marks(self, case: Case) -> None:
        """Offer the marks in use and the people who work on the case."""
        session, today = unit_of_work.session(), clock.today(case.agency.zone)
        # The mark of a taint follows a prosecution: nobody sets it.
        tainted = Handling.COMPELLED_TAINT.name
        marks = lists.choices(session, HandlingFlag, today)
        self.handling.offer(pair for pair in marks if pair[0] != tainted)
        self.named.offer((user.id, user.name) for user in service.candidates(case))

    def marks(self, case: Case) -> dict[str, Any]:
        """The marks as one number, and the accounts on the list."""
        chosen = set(self.named.data or ())
        return {
            "handling": sum(Handling[code] for code in self.handling.data or ()),
            "named": [user for user in service.candidates(case) if user.id in chosen],
        }


class ByHandForm(MarkedForm):
    """Marks of what may be compelled although no interview here asked for it."""

    whose = Code(
        "Whose words under compulsion",
        optional=True,
        blank="Nobody’s: it is not compelled",
        hint="Where you mark it as compelled.",
    )
    why = LongText(
        "Why it is compelled",
        optional=True,
        limit=2000,
        rows=2,
        hint="Who compelled it, when, and how you know. Counsel and the reviewing supervisor are"
        " told; the mark is not taken back.",
    )

    def offer_marks(self, case: Case) -> None:
        """Offer the people of the case too."""
        super().offer_marks(case)
        self.people = {row.id: row for row in case_queries.parties(case)}
        self.whose.offer((key, row.name) for key, row in self.people.items())

    def marks(self, case: Case) -> dict[str, Any]:
        """The marks, whose words, and why."""
        whose = self.people.get(self.whose.data or 0) if self.whose else None
        why = (self.why.data or "") if self.why else ""
        return super().marks(case) | {"whose": whose, "why": why}


class MarkForm(ByHandForm):
    """Changing the marks later."""

    def show(self, row: Any) -> None:
        """Tick what is set, and leave out what is known: of whom a statement is, and why what is
        compelled already is so."""
        if not self.is_submitted():
            self.handling.data = [flag.name for flag in Handling if flag & row.handling]
        if row.handling & Handling.GARRITY_COMPELLED:
            del self.whose, self.why
        elif isinstance(row, Statement):
            del self.whose


class ItemForm(ByHandForm):
    """An item of evidence."""

    kind_code = Code("Kind")
    description = LongText("Description", limit=2000, rows=3)
    collected_on = UsDate("Collected on", hint="MM/DD/YYYY")
    collected_time = LocalTime("Time", hint="For example 2:05 p.m.")
    collected_where = Text("Where", optional=True, limit=200)
    collected_by = Text("By whom", optional=True, limit=120, hint="You, where left blank")
    seal_number = Text("Seal or bag number", optional=True, limit=60)
    location = Text("Held at", optional=True, limit=160, hint="For example Evidence room, C-14")
    file = File("File of a digital item", optional=True, limit_mb=UPLOAD_MB, resumable=True)
    corrects = Code("Corrects", optional=True, blank="Nothing: a new item")

    def offer(self, case: Case) -> None:
        """Offer kinds, marks, and the items that it may correct."""
        session, today = unit_of_work.session(), clock.today(case.agency.zone)
        self.offer_marks(case)
        self.collected_on.latest = today
        self.kind_code.offer(lists.choices(session, EvidenceKind, today))
        self.corrects.offer(_known(queries.items_of(case)))


class StatementForm(MarkedForm):
    """A statement or affidavit."""

    kind_code = Code("Kind")
    interview = Code("From interview", optional=True, blank="None on record")
    giver = Code("Given by", blank="Choose somebody of this case", needed="Choose who gave it")
    warning_code = Code("Warning", optional=True, blank="None")
    taken_on = UsDate("Taken on", hint="MM/DD/YYYY")
    began = LocalTime("Began", hint="For example 10:05 a.m.", needed="Enter when it began")
    ended = LocalTime("Ended", optional=True)
    place = Text("Place", optional=True, limit=200)
    taken_by = Text("Taken by", optional=True, limit=120, hint="You, where left blank")
    oath_administrator = Text(
        "Oath administered by", optional=True, limit=120, hint="Needed for a sworn statement"
    )
    language = Text("Language", optional=True, limit=60, hint="English, where left blank")
    interpreter = Text("Interpreter", optional=True, limit=120)
    pages = Number("Pages", optional=True, low=1, high=100_000)
    copy_given = Flag("A copy was given")
    text = LongText("What it says", optional=True, limit=TEXT_LIMIT, rows=8)
    file = File("File", optional=True, limit_mb=UPLOAD_MB, resumable=True)
    corrects = Code("Corrects", optional=True, blank="Nothing: a new statement")

    def offer(self, case: Case) -> None:
        """Offer kinds, people, warnings, marks, and the statements that it may correct."""
        session, today = unit_of_work.session(), clock.today(case.agency.zone)
        self.offer_marks(case)
        self.taken_on.latest = today
        self.kind_code.offer(lists.choices(session, StatementKind, today))
        self.warning_code.offer(lists.choices(session, InterviewWarning, today))
        parties = case_queries.parties(case)
        self.giver.offer((row.id, f"{row.name} ({row.role.value.lower()})") for row in parties)
        self.interview.offer(from_interview.choices(case))
        self.corrects.offer(_known(queries.statements_of(case)))


class DerivedForm(BaseForm):
    """What came of what."""

    source = Code("It came of", blank="Choose a compelled record")
    row = Code("What came of it", blank="Choose a record of this case")
    reason = LongText(
        "How", limit=2000, rows=3, hint="For example: found by a question that only he answered."
    )

    def offer(
        self,
        records: Sequence[chains.Shown],
        elsewhere: Sequence[chains.Shown],
        chosen: str = "",
    ) -> None:
        """Offer what the viewer may see: of the case, and as a source what is linked with it."""
        compelled = [*chains.compelled_of(records), *elsewhere]
        self.rows = {shown.key: shown.row for shown in records}
        self.sources = {shown.key: shown.row for shown in compelled}
        self.source.offer(Choice(shown.key, shown.words, "", shown.group) for shown in compelled)
        self.row.offer(Choice(shown.key, shown.words, "", shown.group) for shown in records)
        if not self.is_submitted() and chosen in self.rows:
            self.source.data = chosen


class DocumentForm(ByHandForm):
    """A letter, a form, a record that was obtained."""

    title = Text("Title", limit=200)
    dated_on = UsDate("Dated", optional=True, hint="MM/DD/YYYY")
    source = Text("Where it came from", optional=True, limit=200)
    file = File("File", limit_mb=UPLOAD_MB, resumable=True)
    corrects = Code("Replaces", optional=True, blank="Nothing: a new document")

    def offer(self, case: Case) -> None:
        """Offer marks, and the documents that it may replace."""
        self.offer_marks(case)
        self.dated_on.latest = clock.today(case.agency.zone)
        self.corrects.offer(
            (row.n, f"{row.key}, {row.title}") for row in queries.documents_of(case)
        )


class ExhibitForm(BaseForm):
    """An exhibit: one item, statement or document."""

    source = Code("What it is", blank="Choose a record of this case")
    description = Text("Description", limit=300)
    pages = Text("Pages", optional=True, limit=60, hint="For example 14, or 4–11")

    def offer(self, case: Case) -> None:
        """Offer everything of the case that the viewer may see."""
        self.source.offer(Choice(*row) for row in sources_of(case))


class WeighForm(BaseForm):
    """A piece of evidence for or against."""

    source = Code("Evidence", blank="Choose a record of this case")
    weight = Code("It speaks", display="radios", needed="Choose for which side it speaks")
    note = LongText("What it shows", optional=True, limit=2000, rows=3)

    def offer(self, case: Case) -> None:
        """Offer everything of the case that the viewer may see."""
        self.source.offer(Choice(*row) for row in sources_of(case))
        self.weight.offer(Weight)


def _known(rows: Sequence[EvidenceItem] | Sequence[Statement]) -> Iterable[tuple[int, str]]:
    return ((row.n, row.key) for row in rows)


def sources_of(case: Case) -> Iterable[tuple[str, str, str, str]]:
    """(value, label, hint, group) of what an exhibit may point to."""
    for item in queries.items_of(case):
        yield f"item-{item.n}", f"{item.key} {item.description[:80]}", "", "Items"
    for row in queries.statements_of(case):
        words = f"{row.key} {row.kind.label}, {row.giver.name if row.giver else ''}"
        yield f"statement-{row.n}", words, "", "Statements"
    for document in queries.documents_of(case):
        yield f"document-{document.n}", f"{document.key}, {document.title}", "", "Documents"


class CopyForm(BaseForm):
    """The password of a copy that is handed out; it is kept nowhere."""

    password = Password("Password for the file", hint="At least 12 characters. A sentence is fine.")
    again = Password("Password again")

    def validate_password(self, field: Password) -> None:
        """Long enough for a file that others can try as often as they like."""
        if not MIN_LENGTH <= len(field.data) <= PASSWORD_LIMIT:
            raise ValidationError(f"Use {MIN_LENGTH} to {PASSWORD_LIMIT} characters.")

    def validate_again(self, field: Password) -> None:
        """Typed twice alike: nobody could open the file after a slip."""
        if field.data != self.password.data:
            raise ValidationError("The two passwords differ.")
