"""Forms of prosecution."""

from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.prosecution import queries
from jicms.prosecution.line import FIRST, NEXT
from jicms.prosecution.models import ProsecutionReferral, ProsecutionStatus
from jicms.refdata import queries as lists
from jicms.refdata.models import DeclinationReason, ProsecutionLevel
from jicms.web.forms import BaseForm, Code, Codes, File, LongText, Text, UsDate

UPLOAD_MB = 60


class ReferForm(BaseForm):
    """Putting a subject before a prosecuting office."""

    party = Code("Subject", blank="Choose a subject")
    status = Code("Status")
    on = UsDate("On", hint="MM/DD/YYYY")
    office = Text("Prosecuting office", limit=160)
    level_code = Code("Level")
    prosecutor = Text("Prosecutor", optional=True, limit=120)
    docket = Text("Docket", optional=True, limit=80)
    venue = Text("Venue", optional=True, limit=160)
    statutes = Text("Statutes", optional=True, limit=300, hint="For example 18 USC 1030")
    charges = Codes(
        "Allegations that the office was given",
        optional=True,
        hint="All of the subject’s where none is ticked. The interview gate asks for each.",
    )
    note = LongText("Note", optional=True, limit=4000, rows=3)
    file = File("Letter or memorandum", optional=True, limit_mb=UPLOAD_MB, resumable=True)

    def offer(self, case: Case) -> None:
        """Offer subjects, their allegations, first statuses and levels."""
        session, today = unit_of_work.session(), clock.today(case.agency.zone)
        self.on.latest = today
        self.party.offer((row.id, row.name) for row in queries.subjects_of(case))
        self.status.offer(FIRST)
        if not self.is_submitted():
            self.status.data = FIRST[0]
        self.level_code.offer(lists.choices(session, ProsecutionLevel, today))
        self.charges.offer(
            (row.id, f"{row.label} {row.allegation.category_code or ''}, {row.party.name}")
            for row in queries.charges_of(case)
        )


class StepForm(BaseForm):
    """The next step on the line."""

    status = Code("What happened", blank="Choose the next step")
    on = UsDate("On", hint="MM/DD/YYYY")
    declination_code = Code("Why declined", optional=True, blank="Only for a declination")
    is_written = Code("Declination given", optional=True, blank="Only for a declination")
    prosecutor = Text(
        "Given by",
        optional=True,
        limit=120,
        hint="The prosecutor of the referral, where left blank",
    )
    note = LongText(
        "Note",
        optional=True,
        limit=4000,
        rows=4,
        hint="For an oral declination: who declined, to whom, in what words.",
    )
    file = File("Letter, order or judgment", optional=True, limit_mb=UPLOAD_MB, resumable=True)

    def offer(self, referral: ProsecutionReferral) -> None:
        """Offer what may follow, and the reasons of a declination."""
        session, today = unit_of_work.session(), clock.today(referral.case.agency.zone)
        self.on.latest = today
        self.status.offer(NEXT[referral.status])
        self.declination_code.offer(lists.choices(session, DeclinationReason, today))
        self.is_written.offer([("written", "In writing"), ("oral", "Orally")])
        if ProsecutionStatus.DECLINED not in NEXT[referral.status]:
            del self.declination_code
            del self.is_written
            del self.prosecutor


class AuthorityForm(BaseForm):
    """The prosecutor's written authority to compel a statement."""

    on = UsDate("Given on", hint="MM/DD/YYYY")
    prosecutor = Text("Prosecutor", optional=True, limit=120, hint="Where not the referral’s own")
    note = LongText("Who gave it, and its scope", limit=4000, rows=4)
    file = File("The document", optional=True, limit_mb=UPLOAD_MB, resumable=True)

    def offer(self, referral: ProsecutionReferral) -> None:
        """Dates up to today."""
        self.on.latest = clock.today(referral.case.agency.zone)
