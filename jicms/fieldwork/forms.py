"""Forms of fieldwork."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from jicms.allegations.models import Allegation
from jicms.auth.models import User
from jicms.cases import queries as case_queries
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.evidence import queries as evidence
from jicms.evidence.forms import WeighForm
from jicms.evidence.models_weighing import Weight
from jicms.evidence.service import candidates
from jicms.fieldwork.kinds import Authority, ElementState, LeadState, ReplyKind, StepKind
from jicms.fieldwork.models import Activity
from jicms.fieldwork.models_requests import RecordsRequest
from jicms.fieldwork.service.common import ever_on_team, is_listed, today_of
from jicms.investigations.models import Investigation, InvestigationType
from jicms.investigations.policy import live_team
from jicms.refdata import queries as lists
from jicms.refdata.models_fieldwork import ActivityKind
from jicms.web.forms import BaseForm, Code, Codes, Flag, LongText, Text, UsDate, Version
from jicms.web.forms.fields import Plain

_DAY = "MM/DD/YYYY"


class Hours(Plain):
    """Hours in quarters: 1, 1.5, 0.25. `data` is the number of quarter hours."""

    inputmode = "decimal"

    def parse(self, text: str) -> Any:
        try:
            hours = Decimal(text.strip().replace(",", ".")[:12])
        except InvalidOperation:
            raise ValueError("Write hours, for example 1.5.") from None
        quarters = hours * 4
        if not quarters.is_finite() or quarters != quarters.to_integral_value():
            raise ValueError("Write hours in quarters: 0.25, 0.5, 0.75, 1.")
        if not 0 <= quarters <= 96:
            raise ValueError("A day has 24 hours.")
        return int(quarters)

    def write(self, value: Any) -> str:
        return f"{value / 4:g}"


def members(investigation: Investigation) -> Iterable[tuple[int, str]]:
    """(id, name) of who is on the team now, the lead first."""
    for row in live_team(investigation):
        if row.user is not None:
            yield row.user.id, row.user.name


def listable(investigation: Investigation) -> list[User]:
    """Who may be put on the access list of a request: those of the case who read its fieldwork."""
    readers = {row.user_id for row in investigation.assignments if row.until is None}
    readers.add(investigation.reviewer_id)
    return [user for user in candidates(investigation.case) if user.id in readers]


class PlanForm(BaseForm):
    """What is to be settled, and how."""

    issues = LongText(
        "Issues", limit=8000, rows=6, hint="What the investigation has to settle, and its limits."
    )
    approach = LongText(
        "Approach", optional=True, limit=8000, rows=5, hint="In which order, and why."
    )
    version = Version()


class ApprovalForm(BaseForm):
    """A word with the approval of a plan as it was when the page was opened."""

    note = LongText("Note", optional=True, limit=4000, rows=3)
    version = Version()


class ElementForm(BaseForm):
    """An element to prove."""

    allegation = Code("Allegation", blank="Choose an allegation")
    text = LongText("What has to be shown", limit=2000, rows=3)

    def offer(self, alleged: Sequence[Allegation]) -> None:
        """Offer the allegations of the case."""
        self.allegation.offer(
            (row.n, f"{row.n}. {row.category.label if row.category else 'Not coded'}")
            for row in alleged
        )


class JudgeForm(BaseForm):
    """How far an element is proved."""

    text = LongText("What has to be shown", limit=2000, rows=3)
    state = Code("State", display="radios")
    note = LongText("What shows it, or does not", optional=True, limit=4000, rows=4)
    version = Version()

    def offer(self) -> None:
        """Offer the states."""
        self.state.offer(ElementState)


class ProofForm(WeighForm):
    """A piece of evidence that shows an element, or speaks against it."""

    def offer(self, case: Case) -> None:
        """Offer what the viewer sees of the case."""
        super().offer(case)
        self.weight.offer(
            ((Weight.FOR, "For the element"), (Weight.AGAINST, "Against the element"))
        )


class StepForm(BaseForm):
    """A witness to see, a record to get, a date to keep."""

    party = Code("Whom to see", optional=True, blank="Somebody not named in the case yet")
    text = Text("What", optional=True, limit=300)
    due_on = UsDate("By", optional=True, hint=_DAY)

    def offer(self, investigation: Investigation, kind: StepKind) -> None:
        """Offer the people of the case for a witness; other kinds have no person."""
        if kind is not StepKind.WITNESS:
            del self.party
            return
        self.text.label.text = "About what, or who it is"
        rows = case_queries.parties(investigation.case)
        self.party.offer((row.n, f"{row.name} ({row.role.value.lower()})") for row in rows)


class ChangeStepForm(BaseForm):
    """A line of the plan, changed or done."""

    text = Text("What", optional=True, limit=300)
    due_on = UsDate("By", optional=True, hint=_DAY)
    done_on = UsDate("Done on", optional=True, hint=_DAY)
    version = Version()


class ActivityForm(BaseForm):
    """An entry of the log, or its correction."""

    on = UsDate("Date", hint=_DAY)
    user_id = Code("Who")
    kind_code = Code("Kind", blank="Choose a kind")
    hours = Hours("Hours", hint="In quarters, for example 1.5")
    what = LongText("What was done", limit=4000, rows=4)

    def offer(
        self, investigation: Investigation, own: int | None, corrects: Activity | None
    ) -> None:
        """Offer team and kinds; filled from the entry that is corrected."""
        today = today_of(investigation)
        self.on.latest = today
        rows = ever_on_team(investigation)
        people = {row.user_id: row.user.name for row in rows if row.user is not None}
        self.user_id.offer(people.items())
        kinds = lists.choices(unit_of_work.session(), ActivityKind, today)
        self.kind_code.offer(kinds, keep=corrects.kind if corrects else None)
        if self.is_submitted():
            return
        self.on.data, self.user_id.data = today, own
        if corrects is not None:
            self.hours.description = "In quarters. 0 takes the entry back"
            self.on.data, self.user_id.data = corrects.on, corrects.user_id
            self.kind_code.data = corrects.kind_code
            self.hours.data, self.what.data = corrects.quarters, corrects.what


class RequestForm(BaseForm):
    """Records that are asked for."""

    addressee = Text("To whom", limit=200, hint="The person or body that holds the records")
    address = LongText(
        "Address", optional=True, limit=600, rows=3, hint="The letter needs it; it can follow"
    )
    return_to = LongText(
        *("Send the records to",),
        optional=True,
        limit=600,
        rows=3,
        hint="Your office's address, for the letter",
    )
    what = LongText("Which records", limit=8000, rows=6)
    authority = Code("Authority", blank="Choose what it rests on")
    citation = Text(
        "Statute, order or docket", optional=True, limit=200, hint="For a subpoena or an order"
    )
    issued_on = UsDate("Issued on", hint=_DAY)
    due_on = UsDate("Due on", optional=True, hint=_DAY)
    owner_id = Code("Who sees to it", optional=True, blank="You")
    named = Codes(
        "Access list",
        optional=True,
        hint="Who sees it beside you: for a grand jury subpoena only.",
    )

    def offer(self, investigation: Investigation) -> None:
        """Offer what a request of this investigation may rest on, and its team."""
        criminal = investigation.type is InvestigationType.CRIMINAL
        self.authority.offer(a for a in Authority if criminal or a is not Authority.GRAND_JURY)
        self.issued_on.latest = today_of(investigation)
        self.owner_id.offer(members(investigation))
        if not criminal:
            del self.named
            return
        self.owner_id.description = (
            "A grand jury subpoena begins with you; give it on to its access list afterwards"
        )
        # Its own team and reviewer: nobody else of the case reads its requests.
        self.named.offer((user.id, user.name) for user in listable(investigation))


class ReplyForm(BaseForm):
    """What came of a request."""

    kind = Code("What came", blank="Choose what came")
    on = UsDate("On", hint=_DAY)
    due_on = UsDate("New day", optional=True, hint="Where more time is given")
    note = LongText("Note", optional=True, limit=4000, rows=3)
    documents = Codes("Documents received", optional=True)
    items = Codes("Evidence items received", optional=True)

    def offer(self, request: RecordsRequest) -> None:
        """Offer the kinds of reply, and the documents of the case that carry its marks."""
        self.kind.offer(ReplyKind)
        self.on.latest = today_of(request.investigation)
        self.documents.offer(
            (row.n, f"{row.key}, {row.title}")
            for row in evidence.documents_of(request.case)
            if not request.handling & ~row.handling
        )
        self.items.offer(
            (row.n, f"{row.key} {row.description[:80]}")
            for row in evidence.items_of(request.case)
            if not request.handling & ~row.handling
        )


class CompleteForm(BaseForm):
    """To whom a request goes, and whereto the records come."""

    addressee = Text("To whom", limit=200)
    citation = Text("Statute, order or docket", optional=True, limit=200)
    address = LongText("Address", optional=True, limit=600, rows=3)
    return_to = LongText("Send the records to", optional=True, limit=600, rows=3)
    due_on = UsDate("Due on", optional=True, hint=_DAY)
    version = Version()


class OwnerForm(BaseForm):
    """Who sees to a request from now on."""

    owner_id = Code("Who sees to it", optional=True, blank="Nobody")
    version = Version()

    def offer(self, request: RecordsRequest) -> None:
        """Offer the team; of it, the access list alone where there is one."""
        self.owner_id.offer(
            (key, name) for key, name in members(request.investigation) if is_listed(request, key)
        )


class LeadForm(BaseForm):
    """A new lead."""

    what = LongText("What to follow up", limit=4000, rows=4)
    source = Text("Where it came from", optional=True, limit=200)
    owner_id = Code("Who follows it", optional=True, blank="Nobody yet")
    due_on = UsDate("By", optional=True, hint=_DAY)

    def offer(self, investigation: Investigation, *, keep: Any = None) -> None:
        """Offer the team."""
        self.owner_id.offer(members(investigation), keep=keep)


class ChangeLeadForm(LeadForm):
    """A lead, changed, or asked of somebody outside."""

    sent_to = Text(
        *("Sent outside to",),
        optional=True,
        limit=200,
        hint="An office that does not work in this system; others get it by Send to another office",
    )
    sent_on = UsDate("Sent on", optional=True, hint=_DAY)
    version = Version()


class EndLeadForm(BaseForm):
    """What came of a lead."""

    state = Code("How it ended", display="radios")
    outcome = LongText("What came of it", limit=4000, rows=4)

    def offer(self) -> None:
        """Offer the ways to end."""
        self.state.offer(state for state in LeadState if state is not LeadState.OPEN)


class HandoverForm(BaseForm):
    """The lead handed to somebody else."""

    to = Code("Hand it to", blank="Choose an investigator")
    note = LongText(
        "Where things stand", limit=8000, rows=6, hint="Whoever takes over signs for it."
    )
    stays = Flag("Who leads it now stays on the team")


class ReceiptForm(BaseForm):
    """Signing for a handover."""

    note = LongText(
        "What was missing", optional=True, limit=4000, rows=3, hint="Leave it blank if all arrived."
    )
