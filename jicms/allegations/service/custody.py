"""Sexual abuse in custody (6 CFR part 115): what an allegation under such a code says."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from jicms.allegations.kinds import Care, FacilityKind, Gender, PerpetratorKind, ReportedBy
from jicms.allegations.models import Allegation, AllegationPrea
from jicms.core.errors import RuleBroken
from jicms.refdata.models import PreaAbuseType
from jicms.refdata.queries import facts


@dataclass(frozen=True, slots=True)
class Prea:
    """The facts that the regulation asks for; what is not known yet is blank."""

    facility: str = ""
    facility_kind: FacilityKind | None = None
    operator: str = ""
    contract_number: str = ""
    perpetrator_kind: PerpetratorKind | None = None
    abuse_type_code: str | None = None
    is_attempt: bool = False
    victim_citizenship: str = ""
    victim_age: int | None = None
    victim_gender: Gender | None = None
    victim_lgbti: bool | None = None
    perpetrator_citizenship: str = ""
    perpetrator_age: int | None = None
    perpetrator_gender: Gender | None = None
    perpetrator_lgbti: bool | None = None
    reported_by: ReportedBy | None = None
    reported_on: date | None = None
    housing: str = ""
    medical_exam: Care | None = None
    mental_health: Care | None = None

    @property
    def is_blank(self) -> bool:
        """Nothing was said."""
        return self == Prea()


def stored_prea(allegation: Allegation) -> Prea:
    """The facts that an allegation has."""
    row = allegation.prea
    if row is None:
        return Prea()
    return Prea(**{name: getattr(row, name) for name in asdict(Prea())})


def refuse_stray_prea(category: Any, prea: Prea | None) -> None:
    """Raise `RuleBroken` for such facts on another code, or a kind of abuse that is not theirs."""
    if prea is None or prea.is_blank:
        return
    if not category.prea:
        raise RuleBroken(
            f"{category.code} is not about sexual abuse in custody: leave its facts blank.",
            field="prea_facility",
        )
    sentence = misfit(prea)
    if sentence:
        raise RuleBroken(sentence, field="prea_abuse_type")


def misfit(prea: Prea) -> str:
    """Why the kind of abuse can't be that of who is said to have done it; "" where it can."""
    if prea.abuse_type_code is None or prea.perpetrator_kind is None:
        return ""
    kind = facts(PreaAbuseType).get(prea.abuse_type_code)
    by_staff = prea.perpetrator_kind is not PerpetratorKind.DETAINEE
    if kind is None or kind.by_staff == by_staff:
        return ""
    return "Choose a kind of abuse that fits who is said to have done it."


def keep_prea(allegation: Allegation, prea: Prea | None) -> None:
    """Write the facts on a new allegation, where there are any."""
    if prea is not None and not prea.is_blank:
        allegation.prea = AllegationPrea(case_id=allegation.case_id, **asdict(prea))


def change_prea(allegation: Allegation, prea: Prea) -> None:
    """Write the facts on an allegation that stands."""
    row = allegation.prea
    if row is None:
        keep_prea(allegation, prea)
        return
    for name, value in asdict(prea).items():
        setattr(row, name, value)
