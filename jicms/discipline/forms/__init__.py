"""Forms of discipline: one per step. What may be chosen is offered from what is visible."""

from jicms.discipline.forms.action import (
    AnswerForm,
    AssignForm,
    ConcludeForm,
    ConfirmForm,
    DecisionForm,
    DecisionServiceForm,
    ExtensionForm,
    NoticeForm,
    OfficialsForm,
    ProposalForm,
    ReviewForm,
)
from jicms.discipline.forms.comparators import choosing_form, chosen_of, years_offered
from jicms.discipline.forms.coverage import CoverageForm
from jicms.discipline.forms.new_material import ContactForm, NewMaterialForm, ServeNewForm
from jicms.discipline.forms.offers import (
    chosen,
    delivery,
    effective_hint,
    key_of,
    name_of,
    now_there,
    received_at,
)
from jicms.discipline.forms.referral import (
    AcceptForm,
    CodeForm,
    InterimForm,
    ReasonForm,
    ReferForm,
)
from jicms.discipline.forms.worksheet import (
    Worksheet,
    factor_code,
    factor_name,
    factor_number,
    factor_numbers,
    weighed,
    worksheet_form,
)

__all__ = [
    "AcceptForm",
    "AnswerForm",
    "AssignForm",
    "CodeForm",
    "ConcludeForm",
    "ConfirmForm",
    "ContactForm",
    "CoverageForm",
    "DecisionForm",
    "DecisionServiceForm",
    "ExtensionForm",
    "InterimForm",
    "NewMaterialForm",
    "NoticeForm",
    "OfficialsForm",
    "ProposalForm",
    "ReasonForm",
    "ReferForm",
    "ReviewForm",
    "ServeNewForm",
    "Worksheet",
    "choosing_form",
    "chosen",
    "chosen_of",
    "delivery",
    "effective_hint",
    "factor_code",
    "factor_name",
    "factor_number",
    "factor_numbers",
    "key_of",
    "name_of",
    "now_there",
    "received_at",
    "weighed",
    "worksheet_form",
    "years_offered",
]
