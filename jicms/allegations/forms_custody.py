"""Fields that intake and the allegation's own page share: who was looked up, abuse in custody."""

from datetime import date
from typing import Any

from jicms.allegations.kinds import FacilityKind, PerpetratorKind
from jicms.allegations.service import Prea, misfit
from jicms.core import unit_of_work
from jicms.people import queries as people
from jicms.people.models import Person
from jicms.refdata import queries as lists
from jicms.refdata.models import AllegationCategory, PreaAbuseType
from jicms.refdata.queries import facts
from jicms.web.forms import Code, Flag, Hidden, Number, Text

#: The fields about a query, by the names that both forms use.
QUERY = ("query_subject", "query_purpose", "query_count", "query_recipient")
PREA = (
    "prea_facility",
    "prea_facility_kind",
    "prea_operator",
    "prea_contract",
    "prea_perpetrator",
    "prea_abuse_type",
    "prea_attempt",
)
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


def offer_custody(form: Any, day: date, *, keep: str | None = None) -> None:
    """Offer the lists of `CustodyFields`."""
    form.prea_facility_kind.offer((kind, kind.label) for kind in FacilityKind)
    form.prea_perpetrator.offer((kind, kind.value.capitalize()) for kind in PerpetratorKind)
    kinds = lists.choices(unit_of_work.session(), PreaAbuseType, day, keep=keep)
    form.prea_abuse_type.offer(kinds)


def prea_in(form: Any) -> Prea:
    """What the fields say."""
    return Prea(
        facility=form.prea_facility.data or "",
        facility_kind=form.prea_facility_kind.data,
        operator=form.prea_operator.data or "",
        contract_number=form.prea_contract.data or "",
        perpetrator_kind=form.prea_perpetrator.data,
        abuse_type_code=form.prea_abuse_type.data,
        is_attempt=bool(form.prea_attempt.data),
    )


def prea_data(prea: Prea) -> dict[str, Any]:
    """The values for the fields."""
    return {
        "prea_facility": prea.facility,
        "prea_facility_kind": prea.facility_kind,
        "prea_operator": prea.operator,
        "prea_contract": prea.contract_number,
        "prea_perpetrator": prea.perpetrator_kind,
        "prea_abuse_type": prea.abuse_type_code,
        "prea_attempt": prea.is_attempt,
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
