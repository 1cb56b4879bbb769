"""Forms about a subject: referral, coding, and the answer of labor relations."""

from collections.abc import Sequence

from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core import clock
from jicms.discipline import queries
from jicms.discipline.forms.offers import codes
from jicms.discipline.kinds import InterimPurpose
from jicms.discipline.service.referrals import kept_back
from jicms.refdata.models import OutcomeCoding
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    Codes,
    LongText,
    Version,
)


class ReferForm(BaseForm):
    """One subject, the report, what is released for that subject."""

    party = Code("Subject", display="radios", needed="Choose the subject")
    report = Code("Approved report")
    exhibits = Codes("Exhibits to release", optional=True)
    documents = Codes("Fact-finding file", optional=True)
    note = LongText("Note to labor relations", optional=True, limit=4000, rows=4)

    def offer(self, case: Case) -> None:
        """Subjects that wait, approved reports with their exhibits, or the file's documents; none
        that never goes to labor relations."""
        self.party.offer(Choice(p.n, p.name, f"Subject {p.n}") for p in queries.to_refer(case))
        reports = queries.approved_reports(case)
        early = case.case_type.allows_fact_finding
        self.report.optional = early
        self.report.blank = "None: a fact-finding file goes instead" if early else "Choose"
        self.report.offer(Choice(r.n, f"Report {r.n:03d}: {r.title}") for r in reports)
        self.exhibits.offer(
            Choice(e.id, f"{e.report.n:03d}, exhibit {e.n}: {e.description}")
            for e in queries.exhibits_of(reports)
            if not kept_back(e)
        )
        if early:
            self.documents.offer(
                Choice(d.id, f"{d.n}: {d.title}")
                for d in queries.documents_of(case)
                if not kept_back(d)
            )


class InterimForm(BaseForm):
    """What labor relations must know before there is a report."""

    party = Code("Subject", display="radios", needed="Choose the subject")
    purpose = Code("What for", display="radios", needed="Choose what labor relations is to act on")
    facts = LongText(
        "Facts that labor relations may act on",
        limit=4000,
        rows=5,
        hint="Arrest, charge, custody, post and duties, end of probation. Nothing that a witness or"
        " the employee said.",
    )

    def offer(self, case: Case) -> None:
        """Subjects that wait, and the purposes."""
        self.party.offer(Choice(p.n, p.name, f"Subject {p.n}") for p in queries.to_refer(case))
        self.purpose.offer((one, one.label) for one in InterimPurpose)


class CodeForm(BaseForm):
    """Why a subject needs no referral."""

    outcome_code = Code("Coding")
    reason = LongText("Reason", limit=2000, needed="Write the reason")

    def offer(self, case: Case) -> None:
        """The codings in use."""
        today = clock.today(case.agency.zone)
        self.outcome_code.offer(codes(OutcomeCoding, today))


class ReasonForm(BaseForm):
    """A reason, and the version that it was written for."""

    reason = LongText("Reason", limit=2000, needed="Write the reason")
    version = Version()


class AcceptForm(BaseForm):
    """Who takes it, now or later."""

    specialist = Code("Specialist", optional=True, blank="Assign later")
    version = Version()

    def offer(self, people: Sequence[User]) -> None:
        """The specialists of the office."""
        self.specialist.offer(Choice(user.id, user.name) for user in people)
