"""Forms of an action, one per step."""

from collections.abc import Sequence

from jicms.auth.models import User
from jicms.cases.timeline import shorten
from jicms.discipline import queries_charges
from jicms.discipline.forms.delivery import DeliveryForm
from jicms.discipline.forms.offers import (
    codes,
    key_of,
    name_of,
    offer_officials,
    offer_penalties,
    types_of,
)
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service import referred_material, today_of
from jicms.refdata.models import (
    NoActionReason,
    OutcomeReason,
    PenaltyGroup,
    ServiceMethod,
)
from jicms.web.forms import (
    BaseForm,
    Choice,
    Code,
    Codes,
    File,
    Flag,
    LongText,
    Number,
    Text,
    UsDate,
    Version,
)


class AssignForm(BaseForm):
    """Who works the action."""

    specialist = Code("Specialist")
    version = Version()

    def offer(self, people: Sequence[User]) -> None:
        """The specialists of the office."""
        self.specialist.offer(Choice(user.id, user.name) for user in people)


class OfficialsForm(BaseForm):
    """Who proposes and who decides."""

    proposing = Code("Proposing official", optional=True, blank="Not named yet")
    deciding = Code("Deciding official", optional=True, blank="Not named yet")
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Management officials of the agency."""
        offer_officials(action, proposing=self.proposing, deciding=self.deciding)


class ProposalForm(BaseForm):
    """The proposal as the proposing official signed it."""

    proposing = Code("Proposing official")
    deciding = Code("Deciding official", optional=True, blank="Not named yet")
    proposed_on = UsDate("Date of the proposal")
    action_type_code = Code("Proposed penalty")
    days = Number("Days", low=1, high=999, optional=True, hint="For a suspension")
    end_condition = LongText(
        "The suspension ends when",
        optional=True,
        limit=2000,
        rows=2,
        hint="The condition that the notice states",
    )
    legal_review_on = UsDate(
        "Legal review on", optional=True, hint="MM/DD/YYYY; where the procedure needs it"
    )
    legal_review_by = Text("Reviewing counsel", limit=120, optional=True)
    crime_provision = Flag(
        "Crime provision: reasonable cause to believe in a crime punishable by imprisonment",
        hint="Waives the 30 days of notice, never the 7 days to answer; needs legal review",
    )
    material = Codes("Material that the notice relies on", optional=True)
    range_reason = LongText(
        "Why the penalty lies outside the table’s range", optional=True, limit=2000, rows=3
    )
    reason = LongText("Reasons for the penalty", optional=True, limit=4000, rows=4)
    file = File("Signed proposal", optional=True, resumable=True, hint="The notice as a file")
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Officials, penalties, and what was referred."""
        offer_officials(action, proposing=self.proposing, deciding=self.deciding)
        offer_penalties(self.action_type_code, action)
        self.material.offer(Choice(key_of(row), name_of(row)) for row in referred_material(action))


class NoticeForm(DeliveryForm):
    """When and how the notice was received."""

    answer_by = UsDate(
        "Answer date in the notice", optional=True, hint="MM/DD/YYYY; if it gives more than the law"
    )
    deciding = Code("Deciding official")
    material_with_notice = Flag(
        "The material that the notice relies on went with it",
        hint="Each item counts as furnished with this service, unless it was furnished before",
    )
    file = File("Acknowledgment of receipt", optional=True, resumable=True)
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Officials and service methods."""
        offer_officials(action, deciding=self.deciding)
        self.method_code.offer(codes(ServiceMethod, today_of(action)))


class DecisionForm(BaseForm):
    """The decision as the deciding official signed it."""

    deciding = Code("Deciding official")
    decided_on = UsDate("Date of the decision")
    sustained = Codes(
        "Specifications sustained",
        optional=True,
        hint="A charge is sustained with at least one of its specifications",
    )
    action_type_code = Code("Decided penalty")
    days = Number("Days", low=1, high=999, optional=True, hint="For a suspension")
    effective_on = UsDate("Effective on", optional=True)
    outcome_reason_code = Code(
        "Why it differs from the proposal", optional=True, blank="It does not differ"
    )
    no_action_code = Code("Why there is no action", optional=True, blank="There is a penalty")
    reason = LongText("Reasons", optional=True, limit=4000, rows=4)
    file = File("Signed decision", optional=True, resumable=True)
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """The deciding official, the charges, penalties up to the one proposed, and reasons."""
        today = today_of(action)
        offer_officials(action, deciding=self.deciding)
        offer_penalties(self.action_type_code, action, decision=True)
        self.sustained.offer(
            Choice(row.label, f"{row.label} {charge.title}: {shorten(row.text)}")
            for charge in queries_charges.charges_of(action)
            for row in charge.specifications
        )
        self.outcome_reason_code.offer(codes(OutcomeReason, today))
        self.no_action_code.offer(codes(NoActionReason, today))


class DecisionServiceForm(DeliveryForm):
    """When and how the decision was received."""

    effective_on = UsDate("Effective on", optional=True)
    file = File("Acknowledgment of receipt", optional=True, resumable=True)
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Service methods."""
        self.method_code.offer(codes(ServiceMethod, today_of(action)))


class ConcludeForm(BaseForm):
    """How an action ends without a decision."""

    action_type_code = Code("How it ends", display="radios")
    no_action_code = Code("Why there is no action")
    reason = LongText("Reason", limit=2000, needed="Write the reason")
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """What imposes nothing, and the reasons."""
        self.action_type_code.offer(
            Choice(row.code, row.label)
            for row in types_of(action)
            if row.penalty_group is PenaltyGroup.NO_ACTION
        )
        self.no_action_code.offer(codes(NoActionReason, today_of(action)))


class ConfirmForm(BaseForm):
    """Nothing to type: the page lists what follows."""

    version = Version()
