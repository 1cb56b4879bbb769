"""Forms of discipline: one per step. What may be chosen is offered from what is visible."""

from jicms.discipline.forms.action import (
    AssignForm,
    ConcludeForm,
    ConfirmForm,
    DecisionForm,
    DecisionServiceForm,
    NoticeForm,
    OfficialsForm,
    ProposalForm,
)
from jicms.discipline.forms.answers import AnswerForm, ExtensionForm, NatureForm
from jicms.discipline.forms.before import AnalysisForm, ReviewForm
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
    "AnalysisForm",
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
    "NatureForm",
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
