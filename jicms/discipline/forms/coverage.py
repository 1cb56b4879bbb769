"""The form of the coverage determination."""

from typing import Any

from jicms.discipline.coverage import Facts
from jicms.discipline.forms.offers import codes, types_of
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service import today_of
from jicms.discipline.service.penalties import LADDER
from jicms.refdata.models import PenaltyGroup
from jicms.refdata.models_discipline import Procedure, ServiceKind
from jicms.refdata.models_interviews import BargainingAgreement
from jicms.web.forms import BaseForm, Choice, Code, Flag, LongText, Text, UsDate, Version

SERVICES = {
    ServiceKind.COMPETITIVE: "Competitive service",
    ServiceKind.EXCEPTED: "Excepted service",
    ServiceKind.SES: "Senior Executive Service",
}


class CoverageForm(BaseForm):
    """The facts of the appointment, and the procedure that is chosen."""

    considered = Code("Action considered")
    service = Code("Service", display="radios")
    appointment = Text("Appointment authority", limit=60, optional=True)
    tenure = Text("Tenure", limit=60, optional=True, hint="As on the last personnel action")
    schedule = Text("Work schedule", limit=60, optional=True, hint="Full-time, part-time …")
    serving_since = UsDate("Current continuous service since", optional=True)
    probation_ends = UsDate("Probation or trial period ends", optional=True)
    agreement_code = Code("Union agreement", optional=True, blank="None applies")
    preference_eligible = Flag("Preference eligible (veteran)")
    is_law_enforcement = Flag("Law enforcement officer")
    before_appointment = Flag("The reasons are conditions from before the appointment")
    is_retaliation = Flag("Supervisor found to have retaliated (5 USC 7515)")
    is_felony_conviction = Flag("Convicted of a felony (5 USC 7371)")
    procedure_code = Code("Procedure", optional=True, blank="As the facts give")
    reason = LongText(
        "Why another procedure", optional=True, limit=2000, rows=3, hint="If the facts give another"
    )
    version = Version()

    def offer(self, action: DisciplinaryAction) -> None:
        """Penalties, services, agreements and procedures in use."""
        today = today_of(action)
        self.considered.offer(
            Choice(row.code, row.label)
            for row in types_of(action)
            if row.penalty_group in LADDER and row.penalty_group is not PenaltyGroup.NO_ACTION
        )
        self.service.offer(Choice(kind, label) for kind, label in SERVICES.items())
        self.agreement_code.offer(codes(BargainingAgreement, today))
        self.procedure_code.offer(codes(Procedure, today))

    def facts(self) -> Facts:
        """The facts as typed."""
        typed: dict[str, Any] = self.values()
        for name in ("procedure_code", "reason"):
            del typed[name]
        for name in ("appointment", "tenure", "schedule"):
            typed[name] = typed[name] or ""
        return Facts(**typed)
