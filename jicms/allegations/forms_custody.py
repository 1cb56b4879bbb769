"""Fields that intake and the allegation's own page share: who was looked up, abuse in custody."""

from datetime import date
from typing import Any

from jicms.allegations.kinds import Care, FacilityKind, Gender, PerpetratorKind, ReportedBy
from jicms.allegations.service import Prea, misfit
from jicms.core import unit_of_work
from jicms.people import queries as people
from jicms.people.models import Person
from jicms.refdata import queries as lists
from jicms.refdata.models import AllegationCategory, PreaAbuseType
from jicms.refdata.queries import facts
from jicms.web.forms import Choice, Code, Flag, Hidden, Number, Text, UsDate

#: The fields about a query, by the names that both forms use.
QUERY = ("query_subject", "query_purpose", "query_count", "query_recipient")
#: The facts by the name of their field.
PREA = {
    "facility": "prea_facility",
    "facility_kind": "prea_facility_kind",
    "operator": "prea_operator",
    "contract_number": "prea_contract",
    "perpetrator_kind": "prea_perpetrator",
    "abuse_type_code": "prea_abuse_type",
    "is_attempt": "prea_attempt",
    "victim_citizenship": "prea_victim_citizenship",
    "victim_age": "prea_victim_age",
    "victim_gender": "prea_victim_gender",
    "victim_lgbti": "prea_victim_lgbti",
    "perpetrator_citizenship": "prea_perpetrator_citizenship",
    "perpetrator_age": "prea_perpetrator_age",
    "perpetrator_gender": "prea_perpetrator_gender",
    "perpetrator_lgbti": "prea_perpetrator_lgbti",
    "reported_by": "prea_reported_by",
    "reported_on": "prea_reported_on",
    "housing": "prea_housing",
    "medical_exam": "prea_medical",
    "mental_health": "prea_counselling",
}
SAYS = (Choice("yes", "Yes"), Choice("no", "No"))
SAID = {"yes": True, "no": False}
#: An id of more digits is none.
ID_DIGITS = 17


class QueryFields:
    """A system and what was looked up in it."""

    system_code = Code("System accessed", optional=True, blank="Not known, or not about a system")
    query_subject = Text("Person looked up", optional=True)
    query_person = Hidden("Person looked up")
    query_recipient = Text("Given to", optional=True, hint="Who got what was found")
    query_purpose = Text("Purpose claimed", optional=True, limit=300)
    query_count = Number("Number of queries", optional=True, low=1)


class CustodyFields:
    """What 6 CFR part 115 asks, where the code is about sexual abuse in custody."""

    prea_facility = Text("Facility", optional=True)
    prea_facility_kind = Code("Kind of facility", optional=True, blank="Not known")
    prea_operator = Text("Operator", optional=True, limit=120)
    prea_contract = Text("Contract number", optional=True, limit=60)
    prea_perpetrator = Code("Alleged to have done it", optional=True, blank="Not known")
    prea_abuse_type = Code("Kind of abuse", optional=True, blank="Not known", hint="By 6 CFR 115.6")
    prea_attempt = Flag("Attempt only")
    prea_victim_citizenship = Text("Victim’s citizenship", optional=True, limit=60)
    prea_victim_age = Number("Victim’s age", optional=True, high=120)
    prea_victim_gender = Code("Victim’s gender", optional=True, blank="Not known")
    prea_victim_lgbti = Code(
        "Victim: self-identified as LGBTI or gender-nonconforming",
        optional=True,
        blank="Did not say",
    )
    prea_perpetrator_citizenship = Text("Perpetrator’s citizenship", optional=True, limit=60)
    prea_perpetrator_age = Number("Perpetrator’s age", optional=True, high=120)
    prea_perpetrator_gender = Code("Perpetrator’s gender", optional=True, blank="Not known")
    prea_perpetrator_lgbti = Code(
        "Perpetrator: self-identified as LGBTI or gender-nonconforming",
        optional=True,
        blank="Did not say",
    )
    prea_reported_by = Code(
        "First reported by", optional=True, blank="Not known", hint="The kind of person, no name"
    )
    prea_reported_on = UsDate("First reported on", optional=True)
    prea_housing = Text(
        "Housing or supervision",
        optional=True,
        limit=200,
        hint="Housing or custody class after the report; in a holding facility, supervision",
    )
    prea_medical = Code("Medical examination", optional=True, blank="Not known")
    prea_counselling = Code("Mental-health care", optional=True, blank="Not known")


def offer_custody(form: Any, day: date, *, keep: str | None = None) -> None:
    """Offer the lists of `CustodyFields`."""
    form.prea_facility_kind.offer((kind, kind.label) for kind in FacilityKind)
    form.prea_perpetrator.offer((kind, kind.value.capitalize()) for kind in PerpetratorKind)
    for name in ("victim", "perpetrator"):
        form[f"prea_{name}_gender"].offer((kind, kind.value.capitalize()) for kind in Gender)
        form[f"prea_{name}_lgbti"].offer(SAYS)
    form.prea_reported_by.offer((kind, kind.label) for kind in ReportedBy)
    form.prea_reported_on.latest = day
    for name in ("prea_medical", "prea_counselling"):
        form[name].offer((care, care.label) for care in Care)
    kinds = lists.choices(unit_of_work.session(), PreaAbuseType, day, keep=keep)
    form.prea_abuse_type.offer(kinds)


def prea_in(form: Any) -> Prea:
    """What the fields say."""
    return Prea(**{name: _value(form[field]) for name, field in PREA.items()})


def _value(field: Any) -> Any:
    """A field's value as the facts hold it: text is never None, a choice of yes or no is a bool."""
    if isinstance(field, Text):
        return field.data or ""
    if isinstance(field, Flag):
        return bool(field.data)
    return SAID.get(field.data, field.data) if isinstance(field, Code) else field.data


def prea_data(prea: Prea) -> dict[str, Any]:
    """The values for the fields."""
    words = {True: "yes", False: "no"}
    return {
        field: words.get(value) if field.endswith("_lgbti") else value
        for name, field in PREA.items()
        for value in [getattr(prea, name)]
    }


def custody_faults(form: Any, code: str | None) -> list[tuple[str, str]]:
    """(field, sentence) for facts on a code that is not about custody, or that do not fit."""
    category, prea = facts(AllegationCategory).get(code or ""), prea_in(form)
    if category is None or prea.is_blank:
        return []
    if not category.prea:
        sentence = f"{category.code} is not about sexual abuse in custody: clear its facts."
        return [("prea_facility", sentence)]
    sentence = misfit(prea)
    return [("prea_abuse_type", sentence)] if sentence else []


def is_custody_code(code: str | None) -> bool:
    """Whether the code asks for `CustodyFields`."""
    category = facts(AllegationCategory).get(code or "")
    return category is not None and bool(category.prea)


def custody_codes() -> list[str]:
    """Every code that asks for them, for the page's script."""
    return sorted(code for code, category in facts(AllegationCategory).items() if category.prea)


def person_looked_up(form: Any) -> Person | None:
    """The person chosen from the directory, while the name stands as it was chosen."""
    number, typed = form.query_person.data or "", (form.query_subject.data or "").casefold()
    if not number.isdecimal() or not number.isascii() or len(number) > ID_DIGITS:
        return None
    person = people.by_id(int(number))
    named = person is not None and typed in {"", person.name.casefold()}
    return person if named else None
