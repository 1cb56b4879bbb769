"""Forms of triage and of the Inspector General."""

from collections.abc import Sequence

from sqlalchemy import select

from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.refdata import queries as lists
from jicms.refdata.models import CaseType, ClosureReason, ReferOutTarget
from jicms.web.forms import BaseForm, Choice, Code, Codes, LongText, Text, UsDate


class RouteForm(BaseForm):
    """Where a case goes from triage."""

    route = Code("Where it goes", display="radios")
    case_type = Code("Case type, when accepted")
    target_code = Code("Referred to", optional=True)
    closure_code = Code("Reason for closing", optional=True)
    reason = LongText("Note or reason", optional=True, limit=2000, rows=3)

    def offer(self, case: Case, routes: Sequence[Choice]) -> None:
        """Offer the routes that are open to the actor, and the lists they need."""
        session, today = unit_of_work.session(), clock.today(case.agency.zone)
        self.route.offer(routes)
        types = lists.choices(session, CaseType, today, keep=case.case_type_code)
        self.case_type.offer(types)
        if not self.is_submitted():
            self.case_type.data = case.case_type_code
        self.target_code.offer(lists.choices(session, ReferOutTarget, today))
        rows = session.scalars(
            select(ClosureReason)
            .where(ClosureReason.offered(today), ClosureReason.at_triage)
            .order_by(ClosureReason.sort_order)
        )
        self.closure_code.offer(row for row in rows if row.code != "ENTERED_IN_ERROR")


class OigReferralForm(BaseForm):
    """Allegations sent to the Inspector General."""

    allegations = Codes("Allegations", needed="Choose the allegations")
    sent_on = UsDate("Sent", needed="Enter the date it was sent")
    oig_number = Text("OIG number", optional=True, limit=60)
    note = LongText("Note", optional=True, limit=2000, rows=3)


class OigAnswerForm(BaseForm):
    """The Inspector General's answer."""

    status = Code("Answer", display="radios")
    answered_on = UsDate("Date of the answer")
    returned = Codes("Allegations returned", optional=True)
    oig_number = Text("OIG number", optional=True, limit=60)
    note = LongText("Note or reason", optional=True, limit=2000, rows=3)


class ExigentForm(BaseForm):
    """A start that cannot wait for the answer."""

    allegations = Codes("Allegations", needed="Choose the allegations")
    reason = LongText("Reason", limit=2000, rows=3, needed="Write why the start can’t wait")


class OigNoticeForm(BaseForm):
    """The Inspector General was told of an unlisted matter."""

    on = UsDate("Date of the notice")
    note = LongText("Note", optional=True, limit=2000, rows=3)


class ReceiptForm(BaseForm):
    """A receipt code that an anonymous reporter reads out."""

    code = Text("Receipt code", limit=20, needed="Enter the code")
