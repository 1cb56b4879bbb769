"""Forms of statements that are written in the browser."""

from jicms.cases import queries as case_queries
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.evidence import from_interview
from jicms.evidence.forms import UPLOAD_MB
from jicms.evidence.models import Statement
from jicms.evidence.models_drafts import StatementDraft
from jicms.evidence.queries import statements_of
from jicms.evidence.service.drafts import KINDS, LONGEST, may_be_rewritten
from jicms.refdata import queries as lists
from jicms.refdata.models import StatementKind
from jicms.refdata.models_interviews import InterviewWarning
from jicms.web.forms import (
    BaseForm,
    Code,
    File,
    Flag,
    LocalTime,
    LongText,
    Text,
    UsDate,
    Version,
)


class DraftForm(BaseForm):
    """What is written, and who gives it."""

    kind_code = Code("Form", blank="Choose a form")
    giver = Code("Given by", blank="Choose somebody of this case", needed="Choose who gives it")
    interview = Code("Interview", optional=True, blank="None on record")
    warning_code = Code("Warning", optional=True, blank="None")
    outside_us = Flag(
        "Signed outside the United States",
        hint="A declaration under 28 USC 1746 has other words there.",
    )
    language = Text("Language", optional=True, limit=60, hint="English, where left blank")
    interpreter = Text("Interpreter", optional=True, limit=120)
    corrects = Code(
        "Corrects",
        optional=True,
        blank="Nothing: a new statement",
        hint="A correction begins with the words of the statement that it corrects.",
    )

    def offer(self, case: Case) -> None:
        """Offer the forms, people, interviews and warnings, and what may be corrected."""
        session, today = unit_of_work.session(), clock.today(case.agency.zone)
        kinds = lists.choices(session, StatementKind, today)
        self.kind_code.offer(pair for pair in kinds if pair[0] in KINDS)
        self.warning_code.offer(lists.choices(session, InterviewWarning, today))
        parties = case_queries.parties(case)
        self.giver.offer((row.id, f"{row.name} ({row.role.value.lower()})") for row in parties)
        self.interview.offer(from_interview.choices(case))
        written = [row for row in statements_of(case) if may_be_rewritten(row)]
        self.corrects.offer((row.n, f"{row.key}, {row.kind.label}") for row in written)

    def correct(self, statement: Statement | None) -> None:
        """Fill it with what the statement says that is to be corrected."""
        if statement is None:
            return
        for name in ("kind_code", "warning_code", "language", "interpreter"):
            self[name].data = getattr(statement, name)
        self.corrects.data, self.giver.data = statement.n, statement.giver_id
        self.interview.data = from_interview.standing(statement.interview)

    def fill(self, case: Case, n: int | None) -> None:
        """Fill it with what is on record of an interview; nothing where it is none."""
        found = from_interview.chosen(case, n)
        if found is not None:
            self.interview.data, self.giver.data = found.n, found.party_id
            self.warning_code.data, self.language.data = found.warning_code, found.language


class WriteForm(BaseForm):
    """The words of a statement."""

    text = LongText(
        "Statement",
        optional=True,
        limit=LONGEST,
        rows=22,
        hint="In the words of whoever gives it. A line that begins with Q. or A. is printed as a "
        "question or an answer. Opening, closing and signature are added by the form.",
    )
    version = Version()


class SignForm(BaseForm):
    """The signed copy of a print."""

    code = Text(
        "Code of the text", limit=20, hint="At the foot of each page, for example 3F0A1-9C2D4"
    )
    file = File("Signed copy", limit_mb=UPLOAD_MB, resumable=True)
    taken_on = UsDate("Signed on", hint="MM/DD/YYYY")
    began = LocalTime("Began", hint="For example 10:05 a.m.", needed="Enter when it began")
    ended = LocalTime("Ended", optional=True)
    place = Text("Place", optional=True, limit=200)
    oath_administrator = Text(
        "Oath administered by", optional=True, limit=120, hint="Needed for a sworn statement"
    )
    initialed = Flag("Every page bears initials")
    copy_given = Flag("A copy was given")
    corrections = LongText(
        "Corrections by hand",
        optional=True,
        limit=4000,
        rows=3,
        hint="What was changed on paper, on which page; or why a page bears no initials.",
    )

    def offer(self, draft: StatementDraft) -> None:
        """Nothing is signed tomorrow; only an oath has somebody who administers it."""
        self.taken_on.latest = clock.today(draft.case.agency.zone)
        if not draft.kind.is_sworn:
            del self.oath_administrator


class RefuseForm(BaseForm):
    """Somebody would not sign."""

    taken_on = UsDate("Refused on", hint="MM/DD/YYYY")
    at = LocalTime("Time", hint="For example 2:05 p.m.")
    reason = LongText("What was said", limit=4000, rows=4)

    def offer(self, draft: StatementDraft) -> None:
        """Nothing is refused tomorrow."""
        self.taken_on.latest = clock.today(draft.case.agency.zone)
